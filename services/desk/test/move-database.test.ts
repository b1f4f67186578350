import { systemClock } from '@souffleur/flow'
import { SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anUtterance, aSummaryUpdated, createRecordingLog } from '@souffleur/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listEvents } from '../src/calls/call-repository.ts'
import { moveDatabase, openPgliteDatabase, verifyAuditChain } from '../src/index.ts'
import type { PlainDatabase } from '../src/storage/database.ts'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { sql } from '../src/storage/statement.ts'
import { startDesk } from './desk-harness.ts'
import { postgresIsAvailable, startPostgres } from './postgres-server.ts'
import { openTestRecords } from './records.ts'

async function emptyPglite(): Promise<PlainDatabase> {
  const database = await openPgliteDatabase({ clock: systemClock, log: createRecordingLog() })
  onTestFinished(() => database.close())
  return database
}

async function emptyPostgres(): Promise<PlainDatabase> {
  const server = await startPostgres()
  onTestFinished(() => server.stop())
  const log = createRecordingLog()
  const admin = await openPgDatabase({ url: server.url, log, connections: 1 })
  await admin.exec('DROP SCHEMA IF EXISTS souffleur_move_test CASCADE; CREATE SCHEMA souffleur_move_test')
  await admin.close()
  const url = new URL(server.url)
  url.searchParams.set('options', '-c search_path=souffleur_move_test -c TimeZone=America/New_York')
  const database = await openPgDatabase({ url: url.href, log })
  onTestFinished(() => database.close())
  return database
}

/** A desk that has lived: 1,203 utterances, a summary, accounts, sessions, articles, audit entries, odd characters. */
async function livedIn(): Promise<PlainDatabase> {
  const plain = await emptyPglite()
  const harness = await startDesk({ database: plain })
  const dpo = await harness.as('dpo')
  const rule = { queue: '', wordsDays: 10, summariesDays: null, callsDays: null, keepsWords: true, needsNotice: true }
  await dpo.put('/api/v1/retention', { rules: [rule, { ...rule, queue: 'claims', needsNotice: false }] })
  const callId = 'call-1'
  const lines = [{ lineId: 'l', text: 'Été — « 😀 » \\ "quoted" \t tab', evidence: [] }]
  await harness.publish(
    aCallStarted({ advisorId: 'advisor', queue: 'claims', title: 'Élodie\u0000' }, { callId }),
    ...Array.from({ length: 1203 }, (_, index) => anUtterance({ utteranceId: `u-${index}`, text: `Phrase ${index} ?` }, { callId })),
    aCallEnded({ durationMs: 60_000 }, { callId }),
    aSummaryUpdated({ revision: 1, state: SummaryState.COMPLETE, fields: [{ fieldId: 'reason', lines }] }, { callId }),
  )
  await harness.stop()
  return plain
}

describe.each([
  ['another built-in database', emptyPglite, true],
  ['a PostgreSQL server', emptyPostgres, postgresIsAvailable()],
] as const)('moving to %s', (_, empty, isAvailable) => {
  it.skipIf(!isAvailable)('takes every row along, and the desk goes on there', async () => {
    const source = await livedIn()
    const target = await empty()
    const moved = await moveDatabase(source, target)
    const rows = Object.fromEntries(moved.map(({ table, rows: count }) => [table, count]))
    expect(rows).toMatchObject({
      calls: 1,
      call_events: 1205,
      summaries: 1,
      summary_revisions: 1,
      retention_rules: 2,
      data_keys: 2,
      accounts: 5,
    })
    const before = await openTestRecords(source)
    const after = await openTestRecords(target)
    expect(await listEvents(after, 'call-1', 0, 2000)).toEqual(await listEvents(before, 'call-1', 0, 2000))
    expect(await verifyAuditChain(after)).toEqual(await verifyAuditChain(before))

    const harness = await startDesk({ database: target, createAccounts: false })
    const advisor = await harness.as('advisor')
    expect((await advisor.get('/api/v1/search/calls?q=phrase')).body.found).toHaveLength(1)
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', queue: 'claims' }, { callId: 'call-2' }),
      anUtterance({}, { callId: 'call-2' }),
    )
    expect((await advisor.get('/api/v1/calls/call-2')).body.events).toHaveLength(2)
    await harness.stop()
    await expect(moveDatabase(source, target)).rejects.toMatchObject({ code: 'data.not-empty' })
  })
})

describe('a move', () => {
  it('that finds a row changed on its way keeps nothing', async () => {
    const source = await livedIn()
    const target = await emptyPglite()
    await openTestRecords(target)
    for (const table of ['data_keys', 'audit_entries', 'documents'])
      await target.exec(`ALTER TABLE ${table} DISABLE TRIGGER ALL; DELETE FROM ${table}`)
    await target.exec(`
      CREATE FUNCTION shorten() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.kind = left(NEW.kind, 3); RETURN NEW; END $$;
      CREATE TRIGGER shorten BEFORE INSERT ON call_events FOR EACH ROW EXECUTE FUNCTION shorten()`)
    await expect(moveDatabase(source, target)).rejects.toMatchObject({
      code: 'data.move-differs',
      message: expect.stringContaining('call_events'),
    })
    expect((await target.query(sql`SELECT 1 FROM calls`)).rows).toEqual([])
  })
})
