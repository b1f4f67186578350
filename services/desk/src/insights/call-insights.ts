import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { allOf, sql } from '../storage/statement.ts'
import type { FigureFilter } from './suggestion-figures.ts'

/** How a group of calls went. Nobody's name is part of it. Times are means, in milliseconds; null where no call tells. */
export interface CallFigures {
  /** A day, a queue, an intent, a disposition or a resolution; empty for all of them. */
  readonly key: string
  readonly calls: number
  /** Of them, those of the period's second half: more than half of them tells of a trend. */
  readonly lately: number
  readonly durationMs: number | null
  /** Shares of the call's length, 0 to 1. */
  readonly customerShare: number | null
  readonly advisorShare: number | null
  readonly overlapShare: number | null
  readonly silenceShare: number | null
  readonly settled: number
  readonly unsettled: number
  /** Summaries that somebody saved, and how much of their words was changed. */
  readonly saved: number
  readonly editDistance: number | null
  readonly suggestions: number
}

export interface CallInsights {
  readonly total: CallFigures
  readonly byDay: readonly CallFigures[]
  readonly byQueue: readonly CallFigures[]
  readonly byIntent: readonly CallFigures[]
  readonly byDisposition: readonly CallFigures[]
}

const groupings = ['total', 'day', 'queue', 'intent', 'disposition'] as const
const number = z.coerce.number()
const share = z.coerce.number().nullable()
const row = z.object({
  grouping: z.enum(groupings),
  key: z.string().nullable(),
  calls: number,
  lately: number,
  duration_ms: share,
  customer_share: share,
  advisor_share: share,
  overlap_share: share,
  silence_share: share,
  settled: number,
  unsettled: number,
  saved: number,
  edit_distance: share,
  suggestions: number,
})

/** Calls that have ended, in one reading of the rows. */
export async function readCallInsights(database: Queryable, filter: FigureFilter): Promise<CallInsights> {
  const { from, to, queue } = filter
  const middle = new Date((from.getTime() + to.getTime()) / 2)
  const conditions = [sql`day >= ${dayOf(from)}::date`, sql`day < ${dayOf(to)}::date`]
  if (queue !== undefined) conditions.push(sql`queue = ${queue}`)
  const rows = await select(
    database,
    row,
    sql`
      SELECT CASE GROUPING(day, queue, main_intent_id, disposition_id)
          WHEN 15 THEN 'total' WHEN 7 THEN 'day' WHEN 11 THEN 'queue' WHEN 13 THEN 'intent' ELSE 'disposition' END AS grouping,
        COALESCE(day::text, queue, main_intent_id, disposition_id) AS key,
        count(*) AS calls, count(*) FILTER (WHERE day >= ${dayOf(middle)}::date) AS lately, avg(duration_ms) AS duration_ms,
        sum(customer_ms) / NULLIF(sum(duration_ms) FILTER (WHERE customer_ms IS NOT NULL), 0)::float AS customer_share,
        sum(advisor_ms) / NULLIF(sum(duration_ms) FILTER (WHERE advisor_ms IS NOT NULL), 0)::float AS advisor_share,
        sum(overlap_ms) / NULLIF(sum(duration_ms) FILTER (WHERE overlap_ms IS NOT NULL), 0)::float AS overlap_share,
        sum(silence_ms) / NULLIF(sum(duration_ms), 0)::float AS silence_share,
        count(*) FILTER (WHERE resolution = 'settled') AS settled, count(*) FILTER (WHERE resolution = 'unsettled') AS unsettled,
        count(edit_distance) AS saved, avg(edit_distance) AS edit_distance, sum(suggestions) AS suggestions
      FROM call_figures WHERE ${allOf(conditions)}
      GROUP BY GROUPING SETS ((), (day), (queue), (main_intent_id), (disposition_id))
      ORDER BY calls DESC, key`,
  )
  const of = (grouping: (typeof groupings)[number]): CallFigures[] =>
    rows.filter((one) => one.grouping === grouping && (grouping === 'total' || (one.key !== null && one.key !== ''))).map(figuresOf)
  const [total = figuresOf(none)] = of('total')
  return {
    total,
    byDay: of('day').toSorted((a, b) => a.key.localeCompare(b.key)),
    byQueue: of('queue'),
    byIntent: of('intent'),
    byDisposition: of('disposition'),
  }
}

const none: z.infer<typeof row> = {
  grouping: 'total',
  key: '',
  calls: 0,
  lately: 0,
  duration_ms: null,
  customer_share: null,
  advisor_share: null,
  overlap_share: null,
  silence_share: null,
  settled: 0,
  unsettled: 0,
  saved: 0,
  edit_distance: null,
  suggestions: 0,
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function figuresOf(one: z.infer<typeof row>): CallFigures {
  return {
    key: one.key ?? '',
    calls: one.calls,
    lately: one.lately,
    durationMs: one.duration_ms,
    customerShare: one.customer_share,
    advisorShare: one.advisor_share,
    overlapShare: one.overlap_share,
    silenceShare: one.silence_share,
    settled: one.settled,
    unsettled: one.unsettled,
    saved: one.saved,
    editDistance: one.edit_distance,
    suggestions: one.suggestions,
  }
}
