import { SAMPLE_RATE_HZ } from '../voice-detector.ts'

/** Nobody speaks faster than this: about 300 words a minute. Measured on read and spontaneous English; see the model's card. */
const MAX_TOKENS_PER_SECOND = 6.5
const LEAST_LIMIT = 4

/** How many tokens a segment of that length can hold. */
export function tokenLimit(samples: number): number {
  return Math.max(LEAST_LIMIT, Math.ceil((samples / SAMPLE_RATE_HZ) * MAX_TOKENS_PER_SECOND))
}

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

export interface WordLikelihood {
  /** Mean natural logarithm of the probability of its tokens. */
  readonly logProb: number
  readonly tokens: number
}

/** Tokens a second of speech above which words may be invented, at a pace that people seldom reach. */
const SUSPICIOUS_TOKENS_PER_SECOND = 5.5
/** Below this mean, a word is a guess: a probability of 0.25. */
const GUESS_LOG_PROB = Math.log(0.25)

/**
 * Words to keep. The model can go on after the last word that was said; such an ending is unlikely in its own eyes and makes the
 * text longer than the speech can hold. Only when both hold are words dropped, from the end, as long as they are guesses.
 */
export function wordsBeforeInventedTail(words: readonly WordLikelihood[], speechMs: number): number {
  let kept = words.length
  let tokens = words.reduce((sum, word) => sum + word.tokens, 0)
  for (; kept > 1; kept -= 1) {
    const last = words[kept - 1]
    if (last === undefined || last.logProb >= GUESS_LOG_PROB) break
    if (tokens <= (speechMs / 1000) * SUSPICIOUS_TOKENS_PER_SECOND) break
    tokens -= last.tokens
  }
  return kept
}
