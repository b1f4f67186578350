import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { allOf, sql } from '../storage/statement.ts'
import { type ShareEstimate, shareOf } from './share-estimate.ts'

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

const figureRow = z.object({
  grouping: z.enum(groupings),
  key: z.string().nullable(),
  offered: z.coerce.number(),
  shown: z.coerce.number(),
  accepted: z.coerce.number(),
  edited: z.coerce.number(),
  copied: z.coerce.number(),
  dismissed: z.coerce.number(),
  helpful: z.coerce.number(),
  unhelpful: z.coerce.number(),
  distance: z.coerce.number().nullable(),
})

/** All groupings in one reading of the rows. */
export async function readSuggestionInsights(database: Queryable, filter: FigureFilter): Promise<SuggestionInsights> {
  const rows = await select(
    database,
    figureRow,
    sql`
      WITH told AS MATERIALIZED (
        SELECT kind, source_id, intent_id, (offered_at AT TIME ZONE 'UTC')::date AS day, shown, outcome, helpful, edit_distance
        FROM suggestion_outcomes WHERE ${within(filter)})
      SELECT CASE GROUPING(kind, source_id, intent_id, day)
          WHEN 15 THEN 'total' WHEN 7 THEN 'kind' WHEN 11 THEN 'source' WHEN 13 THEN 'intent' ELSE 'day' END AS grouping,
        COALESCE(kind, source_id, intent_id, day::text) AS key,
        count(*) AS offered, count(*) FILTER (WHERE shown) AS shown,
        count(*) FILTER (WHERE outcome = 'accepted') AS accepted, count(*) FILTER (WHERE outcome = 'edited') AS edited,
        count(*) FILTER (WHERE outcome = 'copied') AS copied, count(*) FILTER (WHERE outcome = 'dismissed') AS dismissed,
        count(*) FILTER (WHERE helpful) AS helpful, count(*) FILTER (WHERE NOT helpful) AS unhelpful, avg(edit_distance) AS distance
      FROM told GROUP BY GROUPING SETS ((), (kind), (source_id), (intent_id), (day))
      ORDER BY shown DESC, key`,
  )
  const of = (grouping: (typeof groupings)[number]): SuggestionFigures[] =>
    rows.filter((row) => row.grouping === grouping && (grouping === 'total' || row.key !== '')).map(figuresOf)
  const [total = figuresOf(nothing)] = of('total')
  return {
    total,
    byKind: of('kind'),
    bySource: of('source').slice(0, MOST_GROUPS),
    byIntent: of('intent').slice(0, MOST_GROUPS),
    byDay: of('day').toSorted((a, b) => a.key.localeCompare(b.key)),
  }
}

const nothing: z.infer<typeof figureRow> = {
  grouping: 'total',
  key: '',
  offered: 0,
  shown: 0,
  accepted: 0,
  edited: 0,
  copied: 0,
  dismissed: 0,
  helpful: 0,
  unhelpful: 0,
  distance: null,
}

function figuresOf({ grouping: _, key, distance, ...counts }: z.infer<typeof figureRow>): SuggestionFigures {
  const used = counts.accepted + counts.edited + counts.copied
  return {
    key: key ?? '',
    ...counts,
    ignored: Math.max(0, counts.shown - used - counts.dismissed),
    meanEditDistance: distance,
    used: shareOf(used, counts.shown),
  }
}

function within({ from, to, queue }: FigureFilter) {
  const conditions = [sql`offered_at >= ${from}`, sql`offered_at < ${to}`]
  if (queue !== undefined) conditions.push(sql`queue = ${queue}`)
  return allOf(conditions)
}
