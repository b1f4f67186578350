import { SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anUtterance, aSummaryUpdated } from '@souffleur/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'
import { goLive } from './live-client.ts'

let harness: DeskHarness
let supervisor: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
  await harness.publish(
    aCallStarted({ advisorId: 'advisor' }, { callId: 'read' }),
    anUtterance({ text: 'My ceiling is wet?', language: 'en' }, { callId: 'read' }),
    aCallEnded({}, { callId: 'read' }),
    aSummaryUpdated({ revision: 1, state: SummaryState.COMPLETE }, { callId: 'read' }),
  )
  const draft = { baseRevision: 1, edit: { fields: [], dispositionId: '' } }
  await supervisor.put('/api/v1/calls/read/summary/draft', draft)
  await harness.database.query(sql`
    INSERT INTO call_scorecards (call_id, reviewer_id, version, marks, score, coaching, shared, marked_at)
    VALUES ('read', 'supervisor', 1, '{}'::jsonb, NULL, 'Calm.', FALSE, now())`)
})
afterAll(() => harness.stop())

async function noted(): Promise<string[]> {
  await harness.desk.stored()
  const { body } = await (await harness.as('dpo')).get('/api/v1/audit?limit=1000')
  expect(JSON.stringify(body)).not.toMatch(/ceiling|Calm/)
  return body.entries
    .filter(({ actor }: { actor: string }) => actor === 'supervisor')
    .map(({ action, subject }: { action: string; subject: string }) => `${action} ${subject}`)
}

it.each([
  ['/api/v1/calls/read', 'call.read read'],
  ['/api/v1/calls/read?after=1', 'call.read read'],
  ['/api/v1/calls/read/summary/revisions', 'summary.read read'],
  ['/api/v1/calls/read/summary/draft', 'summary.read read'],
  ['/api/v1/calls/read/scorecard', 'scorecard.read read'],
  ['/api/v1/reviews', 'reviews.read '],
  ['/api/v1/search/calls?q=ceiling', 'calls.searched '],
])('whoever reads %s is in the audit log', async (path, entry) => {
  const before = (await noted()).filter((known) => known === entry).length
  expect((await supervisor.get(path)).status).toBe(200)
  expect((await noted()).filter((known) => known === entry)).toHaveLength(before + 1)
})

it('whoever watches a call is in it too; a card that isn’t shared is not read by its advisor', async () => {
  const live = await goLive(supervisor)
  expect(await live.watch('read')).toEqual({ ok: true })
  expect(await noted()).toContain('call.watched read')
  const advisor = await harness.as('advisor')
  expect((await advisor.get('/api/v1/calls/read/scorecard')).body.card).toBeNull()
  await harness.desk.stored()
  const { body } = await (await harness.as('dpo')).get('/api/v1/audit?limit=1000')
  expect(
    body.entries.filter(({ actor, action }: { actor: string; action: string }) => `${actor} ${action}` === 'advisor scorecard.read'),
  ).toEqual([])
})
