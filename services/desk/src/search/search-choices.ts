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

const combinedRow = z.object({ queue: z.string(), language: z.string(), advisor_id: z.string().nullable(), name: z.string().nullable() })
const alertRow = z.object({ id: z.string(), label: z.string() })
/** Longer lists help nobody to choose. */
const MOST_CHOICES = 200
const MOST_ADVISORS = 1000

export async function readSearchChoices(database: Queryable, calls: VisibleCalls): Promise<SearchChoices> {
  const visible = visibleCondition(calls, sql`advisor_id`)
  // All three in one reading of the calls.
  const combined = await select(
    database,
    combinedRow,
    sql`SELECT x.queue, x.language, x.advisor_id, a.display_name AS name
      FROM (SELECT DISTINCT queue, language, advisor_id FROM call_index WHERE ${visible}) AS x LEFT JOIN accounts a ON a.username = x.advisor_id`,
  )
  const distinct = (of: (row: z.infer<typeof combinedRow>) => string) =>
    [...new Set(combined.map(of))]
      .filter((value) => value !== '')
      .toSorted()
      .slice(0, MOST_CHOICES)
  const advisors = new Map(combined.flatMap(({ advisor_id: id, name }) => (id === null ? [] : [[id, { id, name: name ?? id }] as const])))
  return {
    queues: distinct(({ queue }) => queue),
    languages: distinct(({ language }) => language),
    advisors:
      calls.advisorId === undefined
        ? [...advisors.values()].toSorted((one, other) => one.name.localeCompare(other.name)).slice(0, MOST_ADVISORS)
        : [],
    alerts: await alertsOf(database, visible),
  }
}

/** Those that were raised in a call that has ended, each by the label that it had last. */
async function alertsOf(database: Queryable, visible: Statement): Promise<SearchChoices['alerts']> {
  return select(
    database,
    alertRow,
    sql`SELECT id, label FROM (
        SELECT told.id, (SELECT event -> 'alertRaised' ->> 'label' FROM call_events e
          WHERE e.call_id = told.call_id AND e.kind = 'alertRaised' AND event -> 'alertRaised' ->> 'alertId' = told.id LIMIT 1) AS label
        FROM (SELECT id, max(call_id) AS call_id
          FROM (SELECT call_id, unnest(alerts) AS id FROM call_index WHERE cardinality(alerts) > 0 AND ${visible}) AS raised
          GROUP BY id) AS told) AS named
      WHERE label IS NOT NULL ORDER BY label LIMIT 200`,
  )
}
