import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { CallEventSchema, Channel } from '@souffleur/proto'
import { expect, test } from 'vitest'
import type { LiveCall } from '../live-call.ts'
import { ObservedCall } from '../observed-call.ts'
import { type ComposedCall, composeCall } from './compose-call.ts'
import type { WordErrors } from './evaluations.ts'
import type { PlayedCall, PlayedRow } from './play-calls.ts'
import { cutToSpeech } from './prompts.ts'
import { noReference, type Reference, textId } from './reference-run.ts'
import { rowFigures, transcriptsOf } from './row-figures.ts'

type Body = NonNullable<MessageInitShape<typeof CallEventSchema>['body']>

const prompt = cutToSpeech({ audio: 'a.wav', language: 'en', text: 'hello', samples: new Int16Array(16_000).fill(8000) })
const call = composeCall(prompt === undefined ? [] : [prompt], { number: 1, language: 'en', maxMs: 30_000 })

/** Every turn is heard as one utterance, 100 ms after it ended; its first word is shown half a second after it began. */
function play(composed: ComposedCall, extra: readonly Body[] = []): PlayedCall {
  const observed = new ObservedCall((_channel, positionMs) => positionMs)
  const tell = (body: Body, atMs: number) => observed.observe(create(CallEventSchema, { callId: 'call', body }), atMs)
  composed.turns.forEach(({ channel, spans }, index) => {
    const [startMs, endMs] = [spans.at(0)?.startMs ?? 0, spans.at(-1)?.endMs ?? 0]
    const of = { utteranceId: String(index), channel, startMs: Math.round(startMs), endMs: Math.round(endMs) }
    tell({ case: 'partialTranscript', value: { ...of, firmText: 'one', tentativeText: 'two' } }, startMs + 500)
    tell({ case: 'partialTranscript', value: { ...of, firmText: 'one two', tentativeText: '' } }, startMs + 800)
    tell({ case: 'utterance', value: { ...of, text: `1 2 ${index}`, spokenText: `one two ${index}`, engine: 'engine' } }, endMs + 100)
  })
  for (const body of extra) tell(body, 0)
  observed.noteEndSent(40_000)
  tell({ case: 'transcriptCompleted', value: { channels: [] } }, 40_250)
  const live: LiveCall = {
    callId: 'call',
    observed,
    sent: { framesSent: 0, samplesSent: 0, completed: true },
    closed: { closeCode: 1000, error: undefined, completed: true },
    sentAtMs: (_channel, positionMs) => positionMs,
  }
  return { call: composed, live, spokenAtMs: (_channel, positionMs) => positionMs }
}

const row = (played: readonly PlayedCall[]): PlayedRow => ({
  played,
  refusals: [],
  server: { decodings: {}, decodedAudioSeconds: null, eventLoopP99Ms: null },
  cpuSeconds: 6,
  residentMiB: 900,
  residentPeakMiB: 1000,
  generator: { cpuShare: 0.0123, lateP99Ms: 1.4 },
})

const errors = (words: number, deletions: number): WordErrors => ({ words, substitutions: 1, insertions: 0, deletions })
const scoresOf = (deletions: number) =>
  new Map([
    [textId(call, Channel.ADVISOR), errors(60, deletions)],
    [textId(call, Channel.CUSTOMER), errors(40, 0)],
  ])

test('a row has the latencies of all calls, what they cost, and how much more than the bare engine', () => {
  const reference: Reference = { ...noReference, bareCpu: new Map([['en', 0.05]]) }
  const warned: Body = { case: 'callWarned', value: { code: 'engine.overloaded' } }
  const figures = rowFigures(row([play(call, [warned])]), 'en', { underLoad: scoresOf(3), alone: scoresOf(1) }, reference)
  expect(figures).toMatchObject({
    calls: 1,
    finalP50Ms: 100,
    finalP95Ms: 100,
    turnEndsUnmatched: 0,
    firstWordP95Ms: 500,
    partialIntervalP50Ms: 300,
    firmWordsRevised: 0,
    wordErrorRate: 0.05,
    wordErrorRateAlone: 0.03,
    wordsLost: 3,
    warnings: { 'engine.overloaded': 1 },
    transcriptAfterEndMaxMs: 250,
    engines: ['engine'],
    byLang: {},
  })
  expect(figures.timesBareEngine).toBeCloseTo(6 / (0.05 * call.promptSeconds), 1)
})

test('without a reference there is nothing to compare with', () => {
  const figures = rowFigures(row([play(call)]), 'en', { underLoad: scoresOf(3), alone: new Map() }, noReference)
  expect(figures).toMatchObject({ wordErrorRateAlone: null, bareCpuPerCallSecond: null, timesBareEngine: null, wordErrorRate: 0.05 })
})

test('a row of both languages has the figures of each', () => {
  const french: ComposedCall = { ...call, number: 2, language: 'fr' }
  const figures = rowFigures(row([play(call), play(french)]), 'mixed', { underLoad: new Map(), alone: new Map() }, noReference)
  expect(figures.calls).toBe(2)
  expect(figures.byLang.fr).toMatchObject({ calls: 1, finalP95Ms: 100 })
})

test('transcripts are what was said, in the order of speech, one for each channel', () => {
  const [advisor, customer] = transcriptsOf([play(call)])
  expect(advisor?.text.startsWith('one two 0 one two 2')).toBe(true)
  expect(customer?.text.startsWith('one two 1 one two 3')).toBe(true)
  expect(advisor?.reference).toMatch(/^hello( hello)+$/)
})
