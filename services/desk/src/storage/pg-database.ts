import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import pg from 'pg'
import type { PlainDatabase, PlainQueryable, QueryResult } from './database.ts'
import { translateFailure } from './database-failure.ts'
import type { Statement } from './statement.ts'

export interface PgOptions {
  /** `postgresql://...` */
  readonly url: string
  readonly log: Log
  readonly connections?: number
  /** 60 s when absent; 0: none. */
  readonly statementLimitMs?: number
}

const CONNECT_LIMIT_MS = 10_000
const STATEMENT_LIMIT_MS = 60_000

/** @throws AppError `data.unavailable` when the server doesn't answer. */
export async function openPgDatabase({
  url,
  log,
  connections = 8,
  statementLimitMs = STATEMENT_LIMIT_MS,
}: PgOptions): Promise<PlainDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: statementLimitMs,
    application_name: 'souffleur',
  })
  // An idle connection that breaks is replaced by the pool; unheard, the event would end the process.
  pool.on('error', (error) => log.warn('an idle database connection broke', { code: 'data.unavailable', error }))
  const database = new PgDatabase(pool)
  try {
    await database.exec('SELECT 1')
    return database
  } catch (error) {
    await database.close()
    throw error instanceof AppError
      ? error
      : new AppError('data.unavailable', error instanceof Error ? error.message : '', { cause: error })
  }
}

class PgDatabase implements PlainDatabase {
  readonly #pool: pg.Pool
  #closed = false

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  query(statement: Statement): Promise<QueryResult> {
    return on(this.#pool, this.#closed).query(statement)
  }

  exec(script: string): Promise<void> {
    return on(this.#pool, this.#closed).exec(script)
  }

  async transaction<T>(work: (tx: PlainQueryable) => Promise<T>): Promise<T> {
    if (this.#closed) throw closedError()
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw connectionFailure(error)
    })
    const tx = on(client, false)
    let broken = false
    try {
      await tx.exec('BEGIN')
      const result = await work(tx)
      await tx.exec('COMMIT')
      return result
    } catch (error) {
      await tx.exec('ROLLBACK').catch(() => {
        broken = true
      })
      throw error
    } finally {
      client.release(broken)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#pool.end()
  }
}

function on(runner: pg.Pool | pg.PoolClient, closed: boolean): PlainQueryable {
  const run = async (text: string, values?: unknown[]) => {
    if (closed) throw closedError()
    try {
      return await runner.query<Record<string, unknown>>(text, values)
    } catch (error) {
      throw connectionFailure(error)
    }
  }
  return {
    async query({ text, values }) {
      const { rows, rowCount, command } = await run(text, [...values])
      return { rows, affected: command === 'SELECT' ? 0 : (rowCount ?? 0) }
    },
    async exec(script) {
      await run(script)
    },
  }
}

/** The driver reports a lost connection or a time limit in words only. */
function connectionFailure(error: unknown): unknown {
  const lost = error instanceof Error && !('code' in error) && /connection|timeout/i.test(error.message)
  return lost ? new AppError('data.unavailable', error.message, { cause: error }) : translateFailure(error)
}

function closedError(): AppError {
  return new AppError('data.unavailable', 'the database is closed')
}
