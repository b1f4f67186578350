import * as z from 'zod'
import { wholeNumber } from '../calls/call-row.ts'
import { openRecord, revisionPlace, storedRecord } from '../sealing/sealed-records.ts'
import { type Queryable, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { type SentEvent, webhookEvents } from './webhook.ts'

/** Goes up when a field changes its meaning or goes away; new fields come without. */
export const BODY_VERSION = 1

const head = { version: z.literal(BODY_VERSION), id: z.string(), occurredAt: z.iso.datetime() }

/** What is sent, as docs/webhooks.md describes it. */
export const webhookBody = z.discriminatedUnion('event', [
  z.object({ ...head, event: z.literal('ping') }),
  z.object({
    ...head,
    event: z.enum(webhookEvents),
    call: z.object({
      id: z.string(),
      queue: z.string(),
      /** User name; null when nobody has taken the call. */
      advisorId: z.string().nullable(),
      startedAt: z.iso.datetime(),
      durationMs: z.number().int().nullable(),
      /** `fr`, `en`, or `auto` where the call changed its language. */
      language: z.string(),
    }),
    /** The rest is `souffleur.v1.Summary` in protobuf's JSON form, as the API gives it. */
    summary: z.looseObject({ revision: z.number().int(), state: z.enum(['saved', 'approved']) }),
  }),
])
export type WebhookBody = z.infer<typeof webhookBody>

export interface ToSend {
  readonly id: string
  readonly event: SentEvent
  readonly callId: string | null
  readonly revision: number | null
  readonly occurredAt: Date
}

const sourceRow = z.object({
  queue: z.string(),
  advisor_id: z.string().nullable(),
  started_at: z.date(),
  duration_ms: wholeNumber.nullable(),
  language: z.string(),
  state: z.enum(['saved', 'approved']),
  ...storedRecord,
})

/** Reads the words as they were at that revision. Undefined when the call has been erased since. */
export async function readBody(database: Queryable, { id, event, callId, revision, occurredAt }: ToSend): Promise<WebhookBody | undefined> {
  const start = { version: BODY_VERSION, id, occurredAt: occurredAt.toISOString() } as const
  if (event === 'ping') return { ...start, event }
  const found = await selectOne(
    database,
    sourceRow,
    sql`
      SELECT c.queue, c.advisor_id, c.started_at, c.duration_ms, c.language, r.state, r.summary AS facts, r.sealed
      FROM summary_revisions r JOIN calls c ON c.call_id = r.call_id
      WHERE r.call_id = ${callId} AND r.revision = ${revision}`,
  )
  if (found === undefined || callId === null || revision === null) return undefined
  const { queue, advisor_id: advisorId, started_at, duration_ms: durationMs, language, state, ...stored } = found
  const summary = openRecord(database.seal, stored, revisionPlace(callId, revision))
  const call = { id: callId, queue, advisorId, startedAt: started_at.toISOString(), durationMs, language }
  return { ...start, event, call, summary: { ...summary, revision, state } }
}
