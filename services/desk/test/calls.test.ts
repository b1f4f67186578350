import { create } from '@bufbuild/protobuf'
import { CallEndReason, Channel, ChannelAccountSchema, SummaryState } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  aCallWarned,
  anAudioGapNoted,
  anUtterance,
  anUtteranceUnderstood,
  aPartialTranscript,
  aSuggestionOffered,
  aSummaryUpdated,
  aTranscriptCompleted,
} from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let advisor: DeskClient
let supervisor: DeskClient
beforeAll(async () => {
  const account = create(ChannelAccountSchema, { channel: Channel.ADVISOR, samplesReceived: 320 })
  harness = await startDesk({ overrides: { liveAccounts: (callId) => (callId === 'running' ? [account] : undefined) } })
  advisor = await harness.as('advisor')
  supervisor = await harness.as('supervisor')
})
afterAll(() => harness.stop())

/** The one member of an event's JSON that isn't its envelope. */
function kindOf(event: Record<string, unknown>): string | undefined {
  return Object.keys(event).find((key) => !['eventId', 'callId', 'epoch', 'occurredAtMs'].includes(key))
}

describe('a call from its start to its end', () => {
  const callId = 'whole'
  const at = { callId, occurredAtMs: 1_700_000_000_000 }

  it('is in the list from its start, with what it is', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor', title: 'A leak', synthetic: true, queue: 'claims' }, at))
    const { body } = await advisor.get('/api/v1/calls?state=live')
    expect(body.calls).toEqual([
      {
        id: callId,
        title: 'A leak',
        state: 'live',
        language: 'en',
        queue: 'claims',
        advisorId: 'advisor',
        advisorName: 'Demo advisor',
        source: 'native',
        synthetic: true,
        startedAt: '2023-11-14T22:13:20.000Z',
        endedAt: null,
        durationMs: null,
        endReason: null,
        mainIntentId: null,
        dispositionId: null,
        summaryState: null,
        warnings: [],
        utterances: 0,
        suggestions: 0,
      },
    ])
  })

  it('is recorded but for partials, and its list entry follows', async () => {
    await harness.publish(
      aPartialTranscript({}, at),
      anUtterance({ text: 'There is water on the floor.' }, at),
      anUtteranceUnderstood({ intents: [{ intentId: 'claim_water_damage', score: 0.9 }] }, at),
      anUtteranceUnderstood({ intents: [{ intentId: 'claim_fire', score: 0.3 }] }, at),
      aSuggestionOffered({}, at),
      aCallWarned({ code: 'engine.failed' }, at),
      aCallWarned({ code: 'engine.failed' }, at),
      aSummaryUpdated({ revision: 1 }, at),
      aSummaryUpdated({ revision: 2 }, at),
      aCallEnded({ durationMs: 5000 }, { ...at, occurredAtMs: 1_700_000_005_000 }),
      aSummaryUpdated({ revision: 3, state: SummaryState.COMPLETE }, at),
    )
    const { status, body } = await advisor.get(`/api/v1/calls/${callId}`)
    expect(status).toBe(200)
    const kinds = body.events.map(kindOf)
    expect(kinds).toEqual([
      'callStarted',
      'utterance',
      'utteranceUnderstood',
      'utteranceUnderstood',
      'suggestionOffered',
      'callWarned',
      'callWarned',
      'callEnded',
      'summaryUpdated',
    ])
    expect(body.events.at(-1).summaryUpdated.summary).toMatchObject({ revision: 3, state: 'SUMMARY_STATE_COMPLETE' })
    expect(body.next).toBeNull()
    expect(body.call).toMatchObject({
      state: 'ended',
      endedAt: '2023-11-14T22:13:25.000Z',
      durationMs: 5000,
      endReason: 'completed',
      mainIntentId: 'claim_water_damage',
      summaryState: 'complete',
      warnings: ['engine.failed'],
      utterances: 1,
      suggestions: 1,
    })
  })

  it('is stored once, however often its events come', async () => {
    const before = await advisor.get(`/api/v1/calls/${callId}`)
    const repeated = anUtterance({ text: 'Again.' }, { ...at, eventId: 'twice' })
    await harness.publish(repeated, repeated, aSummaryUpdated({ revision: 2 }, at))
    const after = await advisor.get(`/api/v1/calls/${callId}`)
    expect(after.body.events).toHaveLength(before.body.events.length + 1)
    expect(after.body.call.utterances).toBe(2)
    expect(after.body.call.summaryState).toBe('complete')
  })
})

describe('an empty call', () => {
  it('can be listed, read and counted', async () => {
    const at = { callId: 'empty' }
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at), aCallEnded({ durationMs: 0, reason: CallEndReason.DISCONNECTED }, at))
    const { body } = await advisor.get('/api/v1/calls/empty')
    expect(body.call).toMatchObject({ durationMs: 0, endReason: 'disconnected', utterances: 0, summaryState: null })
    expect(body.events).toHaveLength(2)
    expect((await advisor.get('/api/v1/calls/empty/accounting')).body).toEqual({
      callId: 'empty',
      state: 'ended',
      durationMs: 0,
      final: true,
      balanced: null,
      channels: [],
      badFrames: {},
      gaps: [],
    })
    expect((await advisor.get('/api/v1/calls/empty/summary/revisions')).body).toEqual({ revisions: [] })
  })
})

describe('a call whose start was lost', () => {
  it('keeps what was heard, for supervisors', async () => {
    await harness.publish(anUtterance({ text: 'Hello?' }, { callId: 'headless' }))
    expect((await supervisor.get('/api/v1/calls/headless')).body.call).toMatchObject({ title: '', advisorId: null, utterances: 1 })
    expect((await advisor.get('/api/v1/calls/headless')).status).toBe(404)
  })
})

describe('a call that takes the id of somebody else’s call', () => {
  it('adds nothing to the other’s record and shows its words to neither', async () => {
    const at = { callId: 'taken' }
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at), anUtterance({ text: 'Mine.' }, at), aCallEnded({}, at))
    await harness.publish(aCallStarted({ advisorId: 'somebody' }, at), anUtterance({ text: 'Not yours.' }, { ...at, eventId: 'foreign' }))
    expect((await advisor.get('/api/v1/calls/taken')).status).toBe(404)
    const { body } = await supervisor.get('/api/v1/calls/taken')
    expect(JSON.stringify(body)).not.toContain('Not yours.')
    expect(body.call.state).toBe('ended')
    expect(harness.log.codes()).toContain('call.duplicate-id')
  })
})

describe('the audio accounting', () => {
  it('adds up what the gateway and the recognizer counted', async () => {
    const at = { callId: 'counted' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor' }, at),
      anAudioGapNoted({ lengthMs: 100 }, at),
      anAudioGapNoted({ lengthMs: 60 }, at),
      aCallEnded(
        {
          accounts: [{ channel: Channel.CUSTOMER, framesReceived: 10, samplesReceived: 1600, samplesForwarded: 1600 }],
          badFrames: { 'media.frame-truncated': 2 },
        },
        at,
      ),
      aTranscriptCompleted(
        {
          channels: [{ channel: Channel.CUSTOMER, samplesReceived: 1600, samplesHeard: 3200, samplesSpeech: 800, utterances: 1, words: 4 }],
        },
        at,
      ),
    )
    const { body } = await (await harness.as('ops')).get('/api/v1/calls/counted/accounting')
    expect(body).toMatchObject({ final: true, balanced: true, badFrames: { 'media.frame-truncated': 2 } })
    expect(body.gaps).toEqual([{ channel: 'customer', reason: 'lost', count: 2, lengthMs: 160 }])
    expect(body.channels).toEqual([
      {
        channel: 'customer',
        received: expect.objectContaining({ frames: 10, samples: 1600, samplesForwarded: 1600, samplesLost: 0 }),
        samplesOverflowed: 0,
        transcribed: { samplesReceived: 1600, samplesHeard: 3200, samplesSpeech: 800, samplesUnread: 0, utterances: 1, words: 4 },
        samplesUnaccounted: 0,
      },
    ])
  })

  it('says what is missing', async () => {
    const at = { callId: 'unbalanced' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor' }, at),
      aCallEnded({ accounts: [{ channel: Channel.CUSTOMER, samplesReceived: 1600, samplesForwarded: 1600 }] }, at),
      aTranscriptCompleted({ channels: [{ channel: Channel.CUSTOMER, samplesReceived: 1440 }] }, at),
    )
    const { body } = await (await harness.as('ops')).get('/api/v1/calls/unbalanced/accounting')
    expect([body.final, body.balanced, body.channels[0].samplesUnaccounted]).toEqual([true, false, 160])
  })

  it('can’t be told when the record is older than the count', async () => {
    const at = { callId: 'older' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor' }, at),
      aCallEnded({ accounts: [{ channel: Channel.CUSTOMER, samplesReceived: 1600, samplesForwarded: 1600 }] }, at),
      aTranscriptCompleted({ channels: [{ channel: Channel.CUSTOMER, samplesHeard: 3200, words: 4 }] }, at),
    )
    const { body } = await (await harness.as('ops')).get('/api/v1/calls/older/accounting')
    expect([body.final, body.balanced, body.channels[0].samplesUnaccounted]).toEqual([true, null, null])
  })

  it('of a running call tells what the gateway has counted so far', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId: 'running' }))
    const { body } = await (await harness.as('ops')).get('/api/v1/calls/running/accounting')
    expect(body).toMatchObject({
      final: false,
      balanced: null,
      channels: [{ channel: 'advisor', received: { samples: 320 }, transcribed: null }],
    })
  })
})

describe('the list of calls', () => {
  it('comes in pages, newest first, without a hole or a repetition', async () => {
    for (let index = 0; index < 25; index += 1) {
      const at = { callId: `paged-${index}`, occurredAtMs: 1_600_000_000_000 + Math.floor(index / 3) }
      await harness.publish(aCallStarted({ advisorId: 'pager' }, at))
    }
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const { body } = await supervisor.get(`/api/v1/calls?limit=7${next === '' ? '' : `&before=${next}`}`)
      seen.push(...body.calls.map(({ id }: { id: string }) => id).filter((id: string) => id.startsWith('paged-')))
      next = body.next
    }
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
    expect(seen[0]).toBe('paged-24')
  })

  it.each(['before=nonsense', 'limit=0', 'limit=1000', 'state=lost', 'summary=draft', `before=${encodeURIComponent("' OR 1=1 --")}`])(
    'refuses %s',
    async (query) => {
      const { status, body } = await supervisor.get(`/api/v1/calls?${query}`)
      expect([status, body.error.code]).toEqual([400, 'request.invalid'])
    },
  )

  it('takes an id for an id, whatever it holds', async () => {
    const { status } = await supervisor.get(`/api/v1/calls/${encodeURIComponent("x' OR '1'='1")}`)
    expect(status).toBe(404)
  })
})

describe('a call of ten hours', () => {
  it('is read in pages of a bounded size that add up to the whole', async () => {
    const at = { callId: 'long' }
    const text = 'One of nine thousand utterances, about as long as people’s sentences on the telephone are.'
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at))
    await harness.database.query(sql`
      INSERT INTO call_events (call_id, event_id, kind, occurred_at, event)
      SELECT 'long', 'e' || n, 'utterance', now(), jsonb_build_object('eventId', 'e' || n, 'callId', 'long', 'utterance',
        jsonb_build_object('utteranceId', 'long-c-' || n, 'text', ${text}::text, 'startMs', n * 4000, 'endMs', n * 4000 + 3000))
      FROM generate_series(1, 9000) AS n`)
    const ids: string[] = []
    let after: number | null = 0
    while (after !== null) {
      const { body }: { body: { events: { eventId: string }[]; next: number | null } } = await advisor.get(
        `/api/v1/calls/long?limit=4000&after=${after}`,
      )
      expect(body.events.length).toBeLessThanOrEqual(4001)
      ids.push(...body.events.map(({ eventId }) => eventId))
      after = body.next
    }
    expect(ids).toHaveLength(9001)
    expect(new Set(ids).size).toBe(9001)
  })
})
