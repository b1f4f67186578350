import { create, type JsonValue, toJson } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, type CallStarted, SummaryUpdatedSchema } from '@souffleur/proto'
import type { Database } from '../storage/database.ts'
import { findSummary } from '../summaries/summary-repository.ts'
import { type EventJson, findCall, listEvents } from './call-repository.ts'
import type { CallRow } from './call-row.ts'

export interface CallRecord {
  readonly call: CallRow
  readonly events: readonly EventJson[]
  /** Where the next page starts; null at the end. */
  readonly next: number | null
}

export interface RecordPage {
  readonly after: number
  readonly limit: number
}

/**
 * A call with its events, in the order stored, and those that wait to be stored at the end: somebody who starts to watch first and
 * reads the record after misses nothing. The last page ends with the summary as it stands. Undefined for an unknown call.
 * @param pending taken before the database is read, so that an event on its way is in one of the two
 */
export async function readCallRecord(
  database: Database,
  callId: string,
  pending: readonly CallEvent[],
  { after, limit }: RecordPage,
): Promise<CallRecord | undefined> {
  const call = (await findCall(database, callId)) ?? rowOfStart(pending)
  if (call === undefined) return undefined
  const stored = await listEvents(database, callId, after, limit + 1)
  const page = stored.slice(0, limit)
  const events = page.map(({ event }) => event)
  if (stored.length > limit) return { call, events, next: page.at(-1)?.sequence ?? null }
  const known = new Set(events.map(({ eventId }) => eventId))
  const waiting = pending.filter(({ eventId }) => !known.has(eventId)).map(eventJson)
  const summary = await storedSummaryEvent(database, callId)
  return { call, events: [...events, ...(summary === undefined ? [] : [summary]), ...waiting], next: null }
}

async function storedSummaryEvent(database: Database, callId: string): Promise<EventJson | undefined> {
  const current = await findSummary(database, callId)
  if (current === undefined) return undefined
  const { summary, revision, epoch, updatedAt } = current
  return eventJson(
    create(CallEventSchema, {
      eventId: `${callId}-summary-${revision}`,
      callId,
      epoch,
      occurredAtMs: updatedAt.getTime(),
      body: { case: 'summaryUpdated', value: create(SummaryUpdatedSchema, { summary }) },
    }),
  )
}

/** A call that the database hasn't heard of yet. */
function rowOfStart(pending: readonly CallEvent[]): CallRow | undefined {
  for (const { callId, occurredAtMs, body } of pending) {
    if (body.case === 'callStarted') return startedRow(callId, occurredAtMs, body.value, pending)
  }
  return undefined
}

function startedRow(callId: string, startedAtMs: number, started: CallStarted, pending: readonly CallEvent[]): CallRow {
  const { title, language, queue, advisorId, source, synthetic } = started
  const count = (kind: CallEvent['body']['case']) => pending.filter(({ body }) => body.case === kind).length
  return {
    id: callId,
    title,
    state: 'live',
    language,
    queue,
    advisorId: advisorId === '' ? null : advisorId,
    advisorName: null,
    source,
    synthetic,
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: null,
    durationMs: null,
    endReason: null,
    mainIntentId: null,
    dispositionId: null,
    summaryState: null,
    warnings: [],
    utterances: count('utterance'),
    suggestions: count('suggestionOffered'),
  }
}

function eventJson(event: CallEvent): EventJson {
  return asObject(toJson(CallEventSchema, event))
}

function asObject(value: JsonValue): EventJson {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
