import * as z from 'zod'
import { type Queryable, select } from '../storage/database.ts'
import { type Statement, sql } from '../storage/statement.ts'

/** `bigint` columns: the server's driver gives text, PGlite a number. */
export const wholeNumber = z.coerce.number().int()

export const callStates = ['live', 'ended'] as const
export const summaryStates = ['draft', 'complete', 'saved', 'approved', 'rejected'] as const
export const endReasons = ['completed', 'disconnected', 'failed'] as const
export type SummaryStateName = (typeof summaryStates)[number]

/** A call as lists show it. */
export const callRow = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(callStates),
  language: z.string(),
  queue: z.string(),
  advisorId: z.string().nullable(),
  advisorName: z.string().nullable(),
  source: z.string(),
  synthetic: z.boolean(),
  /** ISO 8601. */
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  endReason: z.enum(endReasons).nullable(),
  mainIntentId: z.string().nullable(),
  /** The summary's: proposed by Souffleur until somebody saves it. */
  dispositionId: z.string().nullable(),
  summaryState: z.enum(summaryStates).nullable(),
  /** Codes of the error catalogue, each once. */
  warnings: z.array(z.string()),
  utterances: z.number(),
  suggestions: z.number(),
})
export type CallRow = z.infer<typeof callRow>

/** The row as the database gives it, its title still sealed. */
const storedCallRow = z
  .object({
    call_id: z.string(),
    title: z.string(),
    state: z.enum(callStates),
    language: z.string(),
    queue: z.string(),
    advisor_id: z.string().nullable(),
    advisor_name: z.string().nullable(),
    source: z.string(),
    synthetic: z.boolean(),
    started_at: z.date(),
    ended_at: z.date().nullable(),
    duration_ms: wholeNumber.nullable(),
    end_reason: z.enum(endReasons).nullable(),
    main_intent_id: z.string().nullable(),
    disposition_id: z.string().nullable(),
    summary_state: z.enum(summaryStates).nullable(),
    warnings: z.array(z.string()),
    utterances: z.number(),
    suggestions: z.number(),
  })
  .transform(
    (row): CallRow => ({
      id: row.call_id,
      title: row.title,
      state: row.state,
      language: row.language,
      queue: row.queue,
      advisorId: row.advisor_id,
      advisorName: row.advisor_name,
      source: row.source,
      synthetic: row.synthetic,
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      durationMs: row.duration_ms,
      endReason: row.end_reason,
      mainIntentId: row.main_intent_id,
      dispositionId: row.disposition_id,
      summaryState: row.summary_state,
      warnings: row.warnings,
      utterances: row.utterances,
      suggestions: row.suggestions,
    }),
  )

/** Everything that {@link storedCallRow} reads. */
const selectCallRows: Statement = sql`
  SELECT c.call_id, c.title, c.state, c.language, c.queue, c.advisor_id, a.display_name AS advisor_name, c.source, c.synthetic,
    c.started_at, c.ended_at, c.duration_ms, c.end_reason, s.state AS summary_state,
    NULLIF(s.summary -> 'disposition' ->> 'dispositionId', '') AS disposition_id, c.warnings, c.utterances, c.suggestions,
    (SELECT i.intent_id FROM call_intents i WHERE i.call_id = c.call_id ORDER BY i.weight DESC, i.intent_id LIMIT 1) AS main_intent_id
  FROM calls c
  LEFT JOIN accounts a ON a.username = c.advisor_id
  LEFT JOIN summaries s ON s.call_id = c.call_id`

/** @param which conditions, order and limit; they speak of `c` (calls) and `s` (summaries) */
export async function selectCalls(database: Queryable, which: Statement): Promise<CallRow[]> {
  const rows = await select(database, storedCallRow, sql`${selectCallRows} ${which}`)
  return rows.map((row) => ({ ...row, title: database.seal.openText(row.title, titlePlace(row.id)) }))
}

/** See `ContentSeal`. */
export function titlePlace(callId: string): string {
  return `title ${callId}`
}
