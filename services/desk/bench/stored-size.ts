/**
 * `node services/desk/bench/stored-size.ts DATA_FOLDER`: rows and bytes that a call leaves in each table of the built-in database, on average over the
 * calls that are there. Souffleur must have been stopped. Bytes are those of the rows as they lie in the table, without indexes; indexes by their share of a page.
 */
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'

const print = (line: string): void => void process.stdout.write(`${line}\n`)

const folder = process.argv[2]
if (folder === undefined) throw new Error('Expected a data folder.')
const database = await PGlite.create(join(folder, 'postgres'))
/** Of an index: its key, a line pointer and a page that is two thirds full, as a B-tree that grew at random is. */
const INDEX_ENTRY_BYTES = 48

interface Table {
  readonly name: string
  readonly indexes: number
}

const tables = await database.query<Table>(`
  SELECT c.relname AS name, (SELECT count(*)::int FROM pg_index i WHERE i.indrelid = c.oid) AS indexes
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'call_id'
  WHERE c.relkind = 'r' AND n.nspname = 'public' ORDER BY c.relname`)
const [whole] = (
  await database.query<{ calls: number; seconds: number; utterances: number }>(
    'SELECT count(*)::int AS calls, (sum(duration_ms) / 1000)::float AS seconds, sum(utterances)::int AS utterances FROM calls',
  )
).rows
if (whole === undefined || whole.calls === 0) throw new Error('No call in this folder.')
print(`${whole.calls} calls, ${whole.seconds.toFixed(0)} s, ${whole.utterances} utterances`)
let rows = 0
let bytes = 0
for (const { name, indexes } of tables.rows) {
  const [sum] = (
    await database.query<{ rows: number; bytes: number }>(
      `SELECT count(*)::int AS rows, coalesce(sum(pg_column_size(t.*) + 28), 0)::int AS bytes FROM "${name}" t WHERE call_id IS NOT NULL`,
    )
  ).rows
  if (sum === undefined || sum.rows === 0) continue
  const all = sum.bytes + sum.rows * indexes * INDEX_ENTRY_BYTES
  rows += sum.rows
  bytes += all
  print(
    `${name.padEnd(24)} rows a call ${(sum.rows / whole.calls).toFixed(1).padStart(6)}   bytes a call ${(all / whole.calls).toFixed(0).padStart(7)}`,
  )
}
print(
  `all: ${(rows / whole.calls).toFixed(1)} rows and ${(bytes / whole.calls).toFixed(0)} bytes a call, ${(bytes / whole.seconds).toFixed(0)} bytes and ${(rows / whole.seconds).toFixed(2)} rows a second of call`,
)
await database.close()
