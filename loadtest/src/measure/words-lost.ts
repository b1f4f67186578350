import { LINE_RATE_HZ } from '../calls/line-sound.ts'
import type { HeardAlone } from '../generator/messages.ts'
import type { SoundPiece } from '../sound/plan-sound.ts'

/** In milliseconds of the call. */
export interface Stay {
  readonly fromMs: number
  readonly toMs: number
}

const SAMPLES_PER_MS = LINE_RATE_HZ / 1000
/** Words at a cut may go either way. */
const EDGE_MS = 150

/**
 * The words that a server should write for a channel: those that it wrote for the same parts of the same recordings when it heard them alone.
 * @param heard the parts of the call in which the server listens
 * @returns undefined when one of the recordings was never heard alone
 */
export function expectedWords(pieces: readonly SoundPiece[], alone: HeardAlone, heard: readonly Stay[]): string[] | undefined {
  const words: string[] = []
  for (const { key, from, to, at } of pieces) {
    const known = alone[key]
    if (known === undefined) return undefined
    const [fromMs, toMs, atMs] = [from / SAMPLES_PER_MS, to / SAMPLES_PER_MS, at / SAMPLES_PER_MS]
    for (const { text, startMs, endMs } of known) {
      if (startMs < fromMs + EDGE_MS || endMs > toMs - EDGE_MS) continue
      const [start, end] = [startMs - fromMs + atMs, endMs - fromMs + atMs]
      if (heard.some((stay) => start >= stay.fromMs + EDGE_MS && end <= stay.toMs - EDGE_MS)) words.push(text)
    }
  }
  return words
}

export interface WordsCompared {
  /** Of the expected ones, nothing stands in their place. */
  readonly lost: number
  /** Another word stands there: the same sound beside other sounds is not always written alike. */
  readonly changed: number
}

/** By the alignment with the fewest changes, of these the one that loses the fewest words. */
export function compareWords(expected: readonly string[], written: readonly string[]): WordsCompared {
  const [wanted, found] = [expected.flatMap(plainWords), written.flatMap(plainWords)]
  const start: Alignment = { edits: 0, lost: 0, changed: 0 }
  let above: Alignment[] = Array.from({ length: found.length + 1 }, (_, index) => ({ ...start, edits: index }))
  for (const word of wanted) {
    const row: Alignment[] = [lost(above[0] ?? start)]
    found.forEach((other, index) => {
      const diagonal = above[index] ?? start
      const kept = word === other ? diagonal : changed(diagonal)
      row.push(better(kept, better(lost(above[index + 1] ?? start), inserted(row[index] ?? start))))
    })
    above = row
  }
  const { lost: lostWords, changed: changedWords } = above.at(-1) ?? start
  return { lost: lostWords, changed: changedWords }
}

interface Alignment extends WordsCompared {
  readonly edits: number
}

const lost = (before: Alignment): Alignment => ({ ...before, edits: before.edits + 1, lost: before.lost + 1 })
const changed = (before: Alignment): Alignment => ({ ...before, edits: before.edits + 1, changed: before.changed + 1 })
const inserted = (before: Alignment): Alignment => ({ ...before, edits: before.edits + 1 })

function better(one: Alignment, other: Alignment): Alignment {
  return one.edits < other.edits || (one.edits === other.edits && one.lost <= other.lost) ? one : other
}

/** Case and punctuation depend on where a sentence was cut. */
function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
