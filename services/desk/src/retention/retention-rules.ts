import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'

const days = z.number().int().min(0).max(36_500).nullable()

/** How long what is known of a queue's calls is kept; null: for ever. */
export const retentionRule = z.object({
  /** Empty: every queue without a rule of its own. */
  queue: z.string().max(200),
  /** What was said, and everything else that happened in the call. */
  wordsDays: days,
  /** The summary with its revisions, drafts, reviews and scorecard. */
  summariesDays: days,
  /** The call itself, with its figures. */
  callsDays: days,
  /** False: what is said is shown and summarised, and never written down. */
  keepsWords: z.boolean(),
  /** True: it is written down from the recording notice on. */
  needsNotice: z.boolean().default(false),
})
export type RetentionRule = z.infer<typeof retentionRule>

const ruleRow = z
  .object({
    queue: z.string(),
    words_days: z.number().nullable(),
    summaries_days: z.number().nullable(),
    calls_days: z.number().nullable(),
    keeps_words: z.boolean(),
    needs_notice: z.boolean(),
  })
  .transform(
    (row): RetentionRule => ({
      queue: row.queue,
      wordsDays: row.words_days,
      summariesDays: row.summaries_days,
      callsDays: row.calls_days,
      keepsWords: row.keeps_words,
      needsNotice: row.needs_notice,
    }),
  )

const forever: RetentionRule = { queue: '', wordsDays: null, summariesDays: null, callsDays: null, keepsWords: true, needsNotice: false }

function readRules(database: Queryable): Promise<RetentionRule[]> {
  return select(
    database,
    ruleRow,
    sql`SELECT queue, words_days, summaries_days, calls_days, keeps_words, needs_notice FROM retention_rules ORDER BY queue`,
  )
}

/** The rules as they hold: in memory, since every event of a call asks whether it may be written down. */
export class RetentionRules {
  readonly #database: Database
  readonly #clock: Clock
  #rules: readonly RetentionRule[]

  private constructor(database: Database, clock: Clock, rules: readonly RetentionRule[]) {
    this.#database = database
    this.#clock = clock
    this.#rules = rules
  }

  static async open(database: Database, clock: Clock): Promise<RetentionRules> {
    return new RetentionRules(database, clock, await readRules(database))
  }

  /** Another process may have replaced them. */
  async readAgain(): Promise<void> {
    this.#rules = await readRules(this.#database)
  }

  get all(): readonly RetentionRule[] {
    return this.#rules
  }

  of(queue: string): RetentionRule {
    return this.#rules.find((rule) => rule.queue === queue) ?? this.#rules.find((rule) => rule.queue === '') ?? forever
  }

  /**
   * Replaces all rules.
   * @throws AppError `request.invalid` for rules that contradict themselves
   */
  async replace(rules: readonly RetentionRule[], actor: string): Promise<void> {
    const complaint = complaintOf(rules)
    if (complaint !== undefined) throw new AppError('request.invalid', complaint)
    await this.#database.transaction(async (tx) => {
      await tx.query(sql`DELETE FROM retention_rules`)
      for (const { queue, wordsDays, summariesDays, callsDays, keepsWords, needsNotice } of rules)
        await tx.query(sql`
          INSERT INTO retention_rules (queue, words_days, summaries_days, calls_days, keeps_words, needs_notice)
          VALUES (${storableText(queue)}, ${wordsDays}::integer, ${summariesDays}::integer, ${callsDays}::integer, ${keepsWords}, ${needsNotice})`)
      const details = { rules: rules.map((rule) => ({ ...rule })) }
      await appendAudit(tx, { atMs: this.#clock.unixMs(), actor, action: 'retention.changed', subject: 'retention-rules', details })
    })
    this.#rules = await readRules(this.#database)
  }
}

function complaintOf(rules: readonly RetentionRule[]): string | undefined {
  if (!rules.some(({ queue }) => queue === '')) return 'a rule for all other queues is missing'
  if (new Set(rules.map(({ queue }) => queue)).size < rules.length) return 'a queue has two rules'
  const last = (kept: number | null) => kept ?? Number.POSITIVE_INFINITY
  const wrong = rules.find(
    ({ wordsDays, summariesDays, callsDays }) => last(wordsDays) > last(callsDays) || last(summariesDays) > last(callsDays),
  )
  return wrong === undefined ? undefined : `${wrong.queue === '' ? 'all other queues' : wrong.queue}: a call goes before what belongs to it`
}
