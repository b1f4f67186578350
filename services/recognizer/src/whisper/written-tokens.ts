/** A text token by token, from its end: hypotheses share their beginnings. */
export interface WrittenToken {
  readonly token: number
  readonly logProb: number
  /** Where the sound was looked at when it was chosen: [heads, heard positions]. */
  readonly attention: Float32Array
  readonly before: WrittenToken | undefined
  /** Tokens up to this one. */
  readonly length: number
  /** Of all logarithms up to this one. */
  readonly sum: number
}

export function write(before: WrittenToken | undefined, token: number, logProb: number, attention: Float32Array): WrittenToken {
  return { token, logProb, attention, before, length: (before?.length ?? 0) + 1, sum: (before?.sum ?? 0) + logProb }
}

/** From the first to the last. */
export function tokensUpTo(last: WrittenToken | undefined): WrittenToken[] {
  const tokens: WrittenToken[] = []
  for (let node = last; node !== undefined; node = node.before) tokens.push(node)
  return tokens.reverse()
}

/** A text that the decoder has finished. */
export interface WrittenText {
  readonly tokens: readonly WrittenToken[]
  /** Where the sound was looked at when the end was chosen; `undefined` when the text was cut. */
  readonly endAttention: Float32Array | undefined
  /** Tokens that were cut off because the text had begun to repeat itself. */
  readonly repeated: number
}
