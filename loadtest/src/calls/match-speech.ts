import type { Channel } from '@souffleur/proto'
import type { ObservedPassage } from '../observed-call.ts'
import type { SpeechSpan, Turn } from './plan-turns.ts'

/** Who speaks when, whatever is said. */
export type SpokenTurn = Pick<Turn, 'channel' | 'spans'>

/** When the sound at a position of a channel was spoken, on the clock of the arrivals. */
export type SpokenAtMs = (channel: Channel, positionMs: number) => number

export interface Matched {
  readonly latenciesMs: readonly number[]
  /** Where in the call each of them was measured. */
  readonly positionsMs: readonly number[]
  /** Turns for which nothing was found: their words may be elsewhere, or lost. */
  readonly turnsUnmatched: number
}

/** How far the end that the recogniser found may lie from the acoustic one. */
const END_TOLERANCE_MS = 500
const START_TOLERANCE_MS = 500

/**
 * From the acoustic end of speech to the final text. Measured for each utterance that ends where composed speech ends, at a pause or at
 * the turn's end; and for each turn's end, by whichever utterance covers it.
 */
export function finalLatencies(turns: readonly SpokenTurn[], passages: readonly ObservedPassage[], spokenAtMs: SpokenAtMs): Matched {
  const finals = passages.flatMap(({ channel, final }) => (final === null ? [] : [{ channel, ...final }]))
  const waited = new Map<SpeechSpan, number>()
  const wait = (span: SpeechSpan, channel: Channel, arrivedAtMs: number): void => {
    const latencyMs = arrivedAtMs - spokenAtMs(channel, span.endMs)
    // A text that came before the words were spoken is not theirs.
    if (latencyMs >= 0) waited.set(span, Math.max(latencyMs, waited.get(span) ?? 0))
  }
  for (const { channel, endMs, arrivedAtMs } of finals) {
    const spans = turns.filter((turn) => turn.channel === channel).flatMap((turn) => turn.spans)
    const span = nearestEnd(spans, endMs)
    if (span !== undefined) wait(span, channel, arrivedAtMs)
  }
  let turnsUnmatched = 0
  for (const { channel, spans } of turns) {
    const last = spans.at(-1)
    if (last === undefined || waited.has(last)) continue
    const cover = finals.find((final) => final.channel === channel && final.startMs < last.endMs && final.endMs >= last.endMs)
    if (cover !== undefined) wait(last, channel, cover.arrivedAtMs)
    if (!waited.has(last)) turnsUnmatched += 1
  }
  return { latenciesMs: [...waited.values()], positionsMs: [...waited.keys()].map(({ endMs }) => endMs), turnsUnmatched }
}

/** From the acoustic start of a turn to the first of its words on screen, as partial or as final text. */
export function firstWordLatencies(turns: readonly SpokenTurn[], passages: readonly ObservedPassage[], spokenAtMs: SpokenAtMs): Matched {
  const latenciesMs: number[] = []
  const positionsMs: number[] = []
  for (const { channel, spans } of turns) {
    const [startMs, endMs] = [spans.at(0)?.startMs ?? 0, spans.at(-1)?.endMs ?? 0]
    const startedAtMs = spokenAtMs(channel, startMs)
    const shown = passages
      .filter((passage) => passage.channel === channel && passage.startMs >= startMs - START_TOLERANCE_MS && passage.startMs < endMs)
      .flatMap(({ firstShownAtMs }) => firstShownAtMs ?? [])
      .filter((shownAtMs) => shownAtMs >= startedAtMs)
    if (shown.length === 0) continue
    latenciesMs.push(Math.min(...shown) - startedAtMs)
    positionsMs.push(startMs)
  }
  return { latenciesMs, positionsMs, turnsUnmatched: turns.length - latenciesMs.length }
}

function nearestEnd(spans: readonly SpeechSpan[], endMs: number): SpeechSpan | undefined {
  const distance = (span: SpeechSpan): number => Math.abs(span.endMs - endMs)
  const near = spans.filter((span) => distance(span) <= END_TOLERANCE_MS)
  return near.toSorted((a, b) => distance(a) - distance(b))[0]
}
