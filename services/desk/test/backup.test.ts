import { execFileSync } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@souffleur/flow'
import { SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anUtterance, aSummaryUpdated, createRecordingLog } from '@souffleur/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { backUpDatabase, checkRecords, countRecords, givenSealingKey, openPgliteDatabase, restoreBackup } from '../src/index.ts'
import type { SealingKeyHolder } from '../src/sealing/sealing-key.ts'
import type { PlainDatabase } from '../src/storage/database.ts'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskHarness, startDesk } from './desk-harness.ts'
import { postgresIsAvailable, startPostgres } from './postgres-server.ts'
import { TEST_KEY } from './records.ts'
import { temporaryFolder } from './temporary-folder.ts'

const clock = systemClock
const log = createRecordingLog()
const noKey: SealingKeyHolder = { find: async () => undefined, findOrCreate: () => Promise.reject(new Error('nobody asked for a new key')) }
const otherKey = givenSealingKey(new Uint8Array(32).fill(9))

async function folderDatabase(dataFolder: string): Promise<PlainDatabase> {
  const database = await openPgliteDatabase({ dataFolder, clock, log })
  onTestFinished(() => database.close())
  return database
}

const SAID = 'the kettle leaked on the carpet'

async function talk(harness: DeskHarness, callId: string): Promise<void> {
  const lines = [{ lineId: 'l', text: SAID, evidence: [] }]
  await harness.publish(
    aCallStarted({ advisorId: 'advisor', queue: 'claims', title: 'Kettle' }, { callId }),
    ...Array.from({ length: 30 }, (_, index) => anUtterance({ utteranceId: `u-${index}`, text: `${SAID} ${index}` }, { callId })),
    aCallEnded({ durationMs: 60_000 }, { callId }),
    aSummaryUpdated({ revision: 1, state: SummaryState.COMPLETE, fields: [{ fieldId: 'reason', lines }] }, { callId }),
  )
}

/** A desk in a folder with a call, and its backup, made while it runs and a call goes on. */
async function backedUp(): Promise<{ readonly backup: string; readonly path: string }> {
  const path = await temporaryFolder()
  const database = await folderDatabase(join(path, 'data'))
  const harness = await startDesk({ database, config: { backupFolder: join(path, 'backups') } })
  await talk(harness, 'call-1')
  await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId: 'call-2' }), anUtterance({}, { callId: 'call-2' }))
  const ops = await harness.as('ops')
  const asked = ops.post('/api/v1/backups')
  await harness.publish(anUtterance({ utteranceId: 'while copied' }, { callId: 'call-2' }))
  const { status, body } = await asked
  expect(status).toBe(200)
  expect(body.tables).toMatchObject({ calls: 2, summaries: 1, data_keys: 2 })
  expect((await ops.get('/api/v1/audit')).body.entries[0]).toMatchObject({ action: 'backup.made', actor: 'ops' })
  await harness.stop()
  await database.close()
  return { backup: body.path, path }
}

describe('a backup of the built-in database', () => {
  it('is made while it runs, and what is restored goes on with every row', async () => {
    const { backup, path } = await backedUp()
    const dataFolder = join(path, 'restored')
    const restored = await restoreBackup({ backup, dataFolder, sealingKey: TEST_KEY, clock, log })
    expect(restored.tables).toMatchObject({ calls: 2, summaries: 1, accounts: 5 })
    const harness = await startDesk({ database: await folderDatabase(dataFolder), createAccounts: false })
    const advisor = await harness.as('advisor')
    expect((await advisor.get('/api/v1/calls/call-1')).body.events).toHaveLength(33)
    expect((await advisor.get('/api/v1/search/calls?q=kettle')).body.found).toHaveLength(1)
    await talk(harness, 'call-3')
    expect((await advisor.get('/api/v1/calls')).body.calls).toHaveLength(3)
    await harness.stop()
  })

  it('holds no words and no key, and can’t be read without it', async () => {
    const { backup, path } = await backedUp()
    for (const entry of await readdir(backup, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) expect((await readFile(join(entry.parentPath, entry.name))).includes(SAID)).toBe(false)
    for (const [sealingKey, code] of [
      [noKey, 'data.key-missing'],
      [otherKey, 'data.key-wrong'],
    ] as const) {
      const dataFolder = join(path, code)
      await expect(restoreBackup({ backup, dataFolder, sealingKey, clock, log })).rejects.toMatchObject({ code })
      expect(await readdir(dataFolder)).toEqual([])
    }
  })

  it('is refused when it isn’t whole, and never put over another database', async () => {
    const { backup, path } = await backedUp()
    const order = { backup, dataFolder: join(path, 'restored'), sealingKey: TEST_KEY, clock, log }
    const file = join(backup, 'backup.json')
    const manifest = JSON.parse(await readFile(file, 'utf8'))
    await writeFile(file, JSON.stringify({ ...manifest, tables: { ...manifest.tables, call_events: 1_000 } }))
    await expect(restoreBackup(order)).rejects.toMatchObject({
      code: 'data.backup-broken',
      message: expect.stringContaining('call_events'),
    })
    await writeFile(file, JSON.stringify({ ...manifest, auditHash: 'f'.repeat(64) }))
    await expect(restoreBackup(order)).rejects.toMatchObject({ code: 'data.backup-broken' })
    await writeFile(file, 'no manifest')
    await expect(restoreBackup(order)).rejects.toMatchObject({ code: 'data.backup-broken' })
    await writeFile(file, JSON.stringify(manifest))
    await restoreBackup(order)
    await expect(restoreBackup(order)).rejects.toMatchObject({ code: 'data.not-empty' })
    const database = await folderDatabase(order.dataFolder)
    await expect(backUpDatabase(database, backup, clock)).rejects.toMatchObject({ code: 'data.backup-exists' })
  })

  it('brings back what was erased after it, until that is erased again', async () => {
    const { backup, path } = await backedUp()
    const dataFolder = join(path, 'restored')
    await restoreBackup({ backup, dataFolder, sealingKey: TEST_KEY, clock, log })
    const harness = await startDesk({ database: await folderDatabase(dataFolder), createAccounts: false })
    const dpo = await harness.as('dpo')
    expect((await dpo.post('/api/v1/caller/erase', { callIds: ['call-1'], reason: 'erased before the restore' })).status).toBe(200)
    expect((await (await harness.as('advisor')).get('/api/v1/calls/call-1')).status).toBe(404)
    await harness.stop()
  })
})

describe.skipIf(!postgresIsAvailable() || process.env.DATABASE_URL !== undefined)('a backup of a PostgreSQL server', () => {
  it('comes back with pg_restore, every table counted, and needs the key', async () => {
    const server = await startPostgres()
    onTestFinished(() => server.stop())
    const path = await temporaryFolder()
    const database = await openPgDatabase({ url: server.url, log })
    const harness = await startDesk({ database })
    await talk(harness, 'call-1')
    await harness.stop()
    await expect(backUpDatabase(database, join(path, 'backup'), clock)).rejects.toMatchObject({ code: 'data.backup-by-server' })
    const before = await countRecords(database)
    const file = join(path, 'souffleur.dump')
    execFileSync('pg_dump', ['-Fc', '-f', file, server.url])
    await database.query(sql`CREATE DATABASE restored`)
    const url = server.url.replace('/postgres?', '/restored?')
    execFileSync('pg_restore', ['--no-owner', '--exit-on-error', '-d', url, file])
    await database.close()

    const restored = await openPgDatabase({ url, log })
    expect(await countRecords(restored)).toEqual(before)
    await expect(checkRecords(restored, { sealingKey: noKey, clock })).rejects.toMatchObject({ code: 'data.key-missing' })
    await expect(checkRecords(restored, { sealingKey: otherKey, clock })).rejects.toMatchObject({ code: 'data.key-wrong' })
    expect(await checkRecords(restored, { sealingKey: TEST_KEY, clock })).toMatchObject({ opened: 64 })
    const again = await startDesk({ database: restored, createAccounts: false })
    expect((await (await again.as('advisor')).get('/api/v1/search/calls?q=kettle')).body.found).toHaveLength(1)
    await again.stop()
    await restored.close()
  })
})
