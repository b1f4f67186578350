import type * as z from 'zod'
import type { ContentSeal } from '../sealing/content-seal.ts'
import type { Statement } from './statement.ts'

/** What PostgreSQL in the process (PGlite) and a PostgreSQL server have in common: the SQL of versions 15 to 18, no extension. */
export interface PlainQueryable {
  /** @throws AppError `data.full` or `data.unavailable`; other errors of the database as they are, with their SQLSTATE in `code`. */
  query(statement: Statement): Promise<QueryResult>
  /** Several statements without parameters: migrations. Never give it text that a person wrote. */
  exec(script: string): Promise<void>
}

export interface QueryResult {
  /** Not validated yet: go through {@link select}. */
  readonly rows: readonly unknown[]
  /** Rows inserted, updated or deleted. */
  readonly affected: number
}

export interface PlainDatabase extends PlainQueryable {
  /** Commits when `work` resolves, rolls back when it rejects. Don't use the database itself inside `work`. */
  transaction<T>(work: (tx: PlainQueryable) => Promise<T>): Promise<T>
  /**
   * Copies the files of the built-in database, as they are at one moment; absent where a server has tools of its own for that.
   * @param describe asks what the copy holds, at that same moment
   */
  copyFiles?<T>(folder: string, describe: (tx: PlainQueryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** A database whose records can be read: what people said and wrote lies sealed in it. */
export interface Queryable extends PlainQueryable {
  readonly seal: ContentSeal
}

export interface Database extends Queryable {
  /** As {@link PlainDatabase.transaction}. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Rows as the schema says they are: a column that a migration changed shows up here, not three layers further. */
export async function select<T>(from: PlainQueryable, row: z.ZodType<T>, statement: Statement): Promise<T[]> {
  const { rows } = await from.query(statement)
  return rows.map((found) => row.parse(found))
}

/** The only row or none. */
export async function selectOne<T>(from: PlainQueryable, row: z.ZodType<T>, statement: Statement): Promise<T | undefined> {
  const [first] = await select(from, row, statement)
  return first
}
