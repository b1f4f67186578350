import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { allOf, type Statement, sql } from '../storage/statement.ts'
import { dueDays, dueSuggestions, suggestionSums } from './figure-days.ts'
import { type ShareEstimate, shareOf } from './share-estimate.ts'
import { sumsByKey } from './sums-by-key.ts'

export interface FigureFilter {
  readonly from: Date
  /** Not included. */
  readonly to: Date
  readonly queue?: string | undefined
}

/** How a group of suggestions fared. Nobody's name is part of it. */
export interface SuggestionFigures {
  /** What they have in common: a kind, a source, an intent or a day; empty for all of them. */
  readonly key: string
  readonly offered: number
  readonly shown: number
  readonly accepted: number
  readonly edited: number
  readonly copied: number
  readonly dismissed: number
  /** Seen, and nothing was done with it. */
  readonly ignored: number
  readonly helpful: number
  readonly unhelpful: number
  /** Of those that were edited, 0 to 1; null when none was. */
  readonly meanEditDistance: number | null
  /** Share of those shown that the advisor used. */
  readonly used: ShareEstimate
}

export interface SuggestionInsights {
  readonly total: SuggestionFigures
  readonly byKind: readonly SuggestionFigures[]
  /** Most shown first. */
  readonly bySource: readonly SuggestionFigures[]
  readonly byIntent: readonly SuggestionFigures[]
  /** Oldest first, days of UTC. */
  readonly byDay: readonly SuggestionFigures[]
}

const MOST_GROUPS = 100
const groupings = ['total', 'kind', 'source', 'intent', 'day'] as const

const number = z.coerce.number()
const figureRow = z.object({
  grouping: z.enum(groupings),
  key: z.string().nullable(),
  offered: number,
  shown: number,
  accepted: number,
  edited: number,
  copied: number,
  dismissed: number,
  helpful: number,
  unhelpful: number,
  edit_distance: number,
  measured: number,
})
type Sums = Omit<z.infer<typeof figureRow>, 'grouping' | 'key'>

/** Sums of whole days where these hold, and the suggestions themselves of the others. */
export async function readSuggestionInsights(database: Queryable, filter: FigureFilter): Promise<SuggestionInsights> {
  const { from, to, queue } = filter
  const [fromDay, toDay] = [dayOf(from), dayOf(to)]
  const isSummed = queue === undefined && from.getTime() === Date.parse(fromDay) && to.getTime() === Date.parse(toDay)
  // One statement, so that no day is counted in between.
  const statement = isSummed
    ? sql`${sumsOfDays(fromDay, toDay)} UNION ALL ${sumsOfSuggestions(dueSuggestions(fromDay, toDay))}`
    : sumsOfSuggestions(sql`suggestion_outcomes o WHERE ${within(filter)}`)
  const of = groupsOf(await select(database, figureRow, statement))
  const [total = figuresOf('', nothing)] = of('total')
  return {
    total,
    byKind: of('kind'),
    bySource: of('source').slice(0, MOST_GROUPS),
    byIntent: of('intent').slice(0, MOST_GROUPS),
    byDay: of('day').toSorted((a, b) => a.key.localeCompare(b.key)),
  }
}

/** Each suggestion is of one kind: those of all kinds are all of them. */
function sumsOfDays(from: string, to: string): Statement {
  return sql`
    SELECT CASE GROUPING(part, key, day) WHEN 1 THEN part WHEN 2 THEN 'day' ELSE 'total' END AS grouping,
      CASE GROUPING(part, key, day) WHEN 1 THEN key WHEN 2 THEN day::text ELSE '' END AS key,
      sum(offered) AS offered, sum(shown) AS shown, sum(accepted) AS accepted, sum(edited) AS edited, sum(copied) AS copied,
      sum(dismissed) AS dismissed, sum(helpful) AS helpful, sum(unhelpful) AS unhelpful, sum(edit_distance) AS edit_distance,
      sum(measured) AS measured
    FROM suggestion_days WHERE day >= ${from}::date AND day < ${to}::date AND day NOT IN ${dueDays('suggestions')}
    GROUP BY GROUPING SETS ((part, key), (part, day), (part))
    HAVING GROUPING(key) = 0 OR part = 'kind'`
}

/** @param which what comes after FROM; `o` are the suggestions */
function sumsOfSuggestions(which: Statement): Statement {
  return sql`
    SELECT CASE GROUPING(kind, source_id, intent_id, day)
        WHEN 15 THEN 'total' WHEN 7 THEN 'kind' WHEN 11 THEN 'source' WHEN 13 THEN 'intent' ELSE 'day' END AS grouping,
      CASE WHEN GROUPING(kind, source_id, intent_id, day) = 15 THEN '' ELSE COALESCE(kind, source_id, intent_id, day::text) END AS key, ${suggestionSums}
    FROM (SELECT o.kind, o.source_id, o.intent_id, (o.offered_at AT TIME ZONE 'UTC')::date AS day, o.shown, o.outcome, o.helpful, o.edit_distance
      FROM ${which}) AS told
    GROUP BY GROUPING SETS ((), (kind), (source_id), (intent_id), (day))`
}

/** By grouping: most shown first. */
function groupsOf(rows: readonly z.infer<typeof figureRow>[]): (grouping: (typeof groupings)[number]) => SuggestionFigures[] {
  return (grouping) =>
    [...sumsByKey<Sums>(rows, grouping, added)]
      .map(([key, some]) => figuresOf(key, some))
      .toSorted((a, b) => b.shown - a.shown || (a.key < b.key ? -1 : 1))
}

const nothing: Sums = {
  offered: 0,
  shown: 0,
  accepted: 0,
  edited: 0,
  copied: 0,
  dismissed: 0,
  helpful: 0,
  unhelpful: 0,
  edit_distance: 0,
  measured: 0,
}

function added(one: Sums, other: Sums): Sums {
  const sum = { ...one }
  for (const name of Object.keys(nothing) as (keyof Sums)[]) sum[name] += other[name]
  return sum
}

function figuresOf(key: string, { edit_distance, measured, ...counts }: Sums): SuggestionFigures {
  const used = counts.accepted + counts.edited + counts.copied
  return {
    key,
    ...counts,
    ignored: Math.max(0, counts.shown - used - counts.dismissed),
    meanEditDistance: measured === 0 ? null : edit_distance / measured,
    used: shareOf(used, counts.shown),
  }
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function within({ from, to, queue }: FigureFilter) {
  const conditions = [sql`o.offered_at >= ${from}`, sql`o.offered_at < ${to}`]
  if (queue !== undefined) conditions.push(sql`o.queue = ${queue}`)
  return allOf(conditions)
}
