import { create } from '@bufbuild/protobuf'
import { Channel, SuggestionExpiredSchema, SuggestionExpiry, SuggestionKind, SuggestionVerdict, SummaryState } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  anEvent,
  anUtterance,
  anUtteranceUnderstood,
  aSuggestionJudged,
  aSuggestionOffered,
  aSummaryUpdated,
} from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let supervisor: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
})
afterAll(() => harness.stop())

const period = '?from=2000-01-01&to=2100-01-01'
const insights = async (query = '') => (await supervisor.get(`/api/v1/insights/suggestions${period}${query}`)).body
const feedback = async () => (await supervisor.get('/api/v1/insights/feedback')).body

/** A suggestion of its own call, and what was done with it. */
async function suggest(callId: string, sourceId: string, verdicts: readonly SuggestionVerdict[], editedText = ''): Promise<void> {
  const at = { callId }
  const suggestionId = `${callId}-s-1`
  await harness.publish(
    aCallStarted({ advisorId: 'advisor', queue: 'home' }, at),
    aSuggestionOffered({ suggestionId, sourceId, text: 'The excess is 150 euros.', intentId: 'claim_water_damage' }, at),
    ...verdicts.map((verdict) => aSuggestionJudged({ suggestionId, verdict, editedText, userId: 'advisor' }, at)),
  )
}

describe('what became of suggestions', () => {
  it('is nothing at first', async () => {
    expect(await insights()).toMatchObject({ total: { offered: 0, shown: 0, used: { share: null } }, byKind: [], byDay: [] })
  })

  it('is counted by kind, source, intent and day; the last word on each counts', async () => {
    const { SHOWN, ACCEPTED, DISMISSED, EDITED, HELPFUL } = SuggestionVerdict
    await suggest('i-1', 'article a', [SHOWN, ACCEPTED, HELPFUL])
    await suggest('i-2', 'article a', [SHOWN, DISMISSED])
    await suggest('i-3', 'article b', [SHOWN, EDITED], 'The excess is 80 euros.')
    await suggest('i-4', 'article b', [SHOWN])
    await suggest('i-5', 'article b', [])
    await harness.publish(
      anEvent(
        { case: 'suggestionExpired', value: create(SuggestionExpiredSchema, { suggestionId: 'i-4-s-1', reason: SuggestionExpiry.TIME }) },
        { callId: 'i-4' },
      ),
      aSuggestionOffered(
        { suggestionId: 'i-1-s-2', kind: SuggestionKind.REPLY, sourceId: 'reply open', intentId: '', guideVersion: 3 },
        { callId: 'i-1' },
      ),
    )
    const { total, byKind, bySource, byIntent, byDay } = await insights()
    expect(total).toMatchObject({
      offered: 6,
      shown: 4,
      accepted: 1,
      edited: 1,
      copied: 0,
      dismissed: 1,
      ignored: 1,
      helpful: 1,
      unhelpful: 0,
    })
    expect(total.used.share).toBe(0.5)
    expect(total.meanEditDistance).toBeGreaterThan(0)
    expect(total.meanEditDistance).toBeLessThan(0.5)
    expect(byKind.map(({ key, offered }: { key: string; offered: number }) => [key, offered])).toEqual([
      ['answer', 5],
      ['reply', 1],
    ])
    expect(bySource.map(({ key, shown }: { key: string; shown: number }) => [key, shown])).toEqual([
      ['article a', 2],
      ['article b', 2],
      ['reply open', 0],
    ])
    expect(byIntent).toHaveLength(1)
    expect(byDay).toHaveLength(1)
    expect((await insights('&queue=elsewhere')).total.offered).toBe(0)
  })

  it('of a period that ends before it begins is refused', async () => {
    const { status, body } = await supervisor.get('/api/v1/insights/suggestions?from=2026-02-02&to=2026-02-01')
    expect([status, body.error.code]).toEqual([400, 'request.invalid'])
  })
})

describe('what feedback changes', () => {
  it('is listed, and switched off for one source or for all', async () => {
    const { SHOWN, DISMISSED } = SuggestionVerdict
    for (let call = 0; call < 20; call += 1) await suggest(`f-${call}`, 'article unwanted', [SHOWN, DISMISSED])
    const listed = (await feedback()).sources.find(({ sourceId }: { sourceId: string }) => sourceId === 'article unwanted')
    expect(listed).toMatchObject({ shown: 20, dismissed: 20, effect: 'lowered', isOff: false })
    expect([...(await harness.desk.feedback.oddsFactors()).keys()]).toEqual(['article unwanted'])
    let told = 0
    harness.desk.feedback.onChange(() => {
      told += 1
    })
    const { body } = await supervisor.put(`/api/v1/insights/feedback/${encodeURIComponent('article unwanted')}`, { isOff: true })
    expect(body.sources).toContainEqual(expect.objectContaining({ sourceId: 'article unwanted', isOff: true }))
    expect((await harness.desk.feedback.oddsFactors()).size).toBe(0)
    await supervisor.put(`/api/v1/insights/feedback/${encodeURIComponent('article unwanted')}`, { isOff: false })
    expect((await harness.desk.feedback.oddsFactors()).size).toBe(1)
    expect((await supervisor.put('/api/v1/insights/feedback/*', { isOff: true })).body.isOff).toBe(true)
    expect((await harness.desk.feedback.oddsFactors()).size).toBe(0)
    expect(told).toBe(3)
  })
})

describe('how calls went', () => {
  it('is told by team only where enough people stand behind a figure, and to supervisors of these teams', async () => {
    const admin = await harness.as('admin')
    const details = { displayName: 'Somebody', language: 'en', oversees: [] }
    for (const [team, size] of [
      ['large', 3],
      ['small', 2],
    ] as const) {
      for (let n = 0; n < size; n += 1) {
        const username = `${team}-${n}`
        await admin.post('/api/v1/accounts', { ...details, username, role: 'advisor', team })
        const at = { callId: `call-${username}` }
        await harness.publish(aCallStarted({ advisorId: username, queue: 'teams' }, at), aCallEnded({ durationMs: 1000 }, at))
      }
    }
    const read = async (client: DeskClient) => (await client.get(`/api/v1/insights/calls${period}&queue=teams`)).body
    const all = await read(supervisor)
    expect(all.total.calls).toBe(5)
    expect(all.byTeam).toMatchObject([{ key: 'large', calls: 3 }])
    const { body } = await admin.post('/api/v1/accounts', {
      ...details,
      username: 'lead',
      role: 'supervisor',
      team: '',
      oversees: ['small'],
    })
    expect((await read(await harness.as('lead', body.password))).total.calls).toBe(2)
  })

  it('is told by day, queue, intent and disposition, with what was changed in summaries', async () => {
    const at = { callId: 'figured' }
    const line = {
      lineId: 'l1',
      text: 'Water through the ceiling',
      evidence: [{ utteranceId: 'u1', charStart: 0, charEnd: 5, startMs: 0, endMs: 900 }],
    }
    const resolution = { fieldId: 'resolution', lines: [{ lineId: 'r1', text: 'Settled', value: 'settled', evidence: line.evidence }] }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', queue: 'figures' }, at),
      anUtterance({ utteranceId: 'u1', text: 'Water!', channel: Channel.CUSTOMER, startMs: 0, endMs: 3000 }, at),
      anUtterance({ utteranceId: 'u3', text: 'And what of my parrot?', channel: Channel.CUSTOMER, startMs: 3000, endMs: 3000 }, at),
      anUtterance({ utteranceId: 'u2', text: 'I see.', channel: Channel.ADVISOR, startMs: 2000, endMs: 4000 }, at),
      anUtteranceUnderstood({ utteranceId: 'u1', intents: [{ intentId: 'claim_water_damage', score: 0.9 }] }, at),
      aCallEnded({ durationMs: 10_000 }, at),
      aSummaryUpdated(
        {
          revision: 1,
          state: SummaryState.COMPLETE,
          fields: [{ fieldId: 'reason', lines: [line] }, resolution],
          disposition: { dispositionId: 'claim_opened', confidence: 0.8 },
        },
        at,
      ),
    )
    const read = async () => (await supervisor.get(`/api/v1/insights/calls${period}&queue=figures`)).body
    const { total, byDay, byQueue, byIntent, byDisposition } = await read()
    expect(total).toMatchObject({
      calls: 1,
      durationMs: 10_000,
      customerShare: 0.3,
      advisorShare: 0.2,
      overlapShare: 0.1,
      silenceShare: 0.6,
      settled: 1,
      saved: 0,
      editDistance: null,
      unanswered: 1,
    })
    expect([byDay, byQueue, byIntent, byDisposition].map((groups) => groups.map(({ key }: { key: string }) => key)).slice(1)).toEqual([
      ['figures'],
      ['claim_water_damage'],
      ['claim_opened'],
    ])
    expect(byDay).toHaveLength(1)
    const advisor = await harness.as('advisor')
    const fields = [
      { fieldId: 'reason', lines: [{ ...line, text: 'Leak' }] },
      { fieldId: 'resolution', lines: [] },
    ]
    expect(
      (await advisor.put('/api/v1/calls/figured/summary', { baseRevision: 1, fields, dispositionId: 'information_given' })).status,
    ).toBe(200)
    const after = await read()
    expect(after.total).toMatchObject({ settled: 0, saved: 1 })
    expect(after.total.editDistance).toBeGreaterThan(0.5)
    expect(await harness.desk.chosenDispositions()).toEqual([
      { intentId: 'claim_water_damage', dispositionId: 'information_given', resolution: null, count: 1 },
    ])
    expect(after.byDisposition.map(({ key }: { key: string }) => key)).toEqual(['information_given'])
  })
})
