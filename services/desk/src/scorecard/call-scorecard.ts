import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { findCall, listEventsOfKinds } from '../calls/call-repository.ts'
import { type Database, type Queryable, selectOne } from '../storage/database.ts'
import { json, sql, storableText } from '../storage/statement.ts'
import { type Criterion, type Mark, marks, scoreOf } from './scorecard.ts'

export interface CallScorecard {
  readonly reviewer: string
  readonly version: number
  readonly marks: Readonly<Record<string, Mark>>
  readonly score: number | null
  readonly coaching: string
  readonly shared: boolean
  /** ISO 8601. */
  readonly markedAt: string
}

/** What the guide noticed that speaks for a criterion. */
export interface Hint {
  readonly criterionId: string
  readonly done: boolean
  /** The words that ticked it off; null when a person did, or nobody. */
  readonly evidence: { readonly utteranceId: string; readonly start: number; readonly end: number } | null
}

const row = z
  .object({
    reviewer_id: z.string(),
    version: z.number(),
    marks: z.record(z.string(), z.enum(marks)),
    score: z.number().nullable(),
    coaching: z.string(),
    shared: z.boolean(),
    marked_at: z.date(),
  })
  .transform(
    ({ reviewer_id, marked_at, ...card }): CallScorecard => ({ ...card, reviewer: reviewer_id, markedAt: marked_at.toISOString() }),
  )

export async function findScorecard(database: Queryable, callId: string): Promise<CallScorecard | undefined> {
  const card = await selectOne(
    database,
    row,
    sql`SELECT reviewer_id, version, marks, score, coaching, shared, marked_at FROM call_scorecards WHERE call_id = ${callId}`,
  )
  return card === undefined ? undefined : { ...card, coaching: database.seal.openText(card.coaching, coachingPlace(callId)) }
}

/** See `ContentSeal`. */
export function coachingPlace(callId: string): string {
  return `coaching ${callId}`
}

export interface MarkedCall {
  readonly callId: string
  readonly reviewerId: string
  readonly version: number
  readonly marks: Readonly<Record<string, Mark>>
  readonly coaching: string
  readonly shared: boolean
}

/** @throws AppError `call.not-found`, `call.still-running` */
export async function storeScorecard(database: Database, marked: MarkedCall, criteria: readonly Criterion[], clock: Clock): Promise<void> {
  const { callId, reviewerId, version, coaching, shared } = marked
  const call = await findCall(database, callId)
  if (call === undefined) throw new AppError('call.not-found')
  if (call.state === 'live') throw new AppError('call.still-running')
  const atMs = clock.unixMs()
  const score = scoreOf(criteria, marked.marks)
  await database.transaction(async (tx) => {
    await tx.query(sql`
      INSERT INTO call_scorecards (call_id, reviewer_id, version, marks, score, coaching, shared, marked_at)
      VALUES (${callId}, ${reviewerId}, ${version}, ${json(marked.marks)}::jsonb, ${score}::real, ${tx.seal.sealText(storableText(coaching), coachingPlace(callId))}, ${shared}, ${new Date(atMs)})
      ON CONFLICT (call_id) DO UPDATE SET reviewer_id = EXCLUDED.reviewer_id, version = EXCLUDED.version, marks = EXCLUDED.marks,
        score = EXCLUDED.score, coaching = EXCLUDED.coaching, shared = EXCLUDED.shared, marked_at = EXCLUDED.marked_at`)
    await appendAudit(tx, { atMs, actor: reviewerId, action: 'call.scored', subject: callId, details: { version, shared } })
  })
}

const changed = z.object({
  guideItemChanged: z.object({
    listId: z.string().default(''),
    itemId: z.string().default(''),
    done: z.boolean().default(false),
    evidence: z.object({ utteranceId: z.string(), start: z.number().default(0), end: z.number().default(0) }).optional(),
  }),
})

/** What the guide's items say about the criteria that name one; the last word on each counts. */
export async function hintsFor(database: Queryable, callId: string, criteria: readonly Criterion[]): Promise<Hint[]> {
  const events = (await listEventsOfKinds(database, callId, ['guideItemChanged'])).flatMap((event) => {
    const read = changed.safeParse(event)
    return read.success ? [read.data.guideItemChanged] : []
  })
  return criteria.flatMap(({ id, hint }) => {
    if (hint === undefined) return []
    const last = events.findLast(({ listId, itemId }) => listId === hint.list && itemId === hint.item)
    return [{ criterionId: id, done: last?.done ?? false, evidence: last?.evidence ?? null }]
  })
}
