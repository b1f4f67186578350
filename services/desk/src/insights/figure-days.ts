import type { CancelTimer, Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { type Statement, sql } from '../storage/statement.ts'

/** What is counted by day. */
type Figures = 'calls' | 'suggestions'

const dayRow = z.object({ day: z.string() })
/** Days that are counted in one transaction: nobody ends a call meanwhile. */
const DAYS_AT_ONCE = 5

/**
 * Counts the days that have changed since they were counted, those before today: charts then read their sums. Until it has come to a day,
 * charts read every call of that day, so they are right at any moment.
 * @param now today is the day of UTC that it falls on
 */
export async function countFigureDays(database: Database, now: Date, signal?: AbortSignal): Promise<number> {
  const today = now.toISOString().slice(0, 10)
  let counted = 0
  for (const figures of ['calls', 'suggestions'] as const) {
    for (;;) {
      if (signal?.aborted === true) return counted
      const days = await database.transaction((tx) => countSome(tx, figures, today))
      if (days === 0) break
      counted += days
    }
  }
  return counted
}

async function countSome(tx: Queryable, figures: Figures, today: string): Promise<number> {
  // Whoever writes figures at this moment has marked their day, and a mark that is taken away too early is lost.
  await tx.exec(figures === 'calls' ? 'LOCK TABLE call_figures IN SHARE MODE' : 'LOCK TABLE suggestion_outcomes IN SHARE MODE')
  const rows = await select(
    tx,
    dayRow,
    sql`SELECT day::text AS day FROM figure_days_due WHERE figures = ${figures} AND day < ${today}::date ORDER BY day LIMIT ${DAYS_AT_ONCE}`,
  )
  for (const { day } of rows) {
    await (figures === 'calls' ? countCalls(tx, day) : countSuggestions(tx, day))
    await tx.query(sql`DELETE FROM figure_days_due WHERE figures = ${figures} AND day = ${day}::date`)
  }
  return rows.length
}

/** Sums of `call_figures`, as `call_days` holds them: whole numbers would be added up as decimals, which takes three times as long. */
export const callSums: Statement = sql`count(*)::integer AS calls, COALESCE(sum(duration_ms::float), 0) AS duration_ms, count(duration_ms)::integer AS timed,
  COALESCE(sum(customer_ms::float), 0) AS customer_ms, COALESCE(sum(duration_ms::float) FILTER (WHERE customer_ms IS NOT NULL), 0) AS customer_of_ms,
  COALESCE(sum(advisor_ms::float), 0) AS advisor_ms, COALESCE(sum(duration_ms::float) FILTER (WHERE advisor_ms IS NOT NULL), 0) AS advisor_of_ms,
  COALESCE(sum(overlap_ms::float), 0) AS overlap_ms, COALESCE(sum(duration_ms::float) FILTER (WHERE overlap_ms IS NOT NULL), 0) AS overlap_of_ms,
  COALESCE(sum(silence_ms::float), 0) AS silence_ms,
  count(*) FILTER (WHERE resolution = 'settled')::integer AS settled, count(*) FILTER (WHERE resolution = 'unsettled')::integer AS unsettled,
  count(edit_distance)::integer AS saved, COALESCE(sum(edit_distance::float), 0) AS edit_distance,
  COALESCE(sum(suggestions), 0)::integer AS suggestions, COALESCE(sum(unanswered), 0)::integer AS unanswered`

async function countCalls(tx: Queryable, day: string): Promise<void> {
  await tx.query(sql`DELETE FROM call_days WHERE day = ${day}::date`)
  await tx.query(sql`
    INSERT INTO call_days (day, part, key, calls, duration_ms, timed, customer_ms, customer_of_ms, advisor_ms, advisor_of_ms, overlap_ms,
      overlap_of_ms, silence_ms, settled, unsettled, saved, edit_distance, suggestions, unanswered)
    SELECT * FROM (
      SELECT ${day}::date, CASE GROUPING(queue, main_intent_id, disposition_id, team)
          WHEN 15 THEN 'total' WHEN 7 THEN 'queue' WHEN 11 THEN 'intent' WHEN 13 THEN 'disposition' ELSE 'team' END AS part,
        CASE WHEN GROUPING(queue, main_intent_id, disposition_id, team) = 15 THEN '' ELSE COALESCE(queue, main_intent_id, disposition_id, team) END AS key,
        ${callSums}
      FROM call_figures WHERE day = ${day}::date
      GROUP BY GROUPING SETS ((), (queue), (main_intent_id), (disposition_id), (team))) AS counted
    WHERE key IS NOT NULL AND (part = 'total' OR key <> '') AND calls > 0`)
}

/** Sums of `suggestion_outcomes`, as `suggestion_days` holds them. */
export const suggestionSums: Statement = sql`count(*)::integer AS offered, count(*) FILTER (WHERE shown)::integer AS shown,
  count(*) FILTER (WHERE outcome = 'accepted')::integer AS accepted, count(*) FILTER (WHERE outcome = 'edited')::integer AS edited,
  count(*) FILTER (WHERE outcome = 'copied')::integer AS copied, count(*) FILTER (WHERE outcome = 'dismissed')::integer AS dismissed,
  count(*) FILTER (WHERE helpful)::integer AS helpful, count(*) FILTER (WHERE NOT helpful)::integer AS unhelpful,
  COALESCE(sum(edit_distance::float), 0) AS edit_distance, count(edit_distance)::integer AS measured`

async function countSuggestions(tx: Queryable, day: string): Promise<void> {
  await tx.query(sql`DELETE FROM suggestion_days WHERE day = ${day}::date`)
  const ofDay = sql`offered_at >= (${day}::date)::timestamp AT TIME ZONE 'UTC' AND offered_at < (${day}::date + 1)::timestamp AT TIME ZONE 'UTC'`
  await tx.query(sql`
    INSERT INTO suggestion_days (day, part, key, language, article_version, offered, shown, accepted, edited, copied, dismissed, helpful,
      unhelpful, edit_distance, measured)
    SELECT * FROM (
      SELECT ${day}::date, CASE GROUPING(kind, source_id, intent_id) WHEN 3 THEN 'kind' WHEN 5 THEN 'source' ELSE 'intent' END AS part,
        COALESCE(kind, source_id, intent_id) AS key, COALESCE(language, '') AS language, COALESCE(version, 0) AS article_version, ${suggestionSums}
      FROM (SELECT *, COALESCE(article_version, 0) AS version FROM suggestion_outcomes WHERE ${ofDay}) AS told
      GROUP BY GROUPING SETS ((kind), (source_id, language, version), (intent_id))) AS counted
    WHERE key <> ''`)
}

/** The days whose sums don't hold. */
export function dueDays(figures: Figures): Statement {
  return sql`(SELECT day FROM figure_days_due WHERE figures = ${figures})`
}

/** Suggestions of the days whose sums don't hold, from one day to another, which isn't included; columns are those of `suggestion_outcomes`. */
export function dueSuggestions(from: string, to: string): Statement {
  return sql`figure_days_due due JOIN suggestion_outcomes o ON o.offered_at >= due.day::timestamp AT TIME ZONE 'UTC'
      AND o.offered_at < (due.day + 1)::timestamp AT TIME ZONE 'UTC'
    WHERE due.figures = 'suggestions' AND due.day >= ${from}::date AND due.day < ${to}::date`
}

const HOUR_MS = 3_600_000
/** After the start, when calls come back. */
const FIRST_MS = 60_000

/** Counts days beside the calls, every hour. */
export class FigureDays {
  readonly #options: { readonly database: Database; readonly clock: Clock; readonly log: Log }
  readonly #stopping = new AbortController()
  #cancel: CancelTimer
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: { readonly database: Database; readonly clock: Clock; readonly log: Log }) {
    this.#options = options
    this.#cancel = options.clock.setTimer(() => this.#run(), FIRST_MS)
  }

  async stop(): Promise<void> {
    this.#cancel()
    this.#stopping.abort()
    await this.#last
  }

  #run(): void {
    const { database, clock, log } = this.#options
    this.#last = countFigureDays(database, new Date(clock.unixMs()), this.#stopping.signal).catch((error: unknown) =>
      log.warn('figures of days could not be counted; it is tried again in an hour', { code: 'data.unavailable', error }),
    )
    if (!this.#stopping.signal.aborted) this.#cancel = clock.setTimer(() => this.#run(), HOUR_MS)
  }
}
