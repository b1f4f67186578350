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

/** How many of the first words don't stand in the second ones in the same order. */
export function countLost(expected: readonly string[], written: readonly string[]): number {
  const [wanted, found] = [expected.flatMap(plainWords), written.flatMap(plainWords)]
  let previous = new Array<number>(found.length + 1).fill(0)
  for (const word of wanted) {
    const current = [0]
    for (let index = 0; index < found.length; index += 1) {
      const kept = word === found[index] ? (previous[index] ?? 0) + 1 : Math.max(previous[index + 1] ?? 0, current[index] ?? 0)
      current.push(kept)
    }
    previous = current
  }
  return wanted.length - (previous.at(-1) ?? 0)
}

/** Case and punctuation depend on where a sentence was cut. */
function plainWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
