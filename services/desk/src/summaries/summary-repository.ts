import { fromJson, type JsonValue, toJson } from '@bufbuild/protobuf'
import { AppError, type Summary, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import { type SummaryStateName, summaryStates } from '../calls/call-row.ts'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { json, sql } from '../storage/statement.ts'
import { summaryStateName } from './summary-names.ts'

/** What Souffleur wrote about a call. */
export interface WrittenSummary {
  readonly callId: string
  readonly epoch: number
  readonly at: Date
  readonly summary: Summary
}

/** What a person made of it. */
export interface RevisedSummary {
  readonly callId: string
  /** The revision that the person had before them. */
  readonly baseRevision: number
  readonly summary: Summary
  readonly authorId: string
  readonly reason: string
  readonly at: Date
}

export interface CurrentSummary {
  readonly summary: Summary
  readonly state: SummaryStateName
  readonly revision: number
  readonly epoch: number
  readonly updatedAt: Date
}

export type ReviewDecision = 'approve' | 'edit' | 'reject'

/**
 * Stores a draft or a completed summary. A draft replaces a draft, a completed one also an earlier completed one; neither
 * ever replaces what a person saved. Returns whether it was stored.
 */
export async function storeSummary(tx: Queryable, { callId, epoch, at, summary }: WrittenSummary): Promise<boolean> {
  const state = summaryStateName(summary.state)
  if (state !== 'draft' && state !== 'complete') return false
  const replaceable = state === 'draft' ? ['draft'] : ['draft', 'complete']
  const written = json(toJson(SummarySchema, summary))
  const { affected } = await tx.query(sql`
    INSERT INTO summaries (call_id, revision, state, epoch, summary, updated_at)
    VALUES (${callId}, ${summary.revision}, ${state}, ${epoch}, ${written}::jsonb, ${at})
    ON CONFLICT (call_id) DO UPDATE SET revision = EXCLUDED.revision, state = EXCLUDED.state, epoch = EXCLUDED.epoch,
      summary = EXCLUDED.summary, updated_at = EXCLUDED.updated_at
    WHERE summaries.state = ANY(${replaceable}) AND summaries.revision < EXCLUDED.revision`)
  if (affected === 1 && state === 'complete') {
    await tx.query(sql`
      INSERT INTO summary_revisions (call_id, revision, state, author_id, at, summary)
      VALUES (${callId}, ${summary.revision}, 'complete', NULL, ${at}, ${written}::jsonb)`)
  }
  return affected === 1
}

/**
 * Stores a person's revision as the current summary, and keeps it for ever.
 * @throws AppError `request.conflict` when the summary has moved on from the revision that the person saw.
 */
export async function storeRevision(tx: Queryable, revised: RevisedSummary): Promise<void> {
  const { callId, baseRevision, summary, authorId, reason, at } = revised
  const state = summaryStateName(summary.state)
  const written = json(toJson(SummarySchema, summary))
  // Revision 0 stands for a call that nobody has summarised.
  const { affected } =
    baseRevision === 0
      ? await tx.query(sql`
          INSERT INTO summaries (call_id, revision, state, summary, updated_at)
          VALUES (${callId}, ${summary.revision}, ${state}, ${written}::jsonb, ${at}) ON CONFLICT (call_id) DO NOTHING`)
      : await tx.query(sql`
          UPDATE summaries SET revision = ${summary.revision}, state = ${state}, summary = ${written}::jsonb, updated_at = ${at}
          WHERE call_id = ${callId} AND revision = ${baseRevision}`)
  if (affected === 0) throw new AppError('request.conflict', `the summary is no longer at revision ${baseRevision}`)
  await tx.query(sql`
    INSERT INTO summary_revisions (call_id, revision, state, author_id, reason, at, summary)
    VALUES (${callId}, ${summary.revision}, ${state}, ${authorId}, ${reason}, ${at}, ${written}::jsonb)`)
}

export async function storeReview(tx: Queryable, revised: RevisedSummary, decision: ReviewDecision): Promise<void> {
  await tx.query(sql`
    INSERT INTO reviews (call_id, revision, reviewed_revision, decision, reviewer_id, reason, reviewed_at)
    VALUES (${revised.callId}, ${revised.summary.revision}, ${revised.baseRevision}, ${decision}, ${revised.authorId},
      ${revised.reason}, ${revised.at})`)
}

const summaryMessage = z
  .custom<JsonValue>((value) => typeof value === 'object' && value !== null)
  .transform((value) => fromJson(SummarySchema, value, { ignoreUnknownFields: true }))

const currentRow = z
  .object({ revision: z.number(), state: z.enum(summaryStates), epoch: z.number(), summary: summaryMessage, updated_at: z.date() })
  .transform(({ updated_at, ...row }): CurrentSummary => ({ ...row, updatedAt: updated_at }))

export function findSummary(database: Queryable, callId: string): Promise<CurrentSummary | undefined> {
  return selectOne(database, currentRow, sql`SELECT revision, state, epoch, summary, updated_at FROM summaries WHERE call_id = ${callId}`)
}

/** As they stand, by call. */
export async function currentSummaries(database: Queryable, callIds: readonly string[]): Promise<ReadonlyMap<string, Summary>> {
  const row = z.object({ call_id: z.string(), summary: summaryMessage })
  const rows = await select(database, row, sql`SELECT call_id, summary FROM summaries WHERE call_id = ANY(${callIds})`)
  return new Map(rows.map(({ call_id, summary }) => [call_id, summary]))
}

/** What Souffleur wrote last, before anybody touched it; undefined when it wrote nothing. */
export async function writtenSummary(database: Queryable, callId: string): Promise<Summary | undefined> {
  const found = await selectOne(
    database,
    z.object({ summary: summaryMessage }),
    sql`SELECT summary FROM summary_revisions WHERE call_id = ${callId} AND state = 'complete' ORDER BY revision DESC LIMIT 1`,
  )
  return found?.summary
}

const revisionRow = z
  .object({
    revision: z.number(),
    state: z.enum(summaryStates),
    author_id: z.string().nullable(),
    author_name: z.string().nullable(),
    reason: z.string(),
    at: z.date(),
    summary: z.record(z.string(), z.unknown()),
  })
  .transform(({ author_id, author_name, at, ...row }) => ({ ...row, author: author_id, authorName: author_name, at: at.toISOString() }))
export type SummaryRevision = z.infer<typeof revisionRow>

/** Oldest first. Drafts aren't among them. */
export function listRevisions(database: Queryable, callId: string): Promise<SummaryRevision[]> {
  return select(
    database,
    revisionRow,
    sql`
      SELECT r.revision, r.state, r.author_id, a.display_name AS author_name, r.reason, r.at, r.summary
      FROM summary_revisions r LEFT JOIN accounts a ON a.username = r.author_id
      WHERE r.call_id = ${callId} ORDER BY r.revision`,
  )
}
