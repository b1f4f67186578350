import { access, cp, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  backUpDatabase,
  checkRecords,
  countRecords,
  DATABASE_FOLDER,
  moveDatabase,
  openPgDatabase,
  openPgliteDatabase,
  type PlainDatabase,
  restoreBackup,
} from '@souffleur/desk'
import { systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { createLog } from '@souffleur/telemetry'
import * as z from 'zod'
import { askHidden } from './ask-hidden.ts'
import { type Config, readConfig } from './config.ts'
import { openDatabase } from './database.ts'
import { exitWith } from './exit-with.ts'
import { OpsSession } from './ops-session.ts'
import { secretKeyOf } from './secret-key.ts'

/** `npm run db -- move|backup|restore|check`: see docs/backup.md. */
const usage = `npm run db -- backup FOLDER    copies the built-in database (SOUFFLEUR_DATA) into a new folder, while Souffleur runs or not. While it
                               runs, it is asked to: --url http://127.0.0.1:8080, SOUFFLEUR_OPS_USER (ops), SOUFFLEUR_OPS_PASSWORD
npm run db -- restore FOLDER   puts such a copy into SOUFFLEUR_DATA, where there is no database yet, and compares it
npm run db -- check            counts every table, opens records with the key and follows the audit log; also of DATABASE_URL
npm run db -- move             copies the built-in database to the empty PostgreSQL database of DATABASE_URL, and compares every row

Stop Souffleur first, except for backup and, on a PostgreSQL server, check. Records stay sealed: without the key (SOUFFLEUR_SECRET_KEY, or
secret.key of the data folder) a copy can't be read. The key is in none of them.
`

const backupAnswer = z.object({ path: z.string(), tables: z.record(z.string(), z.number()) })

const { values, positionals } = readArguments()
const [command = '', folder, ...rest] = positionals
const needsFolder = command === 'backup' || command === 'restore'
const commands: Readonly<Record<string, (config: Config, folder: string) => Promise<void>>> = { move, backup, restore, check }
const run = Object.hasOwn(commands, command) && rest.length === 0 && (folder !== undefined) === needsFolder ? commands[command] : undefined
if (run === undefined) {
  process.stderr.write(usage)
  process.exit(2)
}
try {
  await run(readConfig(process.env), resolve(folder ?? '.'))
} catch (error) {
  exitWith(error)
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { url: { type: 'string', default: 'http://127.0.0.1:8080' } } })
  } catch {
    return { values: { url: '' }, positionals: [] }
  }
}

function logOf({ logLevel }: Config) {
  return createLog(logLevel === 'info' ? 'warn' : logLevel)
}

async function using(database: PlainDatabase, work: (database: PlainDatabase) => Promise<void>): Promise<void> {
  await work(database).finally(() => database.close())
}

function move(config: Config): Promise<void> {
  const { databaseUrl, dataFolder } = config
  if (databaseUrl === undefined)
    throw new Error('DATABASE_URL: expected the database to move to, such as postgres://souffleur@db.example/souffleur')
  const log = logOf(config)
  return openPgliteDatabase({ dataFolder, clock: systemClock, log }).then((source) =>
    using(source, async () => {
      await using(await openPgDatabase({ url: databaseUrl, log, connections: 1, statementLimitMs: 0 }), async (target) => {
        const moved = await moveDatabase(source, target, ({ table, rows }) => told(table, rows))
        process.stdout.write(`${moved.reduce((sum, { rows }) => sum + rows, 0)} rows, each of them compared\n`)
      })
    }),
  )
}

async function backup(config: Config, to: string): Promise<void> {
  if (config.databaseUrl !== undefined) throw new AppError('data.backup-by-server')
  await refuseMissing(config)
  try {
    const database = await openPgliteDatabase({ dataFolder: config.dataFolder, clock: systemClock, log: logOf(config) })
    await using(database, async () => tellTables((await backUpDatabase(database, to, systemClock)).tables))
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'data.locked') throw error
    await backUpRunning(to)
  }
  process.stdout.write(`In ${to}. Keep the key apart from it: without the key it can't be read.\n`)
}

/** Whoever has the folder makes the copy beside it. */
async function backUpRunning(to: string): Promise<void> {
  const username = process.env.SOUFFLEUR_OPS_USER ?? 'ops'
  const password = process.env.SOUFFLEUR_OPS_PASSWORD ?? (await askHidden(`Password of ${username}: `))
  const session = await OpsSession.open(values.url, { username, password })
  try {
    const { path, tables } = await session.request('POST', '/api/v1/backups', backupAnswer, {})
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await moveFolder(path, to)
    tellTables(tables)
  } finally {
    await session.close()
  }
}

/** To another disk as well. */
async function moveFolder(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await cp(from, to, { recursive: true, errorOnExist: true, force: false })
    await rm(from, { recursive: true })
  }
}

async function restore(config: Config, from: string): Promise<void> {
  const { dataFolder } = config
  const { at, tables } = await restoreBackup({
    backup: from,
    dataFolder,
    sealingKey: secretKeyOf(config),
    clock: systemClock,
    log: logOf(config),
  })
  tellTables(tables)
  process.stdout.write(`As it was on ${at}: every table counted, records opened with the key, the audit log followed.
What was erased or purged since then is back: erase it again, and run npm run retention -- purge.\n`)
}

async function check(config: Config): Promise<void> {
  if (config.databaseUrl === undefined) await refuseMissing(config)
  await using(await openDatabase(config, { clock: systemClock, log: logOf(config) }), async (database) => {
    const { tables, schema, auditHash } = await countRecords(database)
    const { opened, auditEntries } = await checkRecords(database, { sealingKey: secretKeyOf(config), clock: systemClock })
    tellTables(tables)
    process.stdout.write(
      `Schema ${schema}; ${opened} records opened with the key; ${auditEntries} audit entries, the last one ${auditHash}\n`,
    )
  })
}

/** To open a database where there is none would make one. */
async function refuseMissing({ dataFolder }: Config): Promise<void> {
  await access(join(dataFolder, DATABASE_FOLDER)).catch(() => {
    throw new Error(`SOUFFLEUR_DATA: there is no database in ${dataFolder}`)
  })
}

function tellTables(tables: Readonly<Record<string, number>>): void {
  for (const [table, rows] of Object.entries(tables)) told(table, rows)
  process.stdout.write(`${Object.values(tables).reduce((sum, rows) => sum + rows, 0)} rows\n`)
}

function told(table: string, rows: number): void {
  process.stdout.write(`${table.padEnd(24)}${String(rows).padStart(10)}\n`)
}
