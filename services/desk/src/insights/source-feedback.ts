import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { type FeedbackCounts, type FeedbackEffect, feedbackEffect } from './feedback-effect.ts'
import { dueDays, dueSuggestions, suggestionSums } from './figure-days.ts'

/** What advisors made of the suggestions from one source, and what follows from it. */
export interface SourceFeedback extends FeedbackCounts, FeedbackEffect {
  readonly sourceId: string
  /** A supervisor has decided that it has no effect. */
  readonly isOff: boolean
}

export interface FeedbackState {
  /** Feedback has no effect on any source. */
  readonly isOff: boolean
  readonly sources: readonly SourceFeedback[]
}

/** Older feedback is about an article that has changed since, or about other calls. */
const FEEDBACK_DAYS = 180
const ALL = '*'

const countRow = z.object({
  source_id: z.string(),
  shown: z.coerce.number(),
  used: z.coerce.number(),
  dismissed: z.coerce.number(),
  is_off: z.boolean(),
})
const switchRow = z.object({ source_id: z.string() })

/** Feedback as what is suggested may learn from it, and the switches that keep it from doing so. */
export class FeedbackStore {
  readonly #database: Database
  readonly #clock: Clock
  readonly #listeners = new Set<() => void>()

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  /** Another process has switched something. */
  tellOfChange(): void {
    for (const listener of this.#listeners) listener()
  }

  /** An article's new version starts anew: what was said about the old text isn't held against it. */
  async load(): Promise<FeedbackState> {
    const days = (before: number) => new Date(this.#clock.unixMs() - before * 86_400_000).toISOString().slice(0, 10)
    const [from, to] = [days(FEEDBACK_DAYS), days(-1)]
    const sums = sql`sum(shown) AS shown, sum(accepted) + sum(edited) + sum(copied) AS used, sum(dismissed) AS dismissed`
    const rows = await select(
      this.#database,
      countRow,
      sql`
        WITH told AS (
          SELECT key AS source_id, language, article_version, ${sums} FROM suggestion_days
          WHERE part = 'source' AND day >= ${from}::date AND day < ${to}::date AND day NOT IN ${dueDays('suggestions')} GROUP BY 1, 2, 3
          UNION ALL
          SELECT source_id, language, article_version, shown, accepted + edited + copied, dismissed FROM (
            SELECT o.source_id, o.language, COALESCE(o.article_version, 0) AS article_version, ${suggestionSums}
            FROM ${dueSuggestions(from, to)} AND o.source_id <> '' GROUP BY 1, 2, 3) AS today)
        SELECT o.source_id, sum(o.shown) AS shown, sum(o.used) AS used, sum(o.dismissed) AS dismissed, s.source_id IS NOT NULL AS is_off
        FROM told o
        LEFT JOIN feedback_switches s ON s.source_id = o.source_id
        LEFT JOIN (SELECT article_id, language, max(version) AS version FROM articles GROUP BY article_id, language) a
          ON o.source_id = 'article ' || a.article_id AND a.language = o.language
        WHERE a.version IS NULL OR a.version = o.article_version
        GROUP BY o.source_id, s.source_id ORDER BY shown DESC, o.source_id`,
    )
    const off = await select(this.#database, switchRow, sql`SELECT source_id FROM feedback_switches WHERE source_id = ${ALL}`)
    const sources = rows.map(({ source_id, is_off, ...counts }) => ({
      sourceId: source_id,
      ...counts,
      ...feedbackEffect(counts),
      isOff: is_off,
    }))
    return { isOff: off.length > 0, sources }
  }

  /** What the odds of each source's suggestions are multiplied by, as the switches stand; sources without effect aren't there. */
  async oddsFactors(): Promise<ReadonlyMap<string, number>> {
    const { isOff, sources } = await this.load()
    if (isOff) return new Map()
    return new Map(sources.flatMap((source) => (source.effect === null || source.isOff ? [] : [[source.sourceId, source.oddsFactor]])))
  }

  /** @param sourceId one source, or '*' for all of them */
  async switch(sourceId: string, isOff: boolean, actor: string): Promise<void> {
    const atMs = this.#clock.unixMs()
    await this.#database.transaction(async (tx) => {
      const { affected } = isOff
        ? await tx.query(sql`
            INSERT INTO feedback_switches (source_id, set_by, set_at) VALUES (${sourceId}, ${actor}, ${new Date(atMs)})
            ON CONFLICT (source_id) DO NOTHING`)
        : await tx.query(sql`DELETE FROM feedback_switches WHERE source_id = ${sourceId}`)
      if (affected > 0) await appendAudit(tx, { atMs, actor, action: 'feedback.switched', subject: sourceId, details: { off: isOff } })
    })
    for (const listener of this.#listeners) listener()
  }
}
