import { Channel } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import type { ObservedPassage } from '../observed-call.ts'
import { finalLatencies, firstWordLatencies } from './match-speech.ts'
import type { SpeechSpan, Turn } from './plan-turns.ts'

/** Sound is spoken where it lies: positions and times are equal. */
const spokenAtMs = (_channel: Channel, positionMs: number) => positionMs

const turn = (channel: Turn['channel'], ...spans: readonly (readonly [number, number])[]): Turn => ({
  channel,
  prompts: [],
  spans: spans.map(([startMs, endMs]): SpeechSpan => ({ startMs, endMs })),
})

interface Heard {
  readonly channel?: Channel
  readonly startMs: number
  readonly endMs: number
  readonly shownAtMs?: number
  readonly finalAtMs: number
}

const heard = ({ channel = Channel.CUSTOMER, startMs, endMs, shownAtMs, finalAtMs }: Heard): ObservedPassage => ({
  utteranceId: `${channel}-${startMs}`,
  channel,
  startMs,
  firstShownAtMs: shownAtMs ?? finalAtMs,
  partialsAtMs: [],
  final: { startMs, endMs, arrivedAtMs: finalAtMs },
})

const customer = (...spans: readonly (readonly [number, number])[]) => turn(Channel.CUSTOMER, ...spans)

describe('from the end of speech to the final text', () => {
  test.each([
    ['where the recogniser finds the end', 3000],
    ['a little early: the acoustic end counts', 2700],
    ['a little late: the acoustic end counts', 3300],
  ])('an utterance that ends %s', (_name, endMs) => {
    const found = finalLatencies([customer([1000, 3000])], [heard({ startMs: 1000, endMs, finalAtMs: 3400 })], spokenAtMs)
    expect(found).toMatchObject({ latenciesMs: [400], turnsUnmatched: 0 })
  })

  test('a turn of several utterances: each that ends at a pause is measured there', () => {
    const turns = [customer([1000, 3000], [3600, 5000], [5700, 8000])]
    const passages = [heard({ startMs: 1000, endMs: 3020, finalAtMs: 3300 }), heard({ startMs: 3600, endMs: 8010, finalAtMs: 8500 })]
    expect(finalLatencies(turns, passages, spokenAtMs)).toMatchObject({ latenciesMs: [300, 500], turnsUnmatched: 0 })
  })

  test('an utterance that is cut in the midst of speech is not measured, and the turn is by its last one', () => {
    const passages = [heard({ startMs: 1000, endMs: 4000, finalAtMs: 4200 }), heard({ startMs: 4000, endMs: 9000, finalAtMs: 9350 })]
    expect(finalLatencies([customer([1000, 9000])], passages, spokenAtMs)).toMatchObject({ latenciesMs: [350], turnsUnmatched: 0 })
  })

  test('when two utterances end there, the last words are in the later one', () => {
    const passages = [heard({ startMs: 1000, endMs: 2800, finalAtMs: 3300 }), heard({ startMs: 2850, endMs: 3000, finalAtMs: 3900 })]
    expect(finalLatencies([customer([1000, 3000])], passages, spokenAtMs).latenciesMs).toEqual([900])
  })

  test('an utterance that goes on over the end of a turn is what its reader waits for', () => {
    const turns = [customer([1000, 3000]), turn(Channel.ADVISOR, [3200, 3600]), customer([3900, 6000])]
    const passages = [
      heard({ startMs: 1000, endMs: 6000, finalAtMs: 6300 }),
      heard({ channel: Channel.ADVISOR, startMs: 3200, endMs: 3600, finalAtMs: 4000 }),
    ]
    expect(finalLatencies(turns, passages, spokenAtMs)).toMatchObject({ latenciesMs: [300, 400, 3300], turnsUnmatched: 0 })
  })

  test('the other channel does not count, nor does a text from before the words were spoken', () => {
    const passages = [
      heard({ channel: Channel.ADVISOR, startMs: 1000, endMs: 3000, finalAtMs: 3400 }),
      heard({ startMs: 1000, endMs: 2700, finalAtMs: 2950 }),
    ]
    expect(finalLatencies([customer([1000, 3000])], passages, spokenAtMs)).toMatchObject({ latenciesMs: [], turnsUnmatched: 1 })
  })

  test('an utterance that never became final is not measured', () => {
    const open: ObservedPassage = { ...heard({ startMs: 1000, endMs: 3000, finalAtMs: 3400 }), final: null }
    expect(finalLatencies([customer([1000, 3000])], [open], spokenAtMs)).toMatchObject({ latenciesMs: [], turnsUnmatched: 1 })
  })
})

describe('from the start of a turn to its first word', () => {
  const turns = [customer([1000, 3000], [3600, 5000])]

  test('the first partial counts, of the first utterance only', () => {
    const passages = [
      heard({ startMs: 1030, endMs: 3000, shownAtMs: 1600, finalAtMs: 3400 }),
      heard({ startMs: 3600, endMs: 5000, shownAtMs: 4100, finalAtMs: 5400 }),
    ]
    expect(firstWordLatencies(turns, passages, spokenAtMs)).toMatchObject({ latenciesMs: [600], turnsUnmatched: 0 })
  })

  test('an utterance of the turn before is not this one, nor is the other channel', () => {
    const passages = [
      heard({ startMs: 100, endMs: 800, shownAtMs: 1100, finalAtMs: 1200 }),
      heard({ channel: Channel.ADVISOR, startMs: 1000, endMs: 2000, shownAtMs: 1300, finalAtMs: 2400 }),
    ]
    expect(firstWordLatencies(turns, passages, spokenAtMs)).toMatchObject({ latenciesMs: [], turnsUnmatched: 1 })
  })

  test('an utterance without words on screen does not count', () => {
    const passages = [{ ...heard({ startMs: 1000, endMs: 3000, finalAtMs: 3400 }), firstShownAtMs: null }]
    expect(firstWordLatencies(turns, passages, spokenAtMs).turnsUnmatched).toBe(1)
  })
})
