import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** How often advisors chose an outcome for calls about an intent. */
export interface ChosenDispositionCount {
  readonly intentId: string
  readonly dispositionId: string
  readonly resolution: 'settled' | 'unsettled' | null
  readonly count: number
}

/** Organisations change what they do: older choices are about other rules. */
const CHOICE_DAYS = 365

const row = z.object({
  main_intent_id: z.string(),
  disposition_id: z.string(),
  resolution: z.enum(['settled', 'unsettled']).nullable(),
  count: z.coerce.number(),
})

/** Of summaries that a person saved: what nobody looked at is no choice. Nobody's name is part of it. */
export async function chosenDispositions(database: Queryable, now: Date): Promise<ChosenDispositionCount[]> {
  const since = new Date(now.getTime() - CHOICE_DAYS * 86_400_000).toISOString().slice(0, 10)
  const rows = await select(
    database,
    row,
    sql`
      SELECT main_intent_id, disposition_id, resolution, count(*) AS count FROM call_figures
      WHERE day >= ${since}::date AND edit_distance IS NOT NULL AND main_intent_id IS NOT NULL AND disposition_id IS NOT NULL
      GROUP BY main_intent_id, disposition_id, resolution`,
  )
  return rows.map(({ main_intent_id, disposition_id, resolution, count }) => ({
    intentId: main_intent_id,
    dispositionId: disposition_id,
    resolution,
    count,
  }))
}
