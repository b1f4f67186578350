import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { type LiveCall, type OwnServer, readWav, runLiveCall, startOwnServer } from '@souffleur/loadtest'
import { CallEndReason, CallEventSchema, Channel, channelOf, SuggestionKind, SummaryState } from '@souffleur/proto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeskClient } from './desk-client.ts'
import { wordErrorRate } from './word-errors.ts'

/**
 * The main job on the real system: a recording goes in through the media socket of a process of its own; words, suggestions
 * and a checked summary come out, and are kept. Faster than speech, to save time: latencies are not looked at here.
 */
const sample = fileURLToPath(new URL('../../services/standalone/demo/calls/en-water-damage/', import.meta.url))

interface Reference {
  readonly utterances: readonly { channel: 'customer' | 'advisor'; text: string }[]
}

let server: OwnServer
let call: LiveCall
let reference: Reference

beforeAll(async () => {
  server = await startOwnServer()
  reference = JSON.parse(await readFile(`${sample}reference.json`, 'utf8')) as Reference
  call = await runLiveCall(await readWav(`${sample}audio.wav`), {
    serverUrl: server.url,
    language: 'en',
    speed: 2,
    title: 'replayed',
    order: 'advisor-left',
    token: '',
  })
}, 300_000)

afterAll(() => server?.stop())

describe('a call that is streamed through the media socket', () => {
  test('ends normally, with every frame followed', () => {
    expect(call.closed.completed).toBe(true)
    expect(call.observed.ended?.reason).toBe(CallEndReason.COMPLETED)
    expect(call.observed.gaps).toBe(0)
    for (const account of call.observed.ended?.accounts ?? []) {
      expect(account.samplesReceived).toBe(call.sent.samplesSent / 2)
      expect(account.samplesForwarded + account.samplesPaused + account.samplesDropped).toBe(account.samplesReceived)
    }
    expect(call.observed.samplesRecognised / 2).toBeGreaterThanOrEqual(call.sent.samplesSent - 16_000)
  })

  test.each(['customer', 'advisor'] as const)('is written down as it was spoken: %s', (name) => {
    const said = reference.utterances.filter(({ channel }) => channel === name).map(({ text }) => text)
    const heard = call.observed.utterances.filter(({ channel }) => channel === channelOf(name)).map(({ text }) => text)
    expect(wordErrorRate(said.join(' '), heard.join(' '))).toBeLessThan(0.3)
  })

  test('brings answers that quote the knowledge base, to the customer’s words only', () => {
    const answers = call.observed.suggestions.filter(({ kind }) => kind === SuggestionKind.ANSWER)
    expect(answers.length).toBeGreaterThan(0)
    for (const suggestion of answers) {
      const [source] = suggestion.sources
      expect(source?.quote.length).toBeGreaterThan(20)
      const trigger = call.observed.utterances.find(({ utteranceId }) => utteranceId === suggestion.utteranceId)
      expect(trigger?.channel).not.toBe(Channel.ADVISOR)
    }
  })

  test('is summarised with evidence for every line', () => {
    const { summary } = call.observed
    expect(summary?.state).toBe(SummaryState.COMPLETE)
    const texts = new Map(call.observed.utterances.map(({ utteranceId, text }) => [utteranceId, text]))
    const lines = summary?.fields.flatMap((field) => field.lines) ?? []
    expect(lines.length).toBeGreaterThan(0)
    for (const { evidence } of lines) {
      expect(evidence.length).toBeGreaterThan(0)
      for (const { utteranceId, charEnd } of evidence) expect(charEnd).toBeLessThanOrEqual(texts.get(utteranceId)?.length ?? -1)
    }
  })
})

describe('what is kept of it', () => {
  test('the supervisor finds it in the list, reads the same words, and approves its summary', async () => {
    const supervisor = await DeskClient.signIn(server.url, 'supervisor')
    const list = await supervisor.get('/calls?state=ended')
    expect(list.body).toMatchObject({ calls: [{ id: call.callId, title: 'replayed', state: 'ended', summaryState: 'complete' }] })

    const kept = await supervisor.get(`/calls/${call.callId}`)
    const { events } = kept.body as { events: JsonValue[] }
    const utterances = events
      .map((event) => fromJson(CallEventSchema, event))
      .flatMap(({ body }) => (body.case === 'utterance' ? [body.value] : []))
    expect(utterances.map(({ text }) => text).toSorted()).toEqual(call.observed.utterances.map(({ text }) => text).toSorted())

    const baseRevision = call.observed.summary?.revision
    const review = await supervisor.send('POST', `/calls/${call.callId}/review`, { decision: 'approve', baseRevision })
    expect(review.status).toBeLessThan(300)
    const after = await supervisor.get('/calls?state=ended&summary=approved')
    expect(after.body).toMatchObject({ calls: [{ id: call.callId, summaryState: 'approved' }] })
  })

  test('an advisor cannot read a call that is not theirs, and ops read no words', async () => {
    for (const account of ['advisor', 'ops'] as const) {
      const client = await DeskClient.signIn(server.url, account)
      const answer = await client.get(`/calls/${call.callId}`)
      expect([403, 404]).toContain(answer.status)
    }
  })
})
