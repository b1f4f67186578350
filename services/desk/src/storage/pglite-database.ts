import { cp, mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { acquireDataFolder, type FolderLock } from './data-folder-lock.ts'
import type { PlainDatabase, PlainQueryable, QueryResult } from './database.ts'
import { storageFailureOf, translateFailure } from './database-failure.ts'
import { PgliteThread, type ThreadRequest } from './pglite-thread.ts'
import { type Statement, sql } from './statement.ts'
import { Turns } from './turns.ts'

export interface PgliteOptions {
  /** Created when absent; the database goes into its `postgres` folder. Without one, everything is in memory. */
  readonly dataFolder?: string
  readonly clock: Clock
  readonly log: Log
  /** Free bytes of a folder's disk. The default asks the system. */
  readonly freeBytes?: (folder: string) => Promise<number>
}

/** Of a data folder. */
export const DATABASE_FOLDER = 'postgres'
/**
 * Below this, writes are refused before PostgreSQL sees them. A write-ahead log that cannot grow leaves PGlite spinning; it
 * grows by segments of 16 MB, so three of them are kept free.
 */
export const DISK_RESERVE_BYTES = 48 * 1_048_576
/** Opening for the first time takes up to ten seconds, a checkpoint on a slow disk a few. */
const ANSWER_LIMIT_MS = 60_000
const SPACE_CHECK_INTERVAL_MS = 1000

/** @throws AppError `data.locked` when another process uses the folder, `data.full` or `data.unavailable` when it can't be opened. */
export async function openPgliteDatabase(options: PgliteOptions): Promise<PlainDatabase> {
  const { dataFolder } = options
  if (dataFolder === undefined) return open(new PgliteDatabase(options, 'memory://', undefined))
  await mkdir(dataFolder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw translateFailure(error)
  })
  const lock = await acquireDataFolder(dataFolder, options)
  return open(new PgliteDatabase(options, join(dataFolder, DATABASE_FOLDER), lock))
}

async function open(database: PgliteDatabase): Promise<PlainDatabase> {
  try {
    await database.open()
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

class PgliteDatabase implements PlainDatabase {
  readonly #options: PgliteOptions
  readonly #dataDir: string
  readonly #lock: FolderLock | undefined
  readonly #turns = new Turns()
  #thread: PgliteThread | undefined
  #closed = false
  #spaceCheckedAtMs = Number.NEGATIVE_INFINITY
  #full = false

  constructor(options: PgliteOptions, dataDir: string, lock: FolderLock | undefined) {
    this.#options = options
    this.#dataDir = dataDir
    this.#lock = lock
  }

  open(): Promise<void> {
    return this.#turns.take(async () => {
      await this.#refuseWhenFull()
      await this.#ask({ kind: 'open' })
    })
  }

  query(statement: Statement): Promise<QueryResult> {
    return this.#turns.take(async () => {
      if (!/^\s*SELECT\b/i.test(statement.text)) await this.#refuseWhenFull()
      return this.#ask({ kind: 'query', text: statement.text, values: statement.values })
    })
  }

  exec(script: string): Promise<void> {
    return this.#turns.take(async () => {
      await this.#refuseWhenFull()
      await this.#ask({ kind: 'exec', script })
    })
  }

  transaction<T>(work: (tx: PlainQueryable) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      await this.#refuseWhenFull()
      await this.#ask({ kind: 'exec', script: 'BEGIN' })
      const thread = this.#thread
      // A thread that broke took the transaction with it: its successor must not run the rest outside of it.
      const within = (request: ThreadRequest) => {
        if (thread?.usable !== true || thread !== this.#thread) throw new AppError('data.unavailable', 'PGlite: the transaction was lost')
        return this.#ask(request)
      }
      try {
        const result = await work({
          query: async ({ text, values }) => within({ kind: 'query', text, values }),
          exec: async (script) => void (await within({ kind: 'exec', script })),
        })
        await within({ kind: 'exec', script: 'COMMIT' })
        return result
      } catch (error) {
        if (thread?.usable === true && thread === this.#thread) await this.#ask({ kind: 'exec', script: 'ROLLBACK' })
        throw error
      }
    })
  }

  copyFiles<T>(folder: string, describe: (tx: PlainQueryable) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      if (this.#dataDir === 'memory://') throw new AppError('data.unavailable', 'a database in memory has no files')
      // Everything is in the files then, and nothing writes to them before its turn.
      await this.#ask({ kind: 'exec', script: 'CHECKPOINT' })
      const told = await describe({
        query: ({ text, values }) => this.#ask({ kind: 'query', text, values }),
        exec: async (script) => void (await this.#ask({ kind: 'exec', script })),
      })
      await cp(this.#dataDir, folder, { recursive: true }).catch((error: unknown) => {
        throw translateFailure(error)
      })
      return told
    })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    await this.#turns.take(async () => {
      this.#closed = true
      const thread = this.#thread
      if (thread?.usable === true) await thread.request({ kind: 'close' }, this.#options.clock, ANSWER_LIMIT_MS).catch(() => {})
      await thread?.stop()
      await this.#lock?.release()
    })
  }

  async #ask(request: ThreadRequest): Promise<QueryResult> {
    if (this.#closed) throw new AppError('data.unavailable', 'the database is closed')
    if (this.#thread?.usable !== true) this.#thread = new PgliteThread(this.#dataDir)
    const thread = this.#thread
    try {
      return await thread.request(request, this.#options.clock, ANSWER_LIMIT_MS)
    } catch (error) {
      // PostgreSQL itself recovers from a full disk by starting again; so does this one.
      const code = storageFailureOf(error)
      if (code !== undefined && this.#dataDir !== 'memory://') {
        this.#options.log.warn('the database is opened again after a failure', { code, error })
        await thread.stop()
      }
      throw translateFailure(error)
    }
  }

  async #refuseWhenFull(): Promise<void> {
    const { dataFolder, clock, freeBytes = freeBytesOf } = this.#options
    if (dataFolder === undefined) return
    if (clock.monotonicMs() - this.#spaceCheckedAtMs >= SPACE_CHECK_INTERVAL_MS) {
      this.#full = (await freeBytes(dataFolder)) < DISK_RESERVE_BYTES
      this.#spaceCheckedAtMs = clock.monotonicMs()
    }
    if (this.#full) throw new AppError('data.full', `less than ${DISK_RESERVE_BYTES / 1_048_576} MB are free`)
  }
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The cheapest question there is. */
export const ping: Statement = sql`SELECT 1 AS alive`
