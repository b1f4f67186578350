import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import { appendAudit } from '../audit/audit-chain.ts'
import { type CallRow, selectCalls } from '../calls/call-row.ts'
import { visibleCondition } from '../calls/visible-calls.ts'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** Why a summary is looked at. */
export const reviewReasons = ['alert', 'low-confidence', 'unsettled', 'missing-field', 'sample'] as const
export type ReviewReason = (typeof reviewReasons)[number]

export const reviewRules = z.object({
  /** Of all finished summaries, by chance but the same ones for everybody. */
  samplePercent: z.number().int().min(0).max(100),
  /** Of the outcome, 0 to 1. */
  confidenceBelow: z.number().min(0).max(1),
  alerts: z.boolean(),
  unsettled: z.boolean(),
  missingFields: z.boolean(),
})
export type ReviewRules = z.infer<typeof reviewRules>

export interface CallToReview {
  readonly call: CallRow
  readonly reasons: readonly ReviewReason[]
}

const rulesRow = z
  .object({
    sample_percent: z.number(),
    confidence_below: z.number(),
    alerts: z.boolean(),
    unsettled: z.boolean(),
    missing_fields: z.boolean(),
  })
  .transform(
    (row): ReviewRules => ({
      samplePercent: row.sample_percent,
      // A real of 0.4 is 0.4000000059.
      confidenceBelow: Math.round(row.confidence_below * 1000) / 1000,
      alerts: row.alerts,
      unsettled: row.unsettled,
      missingFields: row.missing_fields,
    }),
  )

export async function readReviewRules(database: Queryable): Promise<ReviewRules> {
  const rules = await selectOne(
    database,
    rulesRow,
    sql`SELECT sample_percent, confidence_below, alerts, unsettled, missing_fields FROM review_rules`,
  )
  if (rules === undefined) throw new Error('the table of review rules has lost its row')
  return rules
}

export async function storeReviewRules(
  database: Database,
  rules: ReviewRules,
  { actor, clock }: { readonly actor: string; readonly clock: Clock },
): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(sql`
      UPDATE review_rules SET sample_percent = ${rules.samplePercent}, confidence_below = ${rules.confidenceBelow}, alerts = ${rules.alerts},
        unsettled = ${rules.unsettled}, missing_fields = ${rules.missingFields}`)
    // The chain holds whole numbers only: they have one form in JSON.
    const { confidenceBelow, ...whole } = rules
    const details = { ...whole, confidenceBelowPermille: Math.round(confidenceBelow * 1000) }
    await appendAudit(tx, { atMs: clock.unixMs(), actor, action: 'review-rules.stored', subject: 'review-rules', details })
  })
}

const reasonsRow = z.object({ call_id: z.string(), reasons: z.array(z.enum(reviewReasons)) })

/** Finished summaries that nobody has decided on and that a rule picks out, the newest first. */
export async function callsToReview(
  database: Queryable,
  rules: ReviewRules,
  { visible, limit }: { readonly visible: VisibleCalls; readonly limit: number },
): Promise<CallToReview[]> {
  const { samplePercent, confidenceBelow, alerts, unsettled, missingFields } = rules
  const picked = await select(
    database,
    reasonsRow,
    sql`
      SELECT call_id, reasons FROM (
        SELECT s.call_id, s.updated_at, array_remove(ARRAY[
          CASE WHEN ${alerts} AND EXISTS (SELECT 1 FROM call_events e WHERE e.call_id = s.call_id AND e.kind = 'alertRaised') THEN 'alert' END,
          CASE WHEN COALESCE((s.summary -> 'disposition' ->> 'confidence')::real, 0) < ${confidenceBelow} THEN 'low-confidence' END,
          CASE WHEN ${unsettled} AND f.resolution = 'unsettled' THEN 'unsettled' END,
          CASE WHEN ${missingFields} AND EXISTS (
            SELECT 1 FROM jsonb_array_elements(s.summary -> 'fields') AS field
            WHERE (field ->> 'required')::boolean AND COALESCE(jsonb_array_length(field -> 'lines'), 0) = 0) THEN 'missing-field' END,
          CASE WHEN abs(hashtext(s.call_id) % 100) < ${samplePercent} THEN 'sample' END], NULL) AS reasons
        FROM summaries s JOIN calls c USING (call_id) LEFT JOIN call_figures f USING (call_id)
        WHERE ${visibleCondition(visible, sql`c.advisor_id`)} AND s.state IN ('complete', 'saved')) AS told
      WHERE cardinality(reasons) > 0 ORDER BY updated_at DESC LIMIT ${limit}`,
  )
  const ids = picked.map(({ call_id }) => call_id)
  const rows = await selectCalls(database, sql`WHERE c.call_id = ANY(${ids})`)
  return picked.flatMap(({ call_id, reasons }) => {
    const call = rows.find(({ id }) => id === call_id)
    return call === undefined ? [] : [{ call, reasons }]
  })
}
