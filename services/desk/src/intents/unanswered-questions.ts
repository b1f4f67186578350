import type { Language } from '@souffleur/proto'
import * as z from 'zod'
import type { UnansweredQuestion } from '../desk-ports.ts'
import { eventPlace, openRecord, storedRecord } from '../sealing/sealed-records.ts'
import { type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** The last ones count. */
const MOST = 4000
const row = z.object({ call_id: z.string(), event_id: z.string(), ...storedRecord })
const saidEvent = z.object({ utterance: z.object({ text: z.string().default('') }) })

/** What customers said since then that had no intent and brought no suggestion, oldest first. Whether it is a question is for others to tell. */
export async function unansweredSince(database: Queryable, since: Date, language: Language): Promise<UnansweredQuestion[]> {
  const rows = await select(
    database,
    row,
    sql`
      SELECT u.call_id, u.event_id, u.event AS facts, u.sealed
      FROM call_events u
      WHERE u.kind = 'utterance' AND u.occurred_at >= ${since} AND u.event -> 'utterance' ->> 'language' = ${language}
        AND u.event -> 'utterance' ->> 'channel' IS DISTINCT FROM 'CHANNEL_ADVISOR'
        AND u.event -> 'utterance' ->> 'hasWords' = 'true'
        AND NOT EXISTS (
          SELECT 1 FROM call_events x
          WHERE x.call_id = u.call_id AND x.kind IN ('suggestionOffered', 'utteranceUnderstood')
            AND (x.event -> 'suggestionOffered' ->> 'utteranceId' = u.subject_id
              OR (x.event -> 'utteranceUnderstood' ->> 'utteranceId' = u.subject_id AND x.event -> 'utteranceUnderstood' ? 'intents')))
      ORDER BY u.sequence DESC LIMIT ${MOST}`,
  )
  return rows
    .map(({ call_id, event_id, ...stored }) => {
      const { utterance } = saidEvent.parse(openRecord(database.seal, stored, eventPlace(call_id, event_id)))
      return { callId: call_id, text: utterance.text }
    })
    .toReversed()
}
