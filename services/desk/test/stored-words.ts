import * as z from 'zod'
import { openRow } from '../src/retention/open-row.ts'
import { tablesOfCalls } from '../src/retention/rows-of-calls.ts'
import { readIndexedTexts } from '../src/search/call-index.ts'
import { type Database, select } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'

const columnRow = z.object({ table_name: z.string(), column_name: z.string() })
const countRow = z.object({ n: z.coerce.number() })
const dataRow = z.object({ row: z.record(z.string(), z.unknown()) })

/** Tables whose columns say the word to whoever reads the database, of every table there is. */
export async function tablesWithReadableWord(database: Database, word: string): Promise<string[]> {
  const columns = await select(
    database,
    columnRow,
    sql`SELECT c.table_name, c.column_name FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`,
  )
  const found = new Set<string>()
  const hex = Buffer.from(word).toString('hex')
  for (const { table_name, column_name } of columns) {
    const column = `"${column_name}"::text`
    const [row] = await rowsOf(
      database,
      countRow,
      `SELECT count(*) AS n FROM "${table_name}" WHERE ${column} ILIKE '%${word}%' OR ${column} ILIKE '%${hex}%'`,
    )
    if ((row?.n ?? 0) > 0) found.add(table_name)
  }
  return [...found].sort()
}

/** Tables that hold the word, sealed or not. */
export async function tablesWithWord(database: Database, word: string): Promise<string[]> {
  const found = new Set(await tablesWithReadableWord(database, word))
  for (const table of tablesOfCalls) {
    if (table === 'call_index') continue
    const rows = await rowsOf(database, dataRow, `SELECT to_jsonb(t) AS row FROM ${table} t`)
    if (rows.some(({ row }) => says(openRow(database.seal, table, row), word))) found.add(table)
  }
  const indexed = await rowsOf(database, z.object({ id: z.string() }), 'SELECT call_id AS id FROM call_index')
  // Of calls without events: what is read then is the index alone.
  const texts = await readIndexedTexts(
    database,
    indexed.map(({ id }) => ({ id, title: '' })),
  )
  if (
    says(
      [...texts.values()].flat().filter(({ utterance }) => utterance !== undefined),
      word,
    )
  )
    found.add('call_index')
  return [...found].sort()
}

function says(value: unknown, word: string): boolean {
  return JSON.stringify(value).toLowerCase().includes(word.toLowerCase())
}

/** @param text names of the schema itself: nothing that a person wrote */
async function rowsOf<T>(database: Database, row: z.ZodType<T>, text: string): Promise<T[]> {
  const { rows } = await database.query({ ...sql`SELECT 1`, text })
  return z.array(row).parse(rows)
}
