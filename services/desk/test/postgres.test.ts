import { SummaryState } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  anUtterance,
  anUtteranceUnderstood,
  aSuggestionOffered,
  aSummaryUpdated,
  createRecordingLog,
} from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeAccount, countAdministrators } from '../src/accounts/account-repository.ts'
import { type PlainDatabase, verifyAuditChain } from '../src/index.ts'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { startDesk } from './desk-harness.ts'
import { type PostgresServer, postgresIsAvailable, startPostgres } from './postgres-server.ts'

const SCHEMA = 'souffleur_desk_test'

describe.skipIf(!postgresIsAvailable())('desk on a PostgreSQL server (skipped without DATABASE_URL and without a server’s binary)', () => {
  let server: PostgresServer
  const open = async (): Promise<PlainDatabase> => {
    const url = new URL(server.url)
    url.searchParams.set('options', `-c search_path=${SCHEMA}`)
    return openPgDatabase({ url: url.href, log: createRecordingLog() })
  }
  beforeAll(async () => {
    server = await startPostgres()
    const admin = await openPgDatabase({ url: server.url, log: createRecordingLog(), connections: 1 })
    await admin.exec(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE; CREATE SCHEMA ${SCHEMA}`)
    await admin.close()
  })
  afterAll(() => server.stop())

  it('keeps a call from its start to its review, over a restart', async () => {
    const first = await startDesk({ database: await open() })
    const at = { callId: 'on-a-server' }
    await first.publish(
      aCallStarted({ advisorId: 'advisor', title: 'A leak' }, at),
      anUtterance({ text: 'There is water.' }, at),
      anUtteranceUnderstood({ intents: [{ intentId: 'claim_water_damage', score: 0.9 }] }, at),
      aSuggestionOffered({}, at),
      aSummaryUpdated({ revision: 1 }, at),
      aCallEnded({}, at),
      aSummaryUpdated({ revision: 2, state: SummaryState.COMPLETE }, at),
      aCallStarted({ advisorId: 'advisor' }, { callId: 'cut-off' }),
    )
    await first.stop()
    await first.database.close()

    const second = await startDesk({ database: await open() })
    const [advisor, supervisor] = [await second.as('advisor'), await second.as('supervisor')]
    const line = { text: 'Water', evidence: [{ utteranceId: 'on-a-server-c-1', charStart: 0, charEnd: 5, startMs: 0, endMs: 900 }] }
    const summary = { fields: [{ fieldId: 'notes', lines: [line] }], dispositionId: 'claim_opened' }
    expect((await advisor.put('/api/v1/calls/on-a-server/summary', { baseRevision: 2, ...summary })).status).toBe(200)
    expect((await advisor.post('/api/v1/calls/on-a-server/suggestions/suggestion-1/verdict', { verdict: 'accepted' })).status).toBe(204)
    const reviews = Array.from({ length: 4 }, () =>
      supervisor.post('/api/v1/calls/on-a-server/review', { decision: 'approve', baseRevision: 3 }),
    )
    expect((await Promise.all(reviews)).map(({ status }) => status).sort()).toEqual([200, 409, 409, 409])
    await second.desk.stored()

    const { body } = await supervisor.get('/api/v1/calls?summary=approved')
    expect(body.calls).toEqual([
      expect.objectContaining({
        id: 'on-a-server',
        state: 'ended',
        mainIntentId: 'claim_water_damage',
        summaryState: 'approved',
        utterances: 1,
        suggestions: 1,
      }),
    ])
    expect((await advisor.get('/api/v1/calls/cut-off')).body.call).toMatchObject({ state: 'ended', endReason: 'disconnected' })
    expect((await supervisor.get('/api/v1/calls/on-a-server')).body.events).toHaveLength(7)
    expect((await supervisor.get('/api/v1/calls/on-a-server/summary/revisions')).body.revisions).toHaveLength(3)
    expect(await verifyAuditChain(second.database)).toMatchObject({ ok: true })
    await second.stop()
    await second.database.close()
  })

  it('takes one of two texts that desks store at once over the same version, and tells the other', async () => {
    const desks = [await startDesk({ database: await open() }), await startDesk({ database: await open() })]
    const [first] = desks
    const { version = 0 } = (await first?.desk.scorecard.currentOr('first')) ?? {}
    const outcomes = await Promise.allSettled(
      desks.map(({ desk }, index) => desk.scorecard.replace(`by desk ${index}`, { basedOn: version, actor: 'supervisor' })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'request.conflict' } })
    for (const each of desks) {
      await each.stop()
      await each.database.close()
    }
  })

  it('has an administrator left when two switch each other off at once', async () => {
    const harness = await startDesk({ database: await open() })
    const details = { displayName: 'Administrator', role: 'admin', language: 'en', team: '', oversees: [] }
    let first = await harness.as('admin')
    for (let round = 0; round < 5; round += 1) {
      const [ada, sam] = [`ada-${round}`, `sam-${round}`]
      const passwords = [ada, sam].map(async (username) => (await first.post('/api/v1/accounts', { ...details, username })).body.password)
      const [adas, sams] = await Promise.all([ada, sam].map(async (name, at) => harness.as(name, await passwords[at])))
      await adas?.put('/api/v1/accounts/admin', { ...details, disabled: true })
      await Promise.all([
        adas?.put(`/api/v1/accounts/${sam}`, { ...details, disabled: true }),
        sams?.put(`/api/v1/accounts/${ada}`, { ...details, disabled: true }),
      ])
      expect(await countAdministrators(harness.database)).toBe(1)
      await changeAccount(harness.database, 'admin', { ...details, role: 'admin', language: 'en' }, null)
      for (const username of [ada, sam]) await changeAccount(harness.database, username, { ...details, role: 'ops', language: 'en' }, null)
      first = await harness.as('admin')
    }
    await harness.stop()
    await harness.database.close()
  })
})
