import { systemClock } from '@souffleur/flow'
import { createRecordingLog } from '@souffleur/testkit'
import { afterAll, describe } from 'vitest'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'
import { describeDatabaseConformance } from './database-conformance.ts'
import { type PostgresServer, postgresIsAvailable, startPostgres } from './postgres-server.ts'

describeDatabaseConformance('PGlite', () => openPgliteDatabase({ clock: systemClock, log: createRecordingLog() }))

describe.skipIf(!postgresIsAvailable())('a PostgreSQL server (skipped without DATABASE_URL and without a server’s binary)', () => {
  let server: PostgresServer | undefined
  afterAll(() => server?.stop())
  describeDatabaseConformance('pg', async () => {
    server = await startPostgres()
    const log = createRecordingLog()
    const admin = await openPgDatabase({ url: server.url, log, connections: 1 })
    // DATABASE_URL may name a database that somebody uses: everything happens in a schema of our own.
    await admin.exec('DROP SCHEMA IF EXISTS souffleur_conformance CASCADE; CREATE SCHEMA souffleur_conformance')
    await admin.close()
    const url = new URL(server.url)
    url.searchParams.set('options', '-c search_path=souffleur_conformance')
    return openPgDatabase({ url: url.href, log })
  })
})
