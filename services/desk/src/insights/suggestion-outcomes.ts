import {
  type SuggestionExpired,
  SuggestionExpiry,
  type SuggestionJudged,
  SuggestionKind,
  type SuggestionOffered,
  SuggestionVerdict,
} from '@souffleur/proto'
import { diffWordsWithSpace } from 'diff'
import * as z from 'zod'
import { eventPlace, openRecord, storedRecord } from '../sealing/sealed-records.ts'
import { type Queryable, selectOne } from '../storage/database.ts'
import { type SqlValue, sql } from '../storage/statement.ts'

/** Brings the table of outcomes up to date with an event that has just been stored, in its transaction. */

export async function noteOffer(tx: Queryable, callId: string, offeredAt: Date, offer: SuggestionOffered): Promise<void> {
  const [source] = offer.sources
  await tx.query(sql`
    INSERT INTO suggestion_outcomes (call_id, suggestion_id, offered_at, kind, source_id, article_version, passage_id, guide_version,
      meaning_model, intent_id, queue, language, score, speculative)
    SELECT ${callId}, ${offer.suggestionId}, ${offeredAt}, ${kindName(offer.kind)}, ${offer.sourceId}, ${source?.articleVersion ?? null},
      ${source?.passageId ?? null}, ${offer.guideVersion === 0 ? null : offer.guideVersion}, ${offer.meaningModel}, ${offer.intentId},
      queue, ${offer.language}, ${offer.score}, ${offer.speculative}
    FROM calls WHERE call_id = ${callId}
    ON CONFLICT (call_id, suggestion_id) DO NOTHING`)
}

/** The last word counts: what was dismissed may be copied a moment later. */
export async function noteVerdict(tx: Queryable, callId: string, judged: SuggestionJudged): Promise<void> {
  const { suggestionId, verdict } = judged
  switch (verdict) {
    case SuggestionVerdict.UNSPECIFIED:
      return
    case SuggestionVerdict.SHOWN:
      await tx.query(sql`UPDATE suggestion_outcomes SET shown = TRUE WHERE ${isThis(callId, suggestionId)}`)
      return
    case SuggestionVerdict.HELPFUL:
    case SuggestionVerdict.UNHELPFUL: {
      const helpful = verdict === SuggestionVerdict.HELPFUL
      await tx.query(sql`UPDATE suggestion_outcomes SET shown = TRUE, helpful = ${helpful} WHERE ${isThis(callId, suggestionId)}`)
      return
    }
    case SuggestionVerdict.ACCEPTED:
      return settle(tx, callId, suggestionId, 'accepted')
    case SuggestionVerdict.COPIED:
      return settle(tx, callId, suggestionId, 'copied')
    case SuggestionVerdict.DISMISSED:
      return settle(tx, callId, suggestionId, 'dismissed')
    case SuggestionVerdict.EDITED: {
      const offered = await offeredText(tx, callId, suggestionId)
      return settle(
        tx,
        callId,
        suggestionId,
        'edited',
        offered === undefined || judged.editedText === '' ? null : editDistance(offered, judged.editedText),
      )
    }
  }
}

export async function noteExpiry(tx: Queryable, callId: string, { suggestionId, reason }: SuggestionExpired): Promise<void> {
  const expired = expiryName(reason)
  await tx.query(sql`UPDATE suggestion_outcomes SET expired = ${expired} WHERE ${isThis(callId, suggestionId)} AND expired IS NULL`)
}

/** Share of the two texts that isn't common to both, by words: 0 for the same text, 1 when nothing is left of it. */
export function editDistance(before: string, after: string): number {
  if (before === after) return 0
  const changed = diffWordsWithSpace(before, after)
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { value }) => sum + value.length, 0)
  return Math.min(1, changed / (before.length + after.length))
}

async function settle(
  tx: Queryable,
  callId: string,
  suggestionId: string,
  outcome: 'accepted' | 'edited' | 'copied' | 'dismissed',
  distance: number | null = null,
): Promise<void> {
  await tx.query(sql`
    UPDATE suggestion_outcomes SET shown = TRUE, outcome = ${outcome}, edit_distance = ${distance} WHERE ${isThis(callId, suggestionId)}`)
}

function isThis(callId: SqlValue, suggestionId: SqlValue) {
  return sql`call_id = ${callId} AND suggestion_id = ${suggestionId}`
}

const offeredEvent = z.object({ suggestionOffered: z.object({ text: z.string().optional() }) })

async function offeredText(tx: Queryable, callId: string, suggestionId: string): Promise<string | undefined> {
  const row = await selectOne(
    tx,
    z.object({ event_id: z.string(), ...storedRecord }),
    sql`SELECT event_id, event AS facts, sealed FROM call_events
      WHERE call_id = ${callId} AND subject_id = ${suggestionId} AND kind = 'suggestionOffered' LIMIT 1`,
  )
  return row === undefined
    ? undefined
    : offeredEvent.parse(openRecord(tx.seal, row, eventPlace(callId, row.event_id))).suggestionOffered.text
}

function kindName(kind: SuggestionKind): 'answer' | 'reply' | 'next-action' {
  switch (kind) {
    case SuggestionKind.UNSPECIFIED:
    case SuggestionKind.ANSWER:
      return 'answer'
    case SuggestionKind.REPLY:
      return 'reply'
    case SuggestionKind.NEXT_ACTION:
      return 'next-action'
  }
}

function expiryName(reason: SuggestionExpiry): 'time' | 'replaced' | 'call-ended' {
  switch (reason) {
    case SuggestionExpiry.UNSPECIFIED:
    case SuggestionExpiry.TIME:
      return 'time'
    case SuggestionExpiry.REPLACED:
      return 'replaced'
    case SuggestionExpiry.CALL_ENDED:
      return 'call-ended'
  }
}
