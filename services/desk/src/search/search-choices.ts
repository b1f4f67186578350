import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import { visibleCondition } from '../calls/visible-calls.ts'
import { type Queryable, select } from '../storage/database.ts'
import { type Statement, sql } from '../storage/statement.ts'

/** What there is to choose from among the calls that somebody may see. */
export interface SearchChoices {
  readonly queues: readonly string[]
  readonly languages: readonly string[]
  readonly advisors: readonly { readonly id: string; readonly name: string }[]
  readonly alerts: readonly { readonly id: string; readonly label: string }[]
}

const valueRow = z.object({ value: z.string() })
const advisorRow = z.object({ id: z.string(), name: z.string() })
const alertRow = z.object({ id: z.string(), label: z.string() })

export async function readSearchChoices(database: Queryable, calls: VisibleCalls): Promise<SearchChoices> {
  const visible = visibleCondition(calls, sql`advisor_id`)
  const distinct = async (column: Statement) => {
    const rows = await select(
      database,
      valueRow,
      sql`SELECT DISTINCT ${column} AS value FROM call_index WHERE ${visible} AND ${column} <> '' ORDER BY 1 LIMIT 200`,
    )
    return rows.map(({ value }) => value)
  }
  return {
    queues: await distinct(sql`queue`),
    languages: await distinct(sql`language`),
    advisors:
      calls.advisorId === undefined
        ? await select(
            database,
            advisorRow,
            sql`SELECT x.id, COALESCE(a.display_name, x.id) AS name
              FROM (SELECT DISTINCT advisor_id AS id FROM call_index WHERE advisor_id IS NOT NULL AND ${visible}) AS x LEFT JOIN accounts a ON a.username = x.id
              ORDER BY 2 LIMIT 1000`,
          )
        : [],
    alerts: await select(
      database,
      alertRow,
      sql`SELECT event -> 'alertRaised' ->> 'alertId' AS id, max(event -> 'alertRaised' ->> 'label') AS label
        FROM call_events JOIN call_index x USING (call_id)
        WHERE kind = 'alertRaised' AND ${visible} AND event -> 'alertRaised' ->> 'alertId' IS NOT NULL GROUP BY 1 ORDER BY 2 LIMIT 200`,
    ),
  }
}
