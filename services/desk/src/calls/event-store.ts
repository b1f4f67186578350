import {
  type CallEnded,
  CallEndReason,
  type CallEvent,
  type CallStarted,
  SummaryState,
  type SummaryUpdated,
  type UtteranceUnderstood,
} from '@souffleur/proto'
import * as z from 'zod'
import { measureCall, noteSummary } from '../insights/call-figures.ts'
import { noteExpiry, noteOffer, noteVerdict } from '../insights/suggestion-outcomes.ts'
import { sealEvent } from '../sealing/sealed-records.ts'
import { indexCall } from '../search/call-index.ts'
import type { Queryable } from '../storage/database.ts'
import { selectOne } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'
import { storeSummary } from '../summaries/summary-repository.ts'
import { storeOriginals } from '../vault/originals.ts'
import { titlePlace } from './call-row.ts'

/**
 * - `stored`: it is part of the record now.
 * - `known`: it was already, or a newer one is: events may come twice.
 * - `foreign`: its call id belongs to a call of somebody else, whose record must not grow by it.
 */
export type StoreOutcome = 'stored' | 'known' | 'foreign'

/** Partials are replaced within the second, requests to pause show in what came of them, and what masks hide is kept in the vault or not at all. */
export function isKept(event: CallEvent): boolean {
  switch (event.body.case) {
    case 'partialTranscript':
    case 'callPauseRequested':
    case 'privateWords':
    case 'callRecorded':
    case undefined:
      return false
    default:
      return true
  }
}

/**
 * Adds an event to its call's record, and brings what follows from it up to date.
 * @param present calls known to have a row in this transaction; grows by this one
 */
export async function storeEvent(tx: Queryable, event: CallEvent, present: Set<string> = new Set()): Promise<StoreOutcome> {
  const { body, callId } = event
  if (body.case === 'callStarted') return storeStart(tx, event, body.value)
  if (!present.has(callId)) await ensureCall(tx, event)
  present.add(callId)
  if (body.case === 'summaryUpdated') return storeSummaryOf(tx, event, body.value)
  if (body.case === 'privateWords') {
    await storeOriginals(tx, callId, body.value, timeOf(event))
    return 'stored'
  }
  if (!(await insertEvent(tx, event))) return 'known'
  switch (body.case) {
    case 'callEnded':
      await endCall(tx, event, body.value)
      await measureCall(tx, callId)
      await indexCall(tx, callId)
      break
    case 'transcriptCompleted':
      await measureCall(tx, callId)
      await indexCall(tx, callId)
      break
    case 'utterance':
      await tx.query(sql`UPDATE calls SET utterances = utterances + 1 WHERE call_id = ${callId}`)
      break
    case 'suggestionOffered':
      await tx.query(sql`UPDATE calls SET suggestions = suggestions + 1 WHERE call_id = ${callId}`)
      await noteOffer(tx, callId, timeOf(event), body.value)
      break
    case 'suggestionJudged':
      await noteVerdict(tx, callId, body.value)
      break
    case 'suggestionExpired':
      await noteExpiry(tx, callId, body.value)
      break
    case 'utteranceUnderstood':
      await weighIntents(tx, callId, body.value)
      break
    case 'callWarned':
      await tx.query(sql`
        UPDATE calls SET warnings = array_append(warnings, ${body.value.code})
        WHERE call_id = ${callId} AND NOT ${body.value.code} = ANY(warnings)`)
      break
  }
  return 'stored'
}

/** A call id that comes back goes on with its call, if it is the same advisor's. */
async function storeStart(tx: Queryable, event: CallEvent, started: CallStarted): Promise<StoreOutcome> {
  const { callId } = event
  if (await isKnown(tx, event)) return 'known'
  const { affected } = await tx.query(sql`
    INSERT INTO calls (call_id, state, title, language, queue, advisor_id, source, synthetic, started_at)
    VALUES (${callId}, 'live', ${tx.seal.sealText(storableText(started.title), titlePlace(callId))}, ${started.language}, ${storableText(started.queue)},
      ${started.advisorId === '' ? null : storableText(started.advisorId)}, ${started.source}, ${started.synthetic}, ${timeOf(event)})
    ON CONFLICT (call_id) DO UPDATE SET state = 'live', ended_at = NULL, duration_ms = NULL, end_reason = NULL, error_code = NULL
    WHERE calls.advisor_id IS NOT DISTINCT FROM EXCLUDED.advisor_id`)
  if (affected === 0) return 'foreign'
  await insertEvent(tx, event)
  return 'stored'
}

/** What is heard is kept, even when the event that announced the call was lost. */
async function ensureCall(tx: Queryable, event: CallEvent): Promise<void> {
  await tx.query(sql`
    INSERT INTO calls (call_id, state, title, language, queue, source, synthetic, started_at)
    VALUES (${event.callId}, 'live', '', 'auto', '', '', FALSE, ${timeOf(event)})
    ON CONFLICT (call_id) DO NOTHING`)
}

async function insertEvent(tx: Queryable, event: CallEvent): Promise<boolean> {
  const { facts, sealed } = sealEvent(tx.seal, event)
  const { affected } = await tx.query(sql`
    INSERT INTO call_events (call_id, event_id, kind, occurred_at, event, sealed)
    VALUES (${event.callId}, ${event.eventId}, ${event.body.case ?? ''}, ${timeOf(event)}, ${facts}::jsonb, ${sealed})
    ON CONFLICT (call_id, event_id) DO NOTHING`)
  return affected === 1
}

async function isKnown(tx: Queryable, { callId, eventId }: CallEvent): Promise<boolean> {
  const row = z.object({ event_id: z.string() })
  const found = await selectOne(tx, row, sql`SELECT event_id FROM call_events WHERE call_id = ${callId} AND event_id = ${eventId}`)
  return found !== undefined
}

async function endCall(tx: Queryable, event: CallEvent, ended: CallEnded): Promise<void> {
  const errorCode = ended.errorCode === '' ? null : ended.errorCode
  await tx.query(sql`
    UPDATE calls SET state = 'ended', ended_at = ${timeOf(event)}, duration_ms = ${ended.durationMs},
      end_reason = ${endReasonName(ended.reason)}, error_code = ${errorCode}
    WHERE call_id = ${event.callId}`)
}

async function weighIntents(tx: Queryable, callId: string, { intents }: UtteranceUnderstood): Promise<void> {
  for (const { intentId, score } of intents) {
    await tx.query(sql`
      INSERT INTO call_intents (call_id, intent_id, weight) VALUES (${callId}, ${intentId}, ${score})
      ON CONFLICT (call_id, intent_id) DO UPDATE SET weight = call_intents.weight + EXCLUDED.weight`)
  }
}

async function storeSummaryOf(tx: Queryable, event: CallEvent, { summary }: SummaryUpdated): Promise<StoreOutcome> {
  if (summary === undefined) return 'known'
  const stored = await storeSummary(tx, { callId: event.callId, epoch: event.epoch, at: timeOf(event), summary })
  if (stored && summary.state === SummaryState.COMPLETE) {
    await noteSummary(tx, event.callId, summary)
    await indexCall(tx, event.callId)
  }
  return stored ? 'stored' : 'known'
}

function endReasonName(reason: CallEndReason): 'completed' | 'disconnected' | 'failed' {
  switch (reason) {
    case CallEndReason.COMPLETED:
      return 'completed'
    case CallEndReason.FAILED:
      return 'failed'
    case CallEndReason.DISCONNECTED:
    case CallEndReason.UNSPECIFIED:
      return 'disconnected'
  }
}

function timeOf(event: CallEvent): Date {
  return new Date(event.occurredAtMs)
}
