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
  /** Questions that had no intent and brought no suggestion: what the knowledge base lacks. */
  readonly unanswered: number
}

export interface CallInsights {
  readonly total: CallFigures
  readonly byDay: readonly CallFigures[]
  readonly byQueue: readonly CallFigures[]
  readonly byIntent: readonly CallFigures[]
  readonly byDisposition: readonly CallFigures[]
  /** Teams of a few people aren't among them: their figures would be somebody's. */
  readonly byTeam: readonly CallFigures[]
}

const groupings = ['total', 'day', 'queue', 'intent', 'disposition', 'team'] as const
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
  unanswered: number,
})

/** Calls that have ended, in one reading of the rows. */
export async function readCallInsights(
  database: Queryable,
  { from, to, queue, teams }: FigureFilter & { /** Only these. */ readonly teams?: readonly string[] | undefined },
): Promise<CallInsights> {
  const middle = new Date((from.getTime() + to.getTime()) / 2)
  const conditions = [sql`day >= ${dayOf(from)}::date`, sql`day < ${dayOf(to)}::date`]
  if (queue !== undefined) conditions.push(sql`queue = ${queue}`)
  if (teams !== undefined) conditions.push(sql`team = ANY(${teams})`)
  const rows = await select(
    database,
    row,
    sql`
      SELECT CASE GROUPING(day, queue, main_intent_id, disposition_id, team)
          WHEN 31 THEN 'total' WHEN 15 THEN 'day' WHEN 23 THEN 'queue' WHEN 27 THEN 'intent' WHEN 29 THEN 'disposition' ELSE 'team' END AS grouping,
        COALESCE(day::text, queue, main_intent_id, disposition_id, team) AS key,
        count(*) AS calls, count(*) FILTER (WHERE day >= ${dayOf(middle)}::date) AS lately, avg(duration_ms) AS duration_ms,
        sum(customer_ms) / NULLIF(sum(duration_ms) FILTER (WHERE customer_ms IS NOT NULL), 0)::float AS customer_share,
        sum(advisor_ms) / NULLIF(sum(duration_ms) FILTER (WHERE advisor_ms IS NOT NULL), 0)::float AS advisor_share,
        sum(overlap_ms) / NULLIF(sum(duration_ms) FILTER (WHERE overlap_ms IS NOT NULL), 0)::float AS overlap_share,
        sum(silence_ms) / NULLIF(sum(duration_ms), 0)::float AS silence_share,
        count(*) FILTER (WHERE resolution = 'settled') AS settled, count(*) FILTER (WHERE resolution = 'unsettled') AS unsettled,
        count(edit_distance) AS saved, avg(edit_distance) AS edit_distance, sum(suggestions) AS suggestions,
        sum(unanswered) AS unanswered
      FROM call_figures WHERE ${allOf(conditions)}
      GROUP BY GROUPING SETS ((), (day), (queue), (main_intent_id), (disposition_id), (team))
      ORDER BY calls DESC, key`,
  )
  const large = await largeTeams(database)
  const of = (grouping: (typeof groupings)[number]): CallFigures[] =>
    rows.filter((one) => one.grouping === grouping && (grouping === 'total' || (one.key !== null && one.key !== ''))).map(figuresOf)
  const [total = figuresOf(none)] = of('total')
  return {
    total,
    byDay: of('day').toSorted((a, b) => a.key.localeCompare(b.key)),
    byQueue: of('queue'),
    byIntent: of('intent'),
    byDisposition: of('disposition'),
    byTeam: of('team').filter(({ key }) => large.has(key)),
  }
}

/** So many people at least stand behind the figures of a team. */
const LEAST_PEOPLE = 3
const teamRow = z.object({ team: z.string() })

async function largeTeams(database: Queryable): Promise<ReadonlySet<string>> {
  const rows = await select(
    database,
    teamRow,
    sql`SELECT team FROM accounts WHERE role = 'advisor' AND team <> '' GROUP BY team HAVING count(*) >= ${LEAST_PEOPLE}`,
  )
  return new Set(rows.map(({ team }) => team))
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
  unanswered: 0,
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
    unanswered: one.unanswered,
  }
}
