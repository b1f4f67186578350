interface LoopShape {
  readonly unitTokens: number
  readonly repeats: number
}

/** People do say "five five five five" or "no no no": the shorter the unit, the more repetitions are needed to call it a loop. */
const loopShapes: readonly LoopShape[] = [
  { unitTokens: 1, repeats: 9 },
  { unitTokens: 2, repeats: 6 },
  { unitTokens: 3, repeats: 5 },
  ...[4, 5, 6, 7, 8, 9, 10, 11, 12].map((unitTokens) => ({ unitTokens, repeats: 3 })),
]

/** Tokens to keep when the text has begun to repeat itself: all but the repetitions. `undefined` when it hasn't. */
export function loopStart(tokens: readonly number[]): number | undefined {
  const loop = loopShapes.find((shape) => endsInLoop(tokens, shape))
  return loop === undefined ? undefined : tokens.length - loop.unitTokens * (loop.repeats - 1)
}

function endsInLoop(tokens: readonly number[], { unitTokens, repeats }: LoopShape): boolean {
  const start = tokens.length - unitTokens * repeats
  if (start < 0) return false
  for (let index = start; index + unitTokens < tokens.length; index += 1) {
    if (tokens[index] !== tokens[index + unitTokens]) return false
  }
  return true
}
