import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { allOf, type Statement, sql } from '../storage/statement.ts'
import { callSums, dueDays } from './figure-days.ts'
import type { FigureFilter } from './suggestion-figures.ts'
import { sumsByKey } from './sums-by-key.ts'

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
const row = z.object({
  grouping: z.enum(groupings),
  key: z.string().nullable(),
  calls: number,
  duration_ms: number,
  timed: number,
  customer_ms: number,
  customer_of_ms: number,
  advisor_ms: number,
  advisor_of_ms: number,
  overlap_ms: number,
  overlap_of_ms: number,
  silence_ms: number,
  settled: number,
  unsettled: number,
  saved: number,
  edit_distance: number,
  suggestions: number,
  unanswered: number,
  lately: number,
})
type Sums = Omit<z.infer<typeof row>, 'grouping' | 'key'>

/** Calls that have ended: sums of whole days where these hold, and the calls themselves of the others. */
export async function readCallInsights(
  database: Queryable,
  { from, to, queue, teams }: FigureFilter & { /** Only these. */ readonly teams?: readonly string[] | undefined },
): Promise<CallInsights> {
  const middle = dayOf(new Date((from.getTime() + to.getTime()) / 2))
  const within = sql`day >= ${dayOf(from)}::date AND day < ${dayOf(to)}::date`
  const conditions = [within]
  if (queue !== undefined) conditions.push(sql`queue = ${queue}`)
  if (teams !== undefined) conditions.push(sql`team = ANY(${teams})`)
  const isSummed = conditions.length === 1
  // One statement, so that no day is counted in between.
  const statement = isSummed
    ? sql`${sumsOfDays(within, middle)} UNION ALL ${sumsOfCalls(sql`${within} AND day IN ${dueDays('calls')}`, middle)}`
    : sumsOfCalls(allOf(conditions), middle)
  const of = groupsOf(await select(database, row, statement))
  const large = await largeTeams(database)
  const [total = figuresOf('', nothing)] = of('total')
  return {
    total,
    byDay: of('day').toSorted((a, b) => a.key.localeCompare(b.key)),
    byQueue: of('queue'),
    byIntent: of('intent'),
    byDisposition: of('disposition'),
    byTeam: of('team').filter(({ key }) => large.has(key)),
  }
}

function sumsOfDays(within: Statement, middle: string): Statement {
  return sql`
    SELECT CASE WHEN GROUPING(key) = 1 THEN 'day' ELSE part END AS grouping, COALESCE(key, day::text) AS key, sum(calls) AS calls,
      sum(duration_ms) AS duration_ms, sum(timed) AS timed, sum(customer_ms) AS customer_ms, sum(customer_of_ms) AS customer_of_ms,
      sum(advisor_ms) AS advisor_ms, sum(advisor_of_ms) AS advisor_of_ms, sum(overlap_ms) AS overlap_ms, sum(overlap_of_ms) AS overlap_of_ms,
      sum(silence_ms) AS silence_ms, sum(settled) AS settled, sum(unsettled) AS unsettled, sum(saved) AS saved,
      sum(edit_distance) AS edit_distance, sum(suggestions) AS suggestions, sum(unanswered) AS unanswered,
      COALESCE(sum(calls) FILTER (WHERE day >= ${middle}::date), 0) AS lately
    FROM call_days WHERE ${within} AND day NOT IN ${dueDays('calls')}
    GROUP BY GROUPING SETS ((part, key), (part, day)) HAVING GROUPING(key) = 0 OR part = 'total'`
}

function sumsOfCalls(which: Statement, middle: string): Statement {
  return sql`
    SELECT CASE GROUPING(day, queue, main_intent_id, disposition_id, team)
        WHEN 31 THEN 'total' WHEN 15 THEN 'day' WHEN 23 THEN 'queue' WHEN 27 THEN 'intent' WHEN 29 THEN 'disposition' ELSE 'team' END AS grouping,
      CASE WHEN GROUPING(day, queue, main_intent_id, disposition_id, team) = 31 THEN ''
        ELSE COALESCE(day::text, queue, main_intent_id, disposition_id, team) END AS key,
      ${callSums}, count(*) FILTER (WHERE day >= ${middle}::date) AS lately
    FROM call_figures WHERE ${which}
    GROUP BY GROUPING SETS ((), (day), (queue), (main_intent_id), (disposition_id), (team))`
}

/** By grouping: most calls first. */
function groupsOf(rows: readonly z.infer<typeof row>[]): (grouping: (typeof groupings)[number]) => CallFigures[] {
  return (grouping) =>
    [...sumsByKey<Sums>(rows, grouping, added)]
      .map(([key, some]) => figuresOf(key, some))
      .toSorted((a, b) => b.calls - a.calls || (a.key < b.key ? -1 : 1))
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

const nothing: Sums = {
  calls: 0,
  duration_ms: 0,
  timed: 0,
  customer_ms: 0,
  customer_of_ms: 0,
  advisor_ms: 0,
  advisor_of_ms: 0,
  overlap_ms: 0,
  overlap_of_ms: 0,
  silence_ms: 0,
  settled: 0,
  unsettled: 0,
  saved: 0,
  edit_distance: 0,
  suggestions: 0,
  unanswered: 0,
  lately: 0,
}

function added(one: Sums, other: Sums): Sums {
  const sum = { ...one }
  for (const name of Object.keys(nothing) as (keyof Sums)[]) sum[name] += other[name]
  return sum
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function figuresOf(key: string, sums: Sums): CallFigures {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  return {
    key,
    calls: sums.calls,
    lately: sums.lately,
    durationMs: share(sums.duration_ms, sums.timed),
    customerShare: share(sums.customer_ms, sums.customer_of_ms),
    advisorShare: share(sums.advisor_ms, sums.advisor_of_ms),
    overlapShare: share(sums.overlap_ms, sums.overlap_of_ms),
    silenceShare: share(sums.silence_ms, sums.duration_ms),
    settled: sums.settled,
    unsettled: sums.unsettled,
    saved: sums.saved,
    editDistance: share(sums.edit_distance, sums.saved),
    suggestions: sums.suggestions,
    unanswered: sums.unanswered,
  }
}
