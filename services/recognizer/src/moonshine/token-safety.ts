import { SAMPLE_RATE_HZ } from '../voice-detector.ts'

/** Nobody speaks faster than this: about 300 words a minute. Measured on read and spontaneous English; see the model's card. */
const MAX_TOKENS_PER_SECOND = 6.5
const LEAST_LIMIT = 4

/** How many tokens a segment of that length can hold. */
export function tokenLimit(samples: number): number {
  return Math.max(LEAST_LIMIT, Math.ceil((samples / SAMPLE_RATE_HZ) * MAX_TOKENS_PER_SECOND))
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
