/** What was written for a stretch of one channel. */
export interface SaidText {
  readonly startMs: number
  readonly endMs: number
  readonly words: readonly SaidWord[]
}

export interface SaidWord {
  readonly text: string
  /** Unknown for text that may still change. */
  readonly times?: { readonly startMs: number; readonly endMs: number }
}

/** Delay of an echo, and how far off the times of words may be. */
const LATEST_ECHO_MS = 600
const EARLIEST_ECHO_MS = 300
/** An echo is heard in pieces, and a word of it wrongly. */
const LEAST_SHARED = 0.8
/** "Yes" and "thank you" are said by both: fewer words prove nothing, unless each falls together with its original. */
const TELLING_WORDS = 3

/**
 * Whether a text is only what was said on another, louder channel at the same time: nearly all of its words are there, in the same
 * order. Which channel is louder is the caller's business.
 */
export function isEchoOf(said: SaidText, louder: SaidText): boolean {
  if (said.endMs < louder.startMs - EARLIEST_ECHO_MS || said.startMs > louder.endMs + LATEST_ECHO_MS) return false
  const words = spoken(said.words)
  const originals = spoken(louder.words)
  if (words.length === 0) return false
  const shared = longestShared(words, originals)
  if (words.length >= TELLING_WORDS) return shared >= LEAST_SHARED * words.length
  return shared === words.length && originals.every((word) => word.times !== undefined)
}

interface SpokenWord {
  readonly bare: string
  readonly times: SaidWord['times']
}

function spoken(words: readonly SaidWord[]): SpokenWord[] {
  return words.flatMap(({ text, times }) => {
    const bare = text
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^\p{L}\p{N}]/gu, '')
    return bare === '' ? [] : [{ bare, times }]
  })
}

/** How many words follow one another in both, others in between left out. */
function longestShared(words: readonly SpokenWord[], originals: readonly SpokenWord[]): number {
  let above: number[] = new Array(originals.length + 1).fill(0)
  for (const word of words) {
    const row = [0]
    originals.forEach((original, index) => {
      const best = isSame(word, original) ? (above[index] ?? 0) + 1 : Math.max(above[index + 1] ?? 0, row[index] ?? 0)
      row.push(best)
    })
    above = row
  }
  return above.at(-1) ?? 0
}

function isSame(word: SpokenWord, original: SpokenWord): boolean {
  if (word.bare !== original.bare) return false
  if (word.times === undefined || original.times === undefined) return true
  return word.times.endMs >= original.times.startMs - EARLIEST_ECHO_MS && word.times.startMs <= original.times.endMs + LATEST_ECHO_MS
}
