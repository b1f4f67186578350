import type { HypothesisWord } from '../engine.ts'

/**
 * Gives the words of a term the times and confidences of the words that were heard in their place, in proportion to their letters: a
 * word that takes the place of one and a half has one and a half's time, and their mean confidence.
 */
export function shareOut(texts: readonly string[], heard: readonly HypothesisWord[]): HypothesisWord[] {
  const sources = spans(heard.map(({ text }) => text))
  // Word for word, each keeps what it had.
  const targets = texts.length === heard.length ? sources : spans(texts)
  const timed = heard.flatMap(({ times }) => (times === undefined ? [] : [times]))
  const hasTimes = timed.length === heard.length
  return texts.map((text, index) => {
    const target = targets[index] ?? whole
    const confidence = meanConfidence(target, heard, sources)
    if (!hasTimes) return { text, confidence }
    return {
      text,
      confidence,
      times: { startMs: timeAt(target.from, sources, timed, 'start'), endMs: timeAt(target.to, sources, timed, 'end') },
    }
  })
}

/** A part of the stretch: 0 is its beginning and 1 its end. */
interface Span {
  readonly from: number
  readonly to: number
}

type Times = NonNullable<HypothesisWord['times']>

const whole: Span = { from: 0, to: 1 }

function spans(texts: readonly string[]): Span[] {
  const letters = texts.map((text) => Math.max(1, text.length))
  const total = letters.reduce((sum, count) => sum + count, 0)
  let before = 0
  return letters.map((count) => {
    const from = before / total
    before += count
    return { from, to: before / total }
  })
}

function meanConfidence({ from, to }: Span, heard: readonly HypothesisWord[], sources: readonly Span[]): number {
  let sum = 0
  let shared = 0
  sources.forEach((source, index) => {
    const overlap = Math.max(0, Math.min(to, source.to) - Math.max(from, source.from))
    sum += overlap * (heard[index]?.confidence ?? 0)
    shared += overlap
  })
  return shared === 0 ? 0 : sum / shared
}

/** At the border of two words a start is the second one's start, and an end the first one's end: a pause between them stays a pause. */
function timeAt(position: number, sources: readonly Span[], times: readonly Times[], edge: 'start' | 'end'): number {
  const within = ({ from, to }: Span) => (edge === 'start' ? position < to - TINY : position > from + TINY)
  const index = edge === 'start' ? sources.findIndex(within) : sources.findLastIndex(within)
  const [source, time] = [sources[index], times[index]]
  if (source === undefined || time === undefined) return edge === 'start' ? (times[0]?.startMs ?? 0) : (times.at(-1)?.endMs ?? 0)
  const share = Math.min(1, Math.max(0, (position - source.from) / (source.to - source.from)))
  return Math.round(time.startMs + share * (time.endMs - time.startMs))
}

/** Positions are sums of fractions. */
const TINY = 1e-9
