import { moveDatabase, openPgDatabase, openPgliteDatabase } from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { createLog } from '@souffleur/telemetry'
import { readConfig } from './config.ts'
import { exitWith } from './exit-with.ts'

/** `npm run db -- move`: from the built-in database to the server of `DATABASE_URL`. */
if (process.argv[2] !== 'move' || process.argv.length > 3) {
  process.stderr.write(
    `npm run db -- move   copies the built-in database (SOUFFLEUR_DATA) to the empty PostgreSQL database of DATABASE_URL

Every row is compared, and everything is kept there or nothing. Stop Souffleur first. Records stay sealed: the new set-up
needs the same key (SOUFFLEUR_SECRET_KEY, or secret.key of the data folder).
`,
  )
  process.exit(2)
}
try {
  const { databaseUrl, dataFolder, logLevel } = readConfig(process.env)
  if (databaseUrl === undefined)
    throw new Error('DATABASE_URL: expected the database to move to, such as postgres://souffleur@db.example/souffleur')
  const log = createLog(logLevel === 'info' ? 'warn' : logLevel)
  const source = await openPgliteDatabase({ dataFolder, clock: systemClock, log })
  try {
    const target = await openPgDatabase({ url: databaseUrl, log, connections: 1, statementLimitMs: 0 })
    try {
      const moved = await moveDatabase(source, target, ({ table, rows }) =>
        process.stdout.write(`${table.padEnd(24)}${String(rows).padStart(10)}\n`),
      )
      process.stdout.write(`${moved.reduce((sum, { rows }) => sum + rows, 0)} rows, each of them compared\n`)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
} catch (error) {
  exitWith(error)
}
