import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { type PlainDatabase, type PlainQueryable, select, selectOne } from '../storage/database.ts'
import { migrate } from '../storage/migrate.ts'
import { identifier, listed, type Statement, sql } from '../storage/statement.ts'
import { readTables, type Table } from './tables.ts'

/** Rows that are read, written and compared at once: about a megabyte of call events. */
const BATCH = 500
/** What the migrations themselves put into a new database. */
const SEEDED: ReadonlySet<string> = new Set(['retention_rules', 'review_rules'])

export interface MovedTable {
  readonly table: string
  readonly rows: number
}

const wholeRow = z.object({ row: z.string(), hash: z.string() })
const hashRow = z.object({ hash: z.string() })
const countRow = z.object({ n: z.coerce.number() })

/**
 * Copies everything from one database into an empty one, compares every row, and commits only when all of them are the same. The source is
 * read as it stands: nothing else may write to it. Sealed records stay sealed, under the same key.
 * @throws AppError `data.not-empty` when the target holds something already, `data.move-differs` when a row isn't the same there
 */
export async function moveDatabase(
  source: PlainDatabase,
  target: PlainDatabase,
  onTable: (moved: MovedTable) => void = () => {},
): Promise<readonly MovedTable[]> {
  await migrate(source)
  await migrate(target)
  return source.transaction((from) =>
    target.transaction(async (to) => {
      // Rows are compared as text, in which times depend on it.
      for (const database of [from, to]) await database.exec(`SET LOCAL TimeZone = 'UTC'`)
      const tables = await readTables(from)
      await refuseFull(to, tables)
      const moved: MovedTable[] = []
      for (const table of tables) {
        const done = { table: table.name, rows: await move(from, to, table) }
        await continueSequences(to, table)
        moved.push(done)
        onTable(done)
      }
      return moved
    }),
  )
}

async function refuseFull(to: PlainQueryable, tables: readonly Table[]): Promise<void> {
  for (const { name } of tables) {
    const table = identifier(name)
    if (SEEDED.has(name)) await to.query(sql`DELETE FROM ${table}`)
    const found = await selectOne(to, countRow, sql`SELECT count(*) AS n FROM (SELECT 1 FROM ${table} LIMIT 1) AS one`)
    if ((found?.n ?? 0) > 0) throw new AppError('data.not-empty', name)
  }
}

/** Returns how many rows there are, on both sides. @throws AppError `data.move-differs` */
async function move(from: PlainQueryable, to: PlainQueryable, table: Table): Promise<number> {
  const name = identifier(table.name)
  const columns = listed(table.columns.map(identifier))
  let count = 0
  for await (const rows of batchesOf(from, table)) {
    const written = `[${rows.map(({ row }) => row).join(',')}]`
    await to.query(sql`INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
      SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, ${written}::jsonb)`)
    const isSame = table.key
      .map((column) => sql`t.${identifier(column)} = r.${identifier(column)}`)
      .reduce((all, one) => sql`${all} AND ${one}`)
    const stored = await select(
      to,
      hashRow,
      sql`SELECT md5(to_jsonb(t)::text) AS hash FROM ${name} AS t JOIN jsonb_populate_recordset(NULL::${name}, ${written}::jsonb) AS r ON ${isSame}`,
    )
    if (!isSameSet(rows, stored)) throw new AppError('data.move-differs', `${table.name}, rows ${count + 1} to ${count + rows.length}`)
    count += rows.length
  }
  const found = await selectOne(to, countRow, sql`SELECT count(*) AS n FROM ${name}`)
  if (found?.n !== count) throw new AppError('data.move-differs', `${table.name}: ${count} rows there, ${found?.n ?? 0} here`)
  return count
}

type Hashed = z.infer<typeof hashRow>

/** Each side gives its rows in an order of its own. */
function isSameSet(expected: readonly Hashed[], found: readonly Hashed[]): boolean {
  const sorted = (rows: readonly Hashed[]) => rows.map(({ hash }) => hash).sort()
  const there = sorted(expected)
  const here = sorted(found)
  return there.length === here.length && there.every((hash, index) => hash === here[index])
}

/** All rows in the order of the key. */
async function* batchesOf(from: PlainQueryable, { name: tableName, key }: Table): AsyncGenerator<readonly z.infer<typeof wholeRow>[]> {
  const name = identifier(tableName)
  const keyOf = (alias: Statement) => listed(key.map((column) => sql`${alias}.${identifier(column)}`))
  const keys = keyOf(identifier('t'))
  let last: string | undefined
  for (;;) {
    const after =
      last === undefined
        ? sql`TRUE`
        : sql`(${keys}) > (SELECT ${keyOf(identifier('r'))} FROM jsonb_populate_record(NULL::${name}, ${last}::jsonb) AS r)`
    const rows = await select(
      from,
      wholeRow,
      sql`SELECT to_jsonb(t)::text AS row, md5(to_jsonb(t)::text) AS hash FROM ${name} AS t WHERE ${after} ORDER BY ${keys} LIMIT ${BATCH}`,
    )
    if (rows.length === 0) return
    yield rows
    last = rows.at(-1)?.row
  }
}

/** Numbers that the database gives go on after the last one. */
async function continueSequences(to: PlainQueryable, { name, identity }: Table): Promise<void> {
  for (const column of identity) {
    const last = sql`(SELECT max(${identifier(column)}) FROM ${identifier(name)})`
    await select(
      to,
      z.unknown(),
      sql`SELECT setval(pg_get_serial_sequence(${name}, ${column}), coalesce(${last}, 1), ${last} IS NOT NULL) AS at`,
    )
  }
}
