import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import { eventPlace, openRecord, type RecordJson, storedRecord } from '../sealing/sealed-records.ts'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { allOf, type Statement, sql } from '../storage/statement.ts'
import { type CallRow, type SummaryStateName, selectCalls, wholeNumber } from './call-row.ts'
import { visibleCondition } from './visible-calls.ts'

export interface CallFilter {
  readonly visible: VisibleCalls
  readonly state?: 'live' | 'ended' | undefined
  readonly summary?: SummaryStateName | undefined
  readonly limit: number
  /** Calls that follow this place in the list. */
  readonly before?: CallCursor | undefined
}

/** A place in the list of calls, newest first. */
export interface CallCursor {
  readonly startedAtMs: number
  readonly callId: string
}

/** An event in protobuf's JSON form. */
export type EventJson = RecordJson

export interface StoredEvent {
  readonly sequence: number
  readonly event: EventJson
}

/** Newest first. */
export function listCalls(database: Queryable, filter: CallFilter): Promise<CallRow[]> {
  const { visible, state, summary, before, limit } = filter
  const conditions: Statement[] = [visibleCondition(visible, sql`c.advisor_id`)]
  if (state !== undefined) conditions.push(sql`c.state = ${state}`)
  if (summary !== undefined) conditions.push(sql`s.state = ${summary}`)
  if (before !== undefined) conditions.push(sql`(c.started_at, c.call_id) < (${new Date(before.startedAtMs)}, ${before.callId})`)
  return selectCalls(database, sql`WHERE ${allOf(conditions)} ORDER BY c.started_at DESC, c.call_id DESC LIMIT ${limit}`)
}

export async function findCall(database: Queryable, callId: string): Promise<CallRow | undefined> {
  const [call] = await selectCalls(database, sql`WHERE c.call_id = ${callId}`)
  return call
}

const eventRow = z.object({ sequence: wholeNumber, event_id: z.string(), ...storedRecord })

/** In the order stored, those after a sequence number. */
export function listEvents(database: Queryable, callId: string, after: number, limit: number): Promise<StoredEvent[]> {
  return selectEvents(database, callId, sql`sequence > ${after} ORDER BY sequence LIMIT ${limit}`)
}

/** Those of the named kinds, such as `callEnded`. */
export async function listEventsOfKinds(database: Queryable, callId: string, kinds: readonly string[]): Promise<EventJson[]> {
  const rows = await selectEvents(database, callId, sql`kind = ANY(${kinds}) ORDER BY sequence`)
  return rows.map(({ event }) => event)
}

async function selectEvents(database: Queryable, callId: string, which: Statement): Promise<StoredEvent[]> {
  const rows = await select(
    database,
    eventRow,
    sql`SELECT sequence, event_id, event AS facts, sealed FROM call_events WHERE call_id = ${callId} AND ${which}`,
  )
  return rows.map(({ sequence, event_id, ...stored }) => ({
    sequence,
    event: openRecord(database.seal, stored, eventPlace(callId, event_id)),
  }))
}

const saidEvent = z.object({ utterance: z.object({ utteranceId: z.string(), text: z.string().default('') }) })

/** The text of those of the named utterances that belong to the call. */
export async function utteranceTexts(database: Queryable, callId: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await selectEvents(database, callId, sql`kind = 'utterance' AND subject_id = ANY(${ids})`)
  return new Map(
    rows.map(({ event }) => {
      const { utteranceId, text } = saidEvent.parse(event).utterance
      return [utteranceId, text]
    }),
  )
}

export async function hasSuggestion(database: Queryable, callId: string, suggestionId: string): Promise<boolean> {
  const found = await selectOne(
    database,
    z.object({ suggestion_id: z.string() }),
    sql`SELECT suggestion_id FROM suggestions WHERE call_id = ${callId} AND suggestion_id = ${suggestionId} LIMIT 1`,
  )
  return found !== undefined
}

const ownershipRow = z.object({ advisor_id: z.string().nullable(), state: z.enum(['live', 'ended']) })

/** Whose call it is, as stored: undefined when there is no such call. */
export async function storedOwnership(
  database: Queryable,
  callId: string,
): Promise<{ advisorId: string | null; live: boolean } | undefined> {
  const row = await selectOne(database, ownershipRow, sql`SELECT advisor_id, state FROM calls WHERE call_id = ${callId}`)
  return row === undefined ? undefined : { advisorId: row.advisor_id, live: row.state === 'live' }
}
