import * as z from 'zod'
import { type Queryable, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** Every table that says something of a call, by the column that names it. A test looks for tables that are missing here. */
export const tablesOfCalls = [
  'calls',
  'call_events',
  'call_originals',
  'call_intents',
  'call_figures',
  'call_index',
  'call_scorecards',
  'suggestion_outcomes',
  'summaries',
  'summary_revisions',
  'summary_drafts',
  'reviews',
  'webhook_deliveries',
] as const
export type TableOfCalls = (typeof tablesOfCalls)[number]

const countsRow = z.object(
  Object.fromEntries(tablesOfCalls.map((table) => [table, z.coerce.number()])) as Record<TableOfCalls, z.ZodCoercedNumber>,
)

/** How many rows each table holds of these calls. */
export async function countRows(database: Queryable, callIds: readonly string[]): Promise<Record<TableOfCalls, number>> {
  const counts = await selectOne(
    database,
    countsRow,
    sql`SELECT
      (SELECT count(*) FROM calls WHERE call_id = ANY(${callIds})) AS calls,
      (SELECT count(*) FROM call_events WHERE call_id = ANY(${callIds})) AS call_events,
      (SELECT count(*) FROM call_originals WHERE call_id = ANY(${callIds})) AS call_originals,
      (SELECT count(*) FROM call_intents WHERE call_id = ANY(${callIds})) AS call_intents,
      (SELECT count(*) FROM call_figures WHERE call_id = ANY(${callIds})) AS call_figures,
      (SELECT count(*) FROM call_index WHERE call_id = ANY(${callIds})) AS call_index,
      (SELECT count(*) FROM call_scorecards WHERE call_id = ANY(${callIds})) AS call_scorecards,
      (SELECT count(*) FROM suggestion_outcomes WHERE call_id = ANY(${callIds})) AS suggestion_outcomes,
      (SELECT count(*) FROM summaries WHERE call_id = ANY(${callIds})) AS summaries,
      (SELECT count(*) FROM summary_revisions WHERE call_id = ANY(${callIds})) AS summary_revisions,
      (SELECT count(*) FROM summary_drafts WHERE call_id = ANY(${callIds})) AS summary_drafts,
      (SELECT count(*) FROM reviews WHERE call_id = ANY(${callIds})) AS reviews,
      (SELECT count(*) FROM webhook_deliveries WHERE call_id = ANY(${callIds})) AS webhook_deliveries`,
  )
  if (counts === undefined) throw new Error('a count has no row')
  return counts
}
