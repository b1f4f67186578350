import type { Summary } from '@souffleur/proto'
import * as z from 'zod'
import { type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { type SpokenStretch, speechFigures } from './speech-figures.ts'
import { editDistance } from './suggestion-outcomes.ts'

const dayOfStart = sql`(started_at AT TIME ZONE 'UTC')::date`
const spokenRow = z.object({ channel: z.string().nullable(), start_ms: z.coerce.number(), end_ms: z.coerce.number() })
const callRow = z.object({ duration_ms: z.coerce.number().nullable(), intent_id: z.string().nullable() })

/** Measures a call that has ended, in the transaction that says so; more words may still come, and measure it again. */
export async function measureCall(tx: Queryable, callId: string): Promise<void> {
  const call = await selectOne(
    tx,
    callRow,
    sql`SELECT duration_ms, (SELECT intent_id FROM call_intents i WHERE i.call_id = c.call_id ORDER BY weight DESC, intent_id LIMIT 1) AS intent_id
      FROM calls c WHERE call_id = ${callId} AND state = 'ended'`,
  )
  if (call === undefined) return
  const rows = await select(
    tx,
    spokenRow,
    sql`SELECT event -> 'utterance' ->> 'channel' AS channel, COALESCE((event -> 'utterance' ->> 'startMs')::bigint, 0) AS start_ms,
        COALESCE((event -> 'utterance' ->> 'endMs')::bigint, 0) AS end_ms
      FROM call_events WHERE call_id = ${callId} AND kind = 'utterance'`,
  )
  const spoken = rows.map(({ channel, start_ms, end_ms }) => ({ speaker: speakerOf(channel), startMs: start_ms, endMs: end_ms }))
  const { customerMs, advisorMs, overlapMs, silenceMs } = speechFigures(spoken, call.duration_ms ?? 0)
  const unanswered = await countUnanswered(tx, callId)
  await tx.query(sql`
    INSERT INTO call_figures (call_id, day, queue, duration_ms, suggestions, customer_ms, advisor_ms, overlap_ms, silence_ms, main_intent_id,
      team, unanswered)
    SELECT call_id, ${dayOfStart}, queue, duration_ms, suggestions, ${customerMs}::bigint, ${advisorMs}::bigint, ${overlapMs}::bigint,
      ${silenceMs}::bigint, ${call.intent_id}, COALESCE((SELECT team FROM accounts WHERE username = advisor_id), ''), ${unanswered}::integer
    FROM calls WHERE call_id = ${callId}
    ON CONFLICT (call_id) DO UPDATE SET duration_ms = EXCLUDED.duration_ms, suggestions = EXCLUDED.suggestions,
      customer_ms = EXCLUDED.customer_ms, advisor_ms = EXCLUDED.advisor_ms, overlap_ms = EXCLUDED.overlap_ms,
      silence_ms = EXCLUDED.silence_ms, main_intent_id = EXCLUDED.main_intent_id,
      team = EXCLUDED.team, unanswered = EXCLUDED.unanswered`)
}

const countRow = z.object({ n: z.coerce.number() })

/** Questions of the customer, by their mark, that had no intent and brought no suggestion. */
async function countUnanswered(tx: Queryable, callId: string): Promise<number> {
  const counted = await selectOne(
    tx,
    countRow,
    sql`SELECT count(*) AS n FROM call_events u
      WHERE u.call_id = ${callId} AND u.kind = 'utterance' AND u.event -> 'utterance' ->> 'channel' IS DISTINCT FROM 'CHANNEL_ADVISOR'
        AND u.event -> 'utterance' ->> 'asks' = 'true' AND u.subject_id NOT IN (
          SELECT COALESCE(x.event -> 'suggestionOffered' ->> 'utteranceId', x.event -> 'utteranceUnderstood' ->> 'utteranceId', '')
          FROM call_events x
          WHERE x.call_id = ${callId} AND (x.kind = 'suggestionOffered' OR (x.kind = 'utteranceUnderstood' AND x.event -> 'utteranceUnderstood' ? 'intents')))`,
  )
  return counted?.n ?? 0
}

/**
 * What a summary says of how the call ended.
 * @param written what Souffleur wrote, when a person has just saved theirs
 */
export async function noteSummary(tx: Queryable, callId: string, summary: Summary, written?: Summary): Promise<void> {
  const value = summary.fields.find(({ fieldId }) => fieldId === 'resolution')?.lines[0]?.value
  const resolution = value === 'settled' || value === 'unsettled' ? value : null
  const dispositionId = summary.disposition?.dispositionId ?? ''
  const distance = written === undefined ? null : summaryDistance(written, summary)
  await tx.query(sql`
    INSERT INTO call_figures (call_id, day, queue, duration_ms, suggestions, resolution, disposition_id, edit_distance)
    SELECT call_id, ${dayOfStart}, queue, duration_ms, suggestions, ${resolution}, ${dispositionId === '' ? null : dispositionId}, ${distance}::real
    FROM calls WHERE call_id = ${callId}
    ON CONFLICT (call_id) DO UPDATE SET resolution = EXCLUDED.resolution, disposition_id = EXCLUDED.disposition_id,
      edit_distance = COALESCE(EXCLUDED.edit_distance, call_figures.edit_distance)`)
}

/** How much of a summary's words a person changed, 0 to 1. */
export function summaryDistance(written: Summary, saved: Summary): number {
  return editDistance(textOf(written), textOf(saved))
}

function textOf({ fields }: Summary): string {
  return fields.flatMap(({ lines }) => lines.map(({ text }) => text)).join('\n')
}

function speakerOf(channel: string | null): SpokenStretch['speaker'] {
  if (channel === 'CHANNEL_CUSTOMER') return 'customer'
  return channel === 'CHANNEL_ADVISOR' ? 'advisor' : 'unknown'
}
