import * as z from 'zod'
import { type PlainQueryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** A table of the desk's, as the database describes it. */
export interface Table {
  readonly name: string
  /** In the order of the primary key. */
  readonly key: readonly string[]
  /** Those that hold something of their own: generated ones follow. */
  readonly columns: readonly string[]
  /** Whose values come from a sequence of the database. */
  readonly identity: readonly string[]
}

const columnRow = z.object({ table_name: z.string(), column_name: z.string(), is_identity: z.string(), is_generated: z.string() })
const keyRow = z.object({ table_name: z.string(), column_name: z.string() })
const referenceRow = z.object({ child: z.string(), parent: z.string() })

/** Written by {@link migrate} itself, by triggers, by processes that run, or counted anew. */
const NOT_MOVED = ['schema_versions', 'changes', 'duties', 'figure_days_due', 'call_days', 'suggestion_days']

/** Every table, those first that others point at. @throws Error when one has no primary key */
export async function readTables(database: PlainQueryable): Promise<Table[]> {
  const columns = await select(
    database,
    columnRow,
    sql`SELECT c.table_name, c.column_name, c.is_identity, c.is_generated FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
      WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> ALL(${NOT_MOVED}) ORDER BY c.table_name, c.ordinal_position`,
  )
  const keys = await select(
    database,
    keyRow,
    sql`SELECT k.table_name, k.column_name FROM information_schema.table_constraints c
      JOIN information_schema.key_column_usage k ON k.constraint_name = c.constraint_name AND k.table_schema = c.table_schema AND k.table_name = c.table_name
      WHERE c.constraint_type = 'PRIMARY KEY' AND c.table_schema = current_schema() ORDER BY k.table_name, k.ordinal_position`,
  )
  const references = await select(
    database,
    referenceRow,
    sql`SELECT DISTINCT child.relname AS child, parent.relname AS parent FROM pg_constraint f
      JOIN pg_class child ON child.oid = f.conrelid JOIN pg_class parent ON parent.oid = f.confrelid
      WHERE f.contype = 'f' AND child.relnamespace = current_schema()::regnamespace AND child.oid <> parent.oid`,
  )
  const tables = [...Map.groupBy(columns, ({ table_name }) => table_name)].map(([name, own]): Table => {
    const key = keys.filter(({ table_name }) => table_name === name).map(({ column_name }) => column_name)
    if (key.length === 0) throw new Error(`${name} has no primary key`)
    const kept = own.filter(({ is_generated }) => is_generated === 'NEVER')
    return {
      name,
      key,
      columns: kept.map(({ column_name }) => column_name),
      identity: kept.filter(({ is_identity }) => is_identity === 'YES').map(({ column_name }) => column_name),
    }
  })
  return parentsFirst(tables, references)
}

function parentsFirst(tables: readonly Table[], references: readonly z.infer<typeof referenceRow>[]): Table[] {
  const ordered: Table[] = []
  const waiting = new Map(tables.map((table) => [table.name, table]))
  while (waiting.size > 0) {
    const free = [...waiting.values()].filter(({ name }) => !references.some(({ child, parent }) => child === name && waiting.has(parent)))
    if (free.length === 0) throw new Error(`tables point at one another: ${[...waiting.keys()].join(', ')}`)
    for (const table of free) {
      ordered.push(table)
      waiting.delete(table.name)
    }
  }
  return ordered
}
