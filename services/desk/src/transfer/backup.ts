import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { readDataKeys } from '../sealing/data-keys.ts'
import type { SealingKeyHolder } from '../sealing/sealing-key.ts'
import type { PlainDatabase, PlainQueryable } from '../storage/database.ts'
import { DATABASE_FOLDER, openPgliteDatabase } from '../storage/pglite-database.ts'
import { checkRecords, countRecords, type RecordCount, recordCount } from './check-records.ts'

const MANIFEST = 'backup.json'
const FORMAT = 1

/** What a backup says of itself: it is compared with what was restored. No words, no key. */
const manifest = recordCount.extend({ format: z.literal(FORMAT), at: z.iso.datetime() })
export type BackupManifest = z.infer<typeof manifest>

/**
 * Copies the built-in database into a new folder, in one piece: whoever asks it for something meanwhile waits, and calls that run keep what is
 * to be stored in memory until then. Records stay sealed, and the key isn't in it.
 * @throws AppError `data.backup-by-server` for a database on a server, `data.backup-exists`, `data.full`
 */
export async function backUpDatabase(database: PlainDatabase, folder: string, clock: Clock): Promise<BackupManifest> {
  if (database.copyFiles === undefined) throw new AppError('data.backup-by-server')
  if (await exists(folder)) throw new AppError('data.backup-exists', folder)
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  try {
    const counted = await database.copyFiles(join(unfinished, DATABASE_FOLDER), (tx: PlainQueryable) => countRecords(tx))
    const written: BackupManifest = { format: FORMAT, at: new Date(clock.unixMs()).toISOString(), ...counted }
    await writeFile(join(unfinished, MANIFEST), `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600, flush: true })
    await rename(unfinished, folder)
    return written
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw error
  }
}

export interface RestoreOrder {
  /** As {@link backUpDatabase} wrote it. */
  readonly backup: string
  /** Where Souffleur is to find it: there is no database in it yet. */
  readonly dataFolder: string
  readonly sealingKey: SealingKeyHolder
  readonly clock: Clock
  readonly log: Log
}

/**
 * Puts a backup into a data folder, counts every table, opens what is sealed and follows the audit log; keeps it there only when all of it is
 * as it was.
 * @throws AppError `data.backup-broken`, `data.not-empty`, and `data.key-missing` or `data.key-wrong` when nothing of it can be read
 */
export async function restoreBackup({ backup, dataFolder, sealingKey, clock, log }: RestoreOrder): Promise<BackupManifest> {
  const expected = await readManifest(backup)
  const target = join(dataFolder, DATABASE_FOLDER)
  if (await exists(target)) throw new AppError('data.not-empty', target)
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  try {
    await cp(join(backup, DATABASE_FOLDER), target, { recursive: true })
    const database = await openPgliteDatabase({ dataFolder, clock, log })
    try {
      await compare(database, expected)
      // Before anything else: keys must not be made where there are some to be opened.
      if (expected.dataKeys > 0) await readDataKeys(database, sealingKey, clock)
      await checkRecords(database, { sealingKey, clock })
    } finally {
      await database.close()
    }
    return expected
  } catch (error) {
    await rm(target, { recursive: true, force: true })
    throw error
  }
}

async function compare(database: PlainDatabase, expected: RecordCount): Promise<void> {
  const found = await countRecords(database)
  for (const [table, rows] of Object.entries(expected.tables)) {
    const here = found.tables[table] ?? 0
    if (here !== rows) throw new AppError('data.backup-broken', `${table}: ${here} rows instead of ${rows}`)
  }
  if (found.auditHash !== expected.auditHash) throw new AppError('data.backup-broken', 'audit_entries: another last entry')
}

async function readManifest(backup: string): Promise<BackupManifest> {
  try {
    return manifest.parse(JSON.parse(await readFile(join(backup, MANIFEST), 'utf8')))
  } catch (error) {
    throw new AppError('data.backup-broken', join(backup, MANIFEST), { cause: error })
  }
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
