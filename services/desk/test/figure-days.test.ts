import { SuggestionVerdict, SummaryState } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  anUtterance,
  anUtteranceUnderstood,
  aSuggestionJudged,
  aSuggestionOffered,
  aSummaryUpdated,
} from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countFigureDays } from '../src/insights/figure-days.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

const DAY_MS = 86_400_000
const FIRST_MS = Date.UTC(2026, 0, 5, 9)
const LATER = new Date(FIRST_MS + 40 * DAY_MS)
let harness: DeskHarness
let supervisor: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
  for (let n = 0; n < 24; n += 1) await happen(n)
})
afterAll(() => harness.stop())

/** A call every ten hours, with a suggestion and a summary. */
async function happen(n: number): Promise<void> {
  const at = { callId: `day-${n}`, occurredAtMs: FIRST_MS + n * 36_000_000 }
  const suggestionId = `day-${n}-s-1`
  const lines = [{ lineId: 'l', text: 'Done', value: n % 3 === 0 ? 'settled' : 'unsettled', evidence: [] }]
  await harness.publish(
    aCallStarted({ advisorId: 'advisor', queue: n % 2 === 0 ? 'home' : 'car' }, at),
    anUtterance({ utteranceId: 'u-1', text: 'And what about the deadline?', startMs: 0, endMs: 2000 + n }, at),
    anUtteranceUnderstood({ utteranceId: 'u-1', intents: [{ intentId: `intent-${n % 4}`, score: 0.5 }] }, at),
    aSuggestionOffered({ suggestionId, sourceId: n % 5 === 0 ? '' : `article a${n % 5}`, intentId: `intent-${n % 4}`, language: 'en' }, at),
    aSuggestionJudged({ suggestionId, verdict: SuggestionVerdict.SHOWN }, at),
    aSuggestionJudged(
      { suggestionId, verdict: n % 2 === 0 ? SuggestionVerdict.EDITED : SuggestionVerdict.DISMISSED, editedText: 'Other words' },
      at,
    ),
    aCallEnded({ durationMs: 60_000 + n }, at),
    aSummaryUpdated(
      {
        revision: 1,
        state: SummaryState.COMPLETE,
        fields: [{ fieldId: 'resolution', lines }],
        disposition: { dispositionId: `d-${n % 2}` },
      },
      at,
    ),
  )
}

const charts = async () => {
  const answers = []
  for (const path of [
    'calls?from=2026-01-06&to=2026-01-20',
    'suggestions?from=2026-01-06&to=2026-01-20',
    'calls?from=2026-01-01&to=2026-12-31',
    'suggestions?from=2026-01-01&to=2026-12-31',
    'calls?from=2026-01-06&to=2026-01-20&queue=home',
    'feedback',
  ])
    answers.push(rounded((await supervisor.get(`/api/v1/insights/${path}`)).body))
  return answers
}

/** Sums of fractions differ in their last digit by the order in which they are added up. */
function rounded(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (_key, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value)))
}

const dueDays = async () => (await harness.database.query(sql`SELECT figures, day FROM figure_days_due`)).rows.length

describe('figures by day', () => {
  it('are the same whether a day was counted or its calls are read', async () => {
    const before = await charts()
    expect(before[0]).toMatchObject({ total: { calls: expect.any(Number) } })
    expect(await dueDays()).toBe(20)
    expect(await countFigureDays(harness.database, LATER)).toBe(20)
    expect(await dueDays()).toBe(0)
    expect(await charts()).toEqual(before)
  })

  it('follow what happens to a day that was counted', async () => {
    await countFigureDays(harness.database, LATER)
    const before = await charts()
    await happen(24)
    const dpo = await harness.as('dpo')
    await dpo.post('/api/v1/caller/erase', { callIds: ['day-3'], reason: 'they asked' })
    expect(await dueDays()).toBeGreaterThan(0)
    const changed = await charts()
    expect(changed).not.toEqual(before)
    await countFigureDays(harness.database, LATER)
    expect(await charts()).toEqual(changed)
  })

  it('are not counted for a day that goes on', async () => {
    await happen(25)
    expect(await countFigureDays(harness.database, new Date(FIRST_MS + 25 * 36_000_000))).toBe(0)
    expect(await dueDays()).toBe(2)
  })
})
