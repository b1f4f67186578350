import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { AppError, type Summary, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import { type SummaryStateName, summaryStates } from '../calls/call-row.ts'
import {
  openRecord,
  type RecordJson,
  revisionPlace,
  type StoredRecord,
  sealSummary,
  storedRecord,
  summaryPlace,
} from '../sealing/sealed-records.ts'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
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
  const { facts, sealed } = sealSummary(tx.seal, summary, summaryPlace(callId))
  const { affected } = await tx.query(sql`
    INSERT INTO summaries (call_id, revision, state, epoch, summary, sealed, updated_at)
    VALUES (${callId}, ${summary.revision}, ${state}, ${epoch}, ${facts}::jsonb, ${sealed}, ${at})
    ON CONFLICT (call_id) DO UPDATE SET revision = EXCLUDED.revision, state = EXCLUDED.state, epoch = EXCLUDED.epoch,
      summary = EXCLUDED.summary, sealed = EXCLUDED.sealed, updated_at = EXCLUDED.updated_at
    WHERE summaries.state = ANY(${replaceable}) AND summaries.revision < EXCLUDED.revision`)
  if (affected === 1 && state === 'complete') {
    const kept = sealSummary(tx.seal, summary, revisionPlace(callId, summary.revision))
    await tx.query(sql`
      INSERT INTO summary_revisions (call_id, revision, state, author_id, at, summary, sealed)
      VALUES (${callId}, ${summary.revision}, 'complete', NULL, ${at}, ${kept.facts}::jsonb, ${kept.sealed})`)
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
  const { facts, sealed } = sealSummary(tx.seal, summary, summaryPlace(callId))
  // Revision 0 stands for a call that nobody has summarised.
  const { affected } =
    baseRevision === 0
      ? await tx.query(sql`
          INSERT INTO summaries (call_id, revision, state, summary, sealed, updated_at)
          VALUES (${callId}, ${summary.revision}, ${state}, ${facts}::jsonb, ${sealed}, ${at}) ON CONFLICT (call_id) DO NOTHING`)
      : await tx.query(sql`
          UPDATE summaries SET revision = ${summary.revision}, state = ${state}, summary = ${facts}::jsonb, sealed = ${sealed}, updated_at = ${at}
          WHERE call_id = ${callId} AND revision = ${baseRevision}`)
  if (affected === 0) throw new AppError('request.conflict', `the summary is no longer at revision ${baseRevision}`)
  const place = revisionPlace(callId, summary.revision)
  const kept = sealSummary(tx.seal, summary, place)
  await tx.query(sql`
    INSERT INTO summary_revisions (call_id, revision, state, author_id, reason, at, summary, sealed)
    VALUES (${callId}, ${summary.revision}, ${state}, ${authorId}, ${tx.seal.sealText(reason, place)}, ${at}, ${kept.facts}::jsonb, ${kept.sealed})`)
}

export async function storeReview(tx: Queryable, revised: RevisedSummary, decision: ReviewDecision): Promise<void> {
  await tx.query(sql`
    INSERT INTO reviews (call_id, revision, reviewed_revision, decision, reviewer_id, reason, reviewed_at)
    VALUES (${revised.callId}, ${revised.summary.revision}, ${revised.baseRevision}, ${decision}, ${revised.authorId},
      ${tx.seal.sealText(revised.reason, revisionPlace(revised.callId, revised.summary.revision))}, ${revised.at})`)
}

function openSummary(database: Queryable, stored: StoredRecord, place: string): Summary {
  return fromJson(SummarySchema, openSummaryJson(database, stored, place), { ignoreUnknownFields: true })
}

const jsonValue = z.custom<JsonValue>((value) => typeof value === 'object' && value !== null)

function openSummaryJson(database: Queryable, stored: StoredRecord, place: string): JsonValue {
  return jsonValue.parse(openRecord(database.seal, stored, place))
}

const currentRow = z.object({
  revision: z.number(),
  state: z.enum(summaryStates),
  epoch: z.number(),
  updated_at: z.date(),
  ...storedRecord,
})

export async function findSummary(database: Queryable, callId: string): Promise<CurrentSummary | undefined> {
  const row = await selectOne(
    database,
    currentRow,
    sql`SELECT revision, state, epoch, summary AS facts, sealed, updated_at FROM summaries WHERE call_id = ${callId}`,
  )
  if (row === undefined) return undefined
  const { revision, state, epoch, updated_at: updatedAt, ...stored } = row
  return { revision, state, epoch, updatedAt, summary: openSummary(database, stored, summaryPlace(callId)) }
}

/** As they stand, by call. */
export async function currentSummaries(database: Queryable, callIds: readonly string[]): Promise<ReadonlyMap<string, Summary>> {
  const row = z.object({ call_id: z.string(), ...storedRecord })
  const rows = await select(database, row, sql`SELECT call_id, summary AS facts, sealed FROM summaries WHERE call_id = ANY(${callIds})`)
  return new Map(rows.map(({ call_id, ...stored }) => [call_id, openSummary(database, stored, summaryPlace(call_id))]))
}

/** What Souffleur wrote last, before anybody touched it; undefined when it wrote nothing. */
export async function writtenSummary(database: Queryable, callId: string): Promise<Summary | undefined> {
  const found = await selectOne(
    database,
    z.object({ revision: z.number(), ...storedRecord }),
    sql`SELECT revision, summary AS facts, sealed FROM summary_revisions WHERE call_id = ${callId} AND state = 'complete' ORDER BY revision DESC LIMIT 1`,
  )
  return found === undefined ? undefined : openSummary(database, found, revisionPlace(callId, found.revision))
}

const revisionRow = z.object({
  revision: z.number(),
  state: z.enum(summaryStates),
  author_id: z.string().nullable(),
  author_name: z.string().nullable(),
  reason: z.string(),
  at: z.date(),
  ...storedRecord,
})

export interface SummaryRevision {
  readonly revision: number
  readonly state: SummaryStateName
  readonly author: string | null
  readonly authorName: string | null
  readonly reason: string
  /** ISO 8601. */
  readonly at: string
  readonly summary: RecordJson
}

/** Oldest first. Drafts aren't among them. */
export async function listRevisions(database: Queryable, callId: string): Promise<SummaryRevision[]> {
  const rows = await select(
    database,
    revisionRow,
    sql`
      SELECT r.revision, r.state, r.author_id, a.display_name AS author_name, r.reason, r.at, r.summary AS facts, r.sealed
      FROM summary_revisions r LEFT JOIN accounts a ON a.username = r.author_id
      WHERE r.call_id = ${callId} ORDER BY r.revision`,
  )
  return rows.map(({ author_id: author, author_name: authorName, reason, at, revision, state, ...stored }) => {
    const place = revisionPlace(callId, revision)
    const opened = { reason: database.seal.openText(reason, place), summary: openRecord(database.seal, stored, place) }
    return { revision, state, author, authorName, at: at.toISOString(), ...opened }
  })
}
