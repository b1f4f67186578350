import { create } from '@bufbuild/protobuf'
import { SuggestionExpiredSchema, SuggestionExpiry, SuggestionKind, SuggestionVerdict } from '@souffleur/proto'
import { aCallStarted, anEvent, aSuggestionJudged, aSuggestionOffered } from '@souffleur/testkit'
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
