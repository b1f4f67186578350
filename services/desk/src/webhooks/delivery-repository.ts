import * as z from 'zod'
import { wholeNumber } from '../calls/call-row.ts'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { allOf, type SqlValue, type Statement, sql } from '../storage/statement.ts'
import { LIFE_MS } from './retry-rules.ts'
import { type DeliveryState, deliveryStates, type FailureKind, failureKinds, type SentEvent, sentEvents } from './webhook.ts'

const deliveryRow = z
  .object({
    sequence: wholeNumber,
    delivery_id: z.string(),
    endpoint_id: z.string(),
    event: z.enum(sentEvents),
    call_id: z.string().nullable(),
    revision: z.number().nullable(),
    occurred_at: z.date(),
    state: z.enum(deliveryStates),
    attempts: z.number(),
    due_at: z.date(),
    expires_at: z.date(),
    finished_at: z.date().nullable(),
    failure: z.enum(failureKinds).nullable(),
    status: z.number().nullable(),
    error_code: z.string().nullable(),
    duration_ms: z.number().nullable(),
  })
  .transform((row) => ({
    sequence: row.sequence,
    id: row.delivery_id,
    endpointId: row.endpoint_id,
    event: row.event,
    callId: row.call_id,
    revision: row.revision,
    occurredAt: row.occurred_at,
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    finishedAt: row.finished_at,
    failure: row.failure,
    status: row.status,
    errorCode: row.error_code,
    durationMs: row.duration_ms,
  }))
export type Delivery = z.infer<typeof deliveryRow>

const columns = sql`d.sequence, d.delivery_id, d.endpoint_id, d.event, d.call_id, d.revision, d.occurred_at, d.state, d.attempts, d.due_at,
  d.expires_at, d.finished_at, d.failure, d.status, d.error_code, d.duration_ms`

/** Whose turn it is: of a call, an endpoint gets one delivery at a time, the oldest first. */
const isNext = sql`d.state = 'waiting' AND e.is_on AND NOT EXISTS (
  SELECT 1 FROM webhook_deliveries o WHERE o.endpoint_id = d.endpoint_id AND o.call_id = d.call_id
    AND (o.state = 'sending' OR (o.state = 'waiting' AND o.sequence < d.sequence)))`

/** How the last attempt ended. */
export interface LastAttempt {
  readonly failure: FailureKind | null
  readonly status: number | null
  readonly errorCode: string | null
  readonly durationMs: number
}

export interface NewDelivery {
  readonly id: string
  readonly endpointId: string
  readonly event: SentEvent
  readonly callId: string | null
  readonly revision: number | null
  readonly at: Date
}

export async function addDelivery(
  tx: Queryable,
  { id, endpointId, event, callId, revision, at }: NewDelivery,
  state: 'waiting' | 'sending' = 'waiting',
): Promise<void> {
  const attempts = state === 'sending' ? 1 : 0
  await tx.query(sql`
    INSERT INTO webhook_deliveries (delivery_id, endpoint_id, event, call_id, revision, occurred_at, state, attempts, due_at, expires_at)
    VALUES (${id}, ${endpointId}, ${event}, ${callId}, ${revision}, ${at}, ${state}, ${attempts}, ${at}, ${lifeEnd(at)})`)
}

/** What a process that died was sending is sent again: whether it had arrived, nobody knows. Tests aren't. */
export async function releaseInterrupted(database: Queryable, now: Date): Promise<void> {
  await database.query(sql`UPDATE webhook_deliveries SET state = 'waiting' WHERE state = 'sending' AND call_id IS NOT NULL`)
  await database.query(sql`
    UPDATE webhook_deliveries SET state = 'failed', failure = 'expired', finished_at = ${now} WHERE state = 'sending'`)
}

/** Takes the next that is due, at an endpoint that isn't among `busy`; it counts as attempted from here on. */
export async function claimNext(database: Queryable, now: Date, busy: readonly string[]): Promise<Delivery | undefined> {
  return selectOne(
    database,
    deliveryRow,
    sql`
      UPDATE webhook_deliveries d SET state = 'sending', attempts = attempts + 1 WHERE sequence = (
        SELECT d.sequence FROM webhook_deliveries d JOIN webhook_endpoints e ON e.endpoint_id = d.endpoint_id
        WHERE ${isNext} AND d.due_at <= ${now} AND d.expires_at > ${now} AND d.endpoint_id <> ALL(${busy})
        ORDER BY d.due_at, d.sequence LIMIT 1)
      RETURNING ${columns}`,
  )
}

/** When the first of each endpoint that is on is due. */
export function nextDue(database: Queryable): Promise<{ readonly endpointId: string; readonly dueAt: Date }[]> {
  return select(
    database,
    z.object({ endpoint_id: z.string(), due_at: z.date() }).transform((row) => ({ endpointId: row.endpoint_id, dueAt: row.due_at })),
    sql`
      SELECT d.endpoint_id, min(d.due_at) AS due_at FROM webhook_deliveries d JOIN webhook_endpoints e ON e.endpoint_id = d.endpoint_id
      WHERE ${isNext} GROUP BY d.endpoint_id`,
  )
}

/** Of what waits, wherever it goes. */
export async function backlog(
  database: Queryable,
): Promise<{ readonly waiting: number; readonly oldest: Date | null; readonly ends: Date | null }> {
  const found = await selectOne(
    database,
    z.object({ waiting: wholeNumber, oldest: z.date().nullable(), ends: z.date().nullable() }),
    sql`
      SELECT count(*) AS waiting, min(occurred_at) AS oldest, min(expires_at) AS ends
      FROM webhook_deliveries WHERE state IN ('waiting', 'sending')`,
  )
  return found ?? { waiting: 0, oldest: null, ends: null }
}

/** What a delivery becomes after its attempt. Each is about that attempt alone: it does nothing when another has begun since. */
export function finish(
  database: Queryable,
  { sequence, attempts }: Delivery,
  { state, now, last }: { readonly state: 'delivered' | 'dead' | 'failed'; readonly now: Date; readonly last: LastAttempt },
): Promise<boolean> {
  return changed(
    database,
    sql`UPDATE webhook_deliveries SET state = ${state}, finished_at = ${now}, ${outcome(last)} WHERE ${isAttempt(sequence, attempts)}`,
  )
}

export function retryAt(database: Queryable, { sequence, attempts }: Delivery, dueAt: Date, last: LastAttempt): Promise<boolean> {
  return changed(
    database,
    sql`UPDATE webhook_deliveries SET state = 'waiting', due_at = ${dueAt}, ${outcome(last)} WHERE ${isAttempt(sequence, attempts)}`,
  )
}

/** As if it hadn't begun. */
export function release(database: Queryable, { sequence, attempts }: Delivery): Promise<boolean> {
  return changed(database, sql`UPDATE webhook_deliveries SET state = 'waiting' WHERE ${isAttempt(sequence, attempts)}`)
}

/** What waits for an endpoint that has come back needn't wait on. */
export async function hurry(database: Queryable, endpointId: string, now: Date): Promise<void> {
  await database.query(sql`
    UPDATE webhook_deliveries SET due_at = ${now} WHERE endpoint_id = ${endpointId} AND state = 'waiting' AND due_at > ${now}`)
}

/** Gives up what nobody could deliver in its time. Returns how many. */
export async function expireDeliveries(database: Queryable, now: Date): Promise<number> {
  const { affected } = await database.query(sql`
    UPDATE webhook_deliveries SET state = 'dead', finished_at = ${now}, failure = COALESCE(failure, 'expired')
    WHERE state = 'waiting' AND expires_at <= ${now}`)
  return affected
}

/** All that waits for an endpoint that is gone. Returns how many. */
export async function giveUpWaiting(tx: Queryable, endpointId: string, now: Date): Promise<number> {
  const { affected } = await tx.query(sql`
    UPDATE webhook_deliveries SET state = 'dead', finished_at = ${now}, failure = 'gone'
    WHERE endpoint_id = ${endpointId} AND state = 'waiting'`)
  return affected
}

/** Makes dead letters wait again, with all their time; those of endpoints that are off stay. Returns how many. */
export async function revive(
  tx: Queryable,
  { deliveryId, endpointId }: { readonly deliveryId?: string | undefined; readonly endpointId?: string | undefined },
  now: Date,
): Promise<number> {
  const { affected } = await tx.query(sql`
    UPDATE webhook_deliveries d SET state = 'waiting', attempts = 0, due_at = ${now}, expires_at = ${lifeEnd(now)}, finished_at = NULL
    WHERE d.state = 'dead' AND ${allOf([...given(sql`d.delivery_id`, deliveryId), ...given(sql`d.endpoint_id`, endpointId)])}
      AND EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.endpoint_id = d.endpoint_id AND e.is_on)`)
  return affected
}

/** After that, nobody can tell any more what was delivered where. */
export const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000

/** Forgets what was settled before. */
export async function pruneDeliveries(database: Queryable, before: Date): Promise<number> {
  return (await database.query(sql`DELETE FROM webhook_deliveries WHERE finished_at < ${before}`)).affected
}

export interface DeliveryFilter {
  readonly state?: DeliveryState | undefined
  /** Sequence numbers below it. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Newest first. */
export function listDeliveries(database: Queryable, { state, before, limit }: DeliveryFilter): Promise<Delivery[]> {
  return select(
    database,
    deliveryRow,
    sql`
      SELECT ${columns} FROM webhook_deliveries d
      WHERE d.sequence < ${before ?? Number.MAX_SAFE_INTEGER} AND ${allOf(given(sql`d.state`, state))}
      ORDER BY d.sequence DESC LIMIT ${limit}`,
  )
}

export function findDelivery(database: Queryable, id: string): Promise<Delivery | undefined> {
  return selectOne(database, deliveryRow, sql`SELECT ${columns} FROM webhook_deliveries d WHERE d.delivery_id = ${id}`)
}

/** How many wait and how many are dead, by endpoint. */
export function countByEndpoint(database: Queryable): Promise<{ endpointId: string; waiting: number; dead: number }[]> {
  return select(
    database,
    z
      .object({ endpoint_id: z.string(), waiting: wholeNumber, dead: wholeNumber })
      .transform(({ endpoint_id, ...row }) => ({ ...row, endpointId: endpoint_id })),
    sql`
      SELECT endpoint_id, count(*) FILTER (WHERE state IN ('waiting', 'sending')) AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead
      FROM webhook_deliveries GROUP BY endpoint_id`,
  )
}

function outcome({ failure, status, errorCode, durationMs }: LastAttempt): Statement {
  return sql`failure = ${failure}, status = ${status}, error_code = ${errorCode}, duration_ms = ${durationMs}`
}

function isAttempt(sequence: number, attempts: number): Statement {
  return sql`sequence = ${sequence} AND state = 'sending' AND attempts = ${attempts}`
}

function given(column: Statement, value: SqlValue | undefined): Statement[] {
  return value === undefined ? [] : [sql`${column} = ${value}`]
}

function lifeEnd(at: Date): Date {
  return new Date(at.getTime() + LIFE_MS)
}

async function changed(database: Queryable, statement: Statement): Promise<boolean> {
  return (await database.query(statement)).affected === 1
}
