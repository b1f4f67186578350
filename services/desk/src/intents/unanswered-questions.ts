import type { Language } from '@souffleur/proto'
import * as z from 'zod'
import type { UnansweredQuestion } from '../desk-ports.ts'
import { eventPlace, openRecord, storedRecord } from '../sealing/sealed-records.ts'
import { type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** The last ones count. */
const MOST = 4000
/** Calls that are read in one request. */
const CALLS_AT_ONCE = 40
/** As long as a call may last. */
const LONGEST_MS = 24 * 3_600_000
const row = z.object({ call_id: z.string(), event_id: z.string(), ...storedRecord })
const callRow = z.object({ call_id: z.string(), started_at: z.date() })
const saidEvent = z.object({ utterance: z.object({ text: z.string().default('') }) })

/**
 * What customers said since then that had no intent and brought no suggestion, oldest first. Whether it is a question is for others to tell.
 * Calls are gone through from the newest on, until there is enough: a year of them isn't looked at.
 */
export async function unansweredSince(database: Queryable, since: Date, language: Language): Promise<UnansweredQuestion[]> {
  const questions: UnansweredQuestion[] = []
  let after: z.infer<typeof callRow> | undefined
  while (questions.length < MOST) {
    const isNext = after === undefined ? sql`TRUE` : sql`(started_at, call_id) < (${after.started_at}, ${after.call_id})`
    const calls = await select(
      database,
      callRow,
      sql`SELECT call_id, started_at FROM calls WHERE started_at >= ${new Date(since.getTime() - LONGEST_MS)} AND ${isNext}
        ORDER BY started_at DESC, call_id DESC LIMIT ${CALLS_AT_ONCE}`,
    )
    after = calls.at(-1)
    if (after === undefined) break
    const ids = calls.map(({ call_id }) => call_id)
    questions.push(...(await unansweredIn(database, ids, { since, language, limit: MOST - questions.length })))
  }
  return questions.toReversed()
}

/** Newest first. */
async function unansweredIn(
  database: Queryable,
  callIds: readonly string[],
  { since, language, limit }: { readonly since: Date; readonly language: Language; readonly limit: number },
): Promise<UnansweredQuestion[]> {
  const rows = await select(
    database,
    row,
    sql`
      WITH answered AS MATERIALIZED (
        SELECT call_id, COALESCE(event -> 'suggestionOffered' ->> 'utteranceId', event -> 'utteranceUnderstood' ->> 'utteranceId', '') AS subject_id
        FROM call_events WHERE call_id = ANY(${callIds})
          AND (kind = 'suggestionOffered' OR (kind = 'utteranceUnderstood' AND event -> 'utteranceUnderstood' ? 'intents')))
      SELECT u.call_id, u.event_id, u.event AS facts, u.sealed
      FROM call_events u
      WHERE u.call_id = ANY(${callIds}) AND u.kind = 'utterance' AND u.occurred_at >= ${since}
        AND u.event -> 'utterance' ->> 'language' = ${language}
        AND u.event -> 'utterance' ->> 'channel' IS DISTINCT FROM 'CHANNEL_ADVISOR'
        AND u.event -> 'utterance' ->> 'hasWords' = 'true'
        AND (u.call_id, u.subject_id) NOT IN (SELECT call_id, subject_id FROM answered)
      ORDER BY u.sequence DESC LIMIT ${limit}`,
  )
  return rows.map(({ call_id, event_id, ...stored }) => {
    const { utterance } = saidEvent.parse(openRecord(database.seal, stored, eventPlace(call_id, event_id)))
    return { callId: call_id, text: utterance.text }
  })
}
