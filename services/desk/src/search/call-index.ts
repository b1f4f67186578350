import type { Summary } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { currentSummaries } from '../summaries/summary-repository.ts'
import { ANALYSIS, type IndexedText, searchVector } from './call-words.ts'

const utteranceRow = z.object({
  call_id: z.string(),
  utterance_id: z.string(),
  text: z.string().nullable(),
  language: z.string().nullable(),
  channel: z.string().nullable(),
  start_ms: z.coerce.number(),
})

/** A text of a call that can be found. */
export interface CallText extends IndexedText {
  /** Undefined for the title and the lines of the summary. */
  readonly utterance?: { readonly id: string; readonly channel: 'customer' | 'advisor' | 'mixed'; readonly startMs: number }
}

/** Everything of calls that can be found, by call: its title, what was said in order, the summary as it stands. */
export async function readCallTexts(
  database: Queryable,
  calls: readonly { readonly id: string; readonly title: string }[],
): Promise<ReadonlyMap<string, readonly CallText[]>> {
  const ids = calls.map(({ id }) => id)
  const spoken = await select(
    database,
    utteranceRow,
    sql`SELECT call_id, subject_id AS utterance_id, event -> 'utterance' ->> 'text' AS text, event -> 'utterance' ->> 'language' AS language,
        event -> 'utterance' ->> 'channel' AS channel, COALESCE((event -> 'utterance' ->> 'startMs')::bigint, 0) AS start_ms
      FROM call_events WHERE call_id = ANY(${ids}) AND kind = 'utterance' ORDER BY sequence`,
  )
  const summaries = await currentSummaries(database, ids)
  const texts = new Map<string, CallText[]>(calls.map(({ id, title }) => [id, [{ text: title, language: 'fr' }]]))
  for (const { call_id, utterance_id, text, language, channel, start_ms } of spoken) {
    const utterance = { id: utterance_id, channel: speakerOf(channel), startMs: start_ms }
    texts.get(call_id)?.push({ text: text ?? '', language: language === 'en' ? 'en' : 'fr', utterance })
  }
  for (const [callId, summary] of summaries) texts.get(callId)?.push(...linesOf(summary))
  return texts
}

const endedRow = z.object({ title: z.string() })

/** Writes the row that an ended call is found by; a call that goes on has none yet. */
export async function indexCall(tx: Queryable, callId: string): Promise<void> {
  const call = await selectOne(tx, endedRow, sql`SELECT title FROM calls WHERE call_id = ${callId} AND state = 'ended'`)
  if (call === undefined) return
  const texts = await readCallTexts(tx, [{ id: callId, title: call.title }])
  const words = searchVector(texts.get(callId) ?? [])
  await tx.query(sql`
    INSERT INTO call_index (call_id, started_at, advisor_id, queue, language, duration_ms, utterances, intents, alerts, warnings,
      summary_state, disposition_id, resolution, analysis, words)
    SELECT c.call_id, c.started_at, c.advisor_id, c.queue, c.language, c.duration_ms, c.utterances,
      ARRAY(SELECT intent_id FROM call_intents i WHERE i.call_id = c.call_id ORDER BY weight DESC, intent_id),
      ARRAY(SELECT DISTINCT event -> 'alertRaised' ->> 'alertId' FROM call_events e WHERE e.call_id = c.call_id AND e.kind = 'alertRaised'
        AND event -> 'alertRaised' ->> 'alertId' IS NOT NULL),
      c.warnings, s.state, NULLIF(s.summary -> 'disposition' ->> 'dispositionId', ''), f.resolution, ${ANALYSIS}::integer, ${words}::tsvector
    FROM calls c LEFT JOIN summaries s USING (call_id) LEFT JOIN call_figures f USING (call_id) WHERE c.call_id = ${callId}
    ON CONFLICT (call_id) DO UPDATE SET started_at = EXCLUDED.started_at, advisor_id = EXCLUDED.advisor_id, queue = EXCLUDED.queue,
      language = EXCLUDED.language, duration_ms = EXCLUDED.duration_ms, utterances = EXCLUDED.utterances, intents = EXCLUDED.intents,
      alerts = EXCLUDED.alerts, warnings = EXCLUDED.warnings, summary_state = EXCLUDED.summary_state,
      disposition_id = EXCLUDED.disposition_id, resolution = EXCLUDED.resolution, analysis = EXCLUDED.analysis, words = EXCLUDED.words`)
}

/** Few enough that nothing else waits long for the database. */
const BATCH = 20

/**
 * Indexes the ended calls that have no row of these rules yet: those of an older Souffleur, and those whose process died.
 * Runs beside the calls; returns how many it indexed.
 */
export async function indexMissingCalls(
  database: Database,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<number> {
  const idRow = z.object({ call_id: z.string() })
  let indexed = 0
  while (!signal.aborted) {
    const missing = await select(
      database,
      idRow,
      sql`SELECT c.call_id FROM calls c LEFT JOIN call_index x USING (call_id)
        WHERE c.state = 'ended' AND (x.call_id IS NULL OR x.analysis < ${ANALYSIS}) ORDER BY c.started_at DESC LIMIT ${BATCH}`,
    )
    if (missing.length === 0) break
    for (const { call_id } of missing) {
      if (signal.aborted) return indexed
      await database.transaction((tx) => indexCall(tx, call_id))
      indexed += 1
    }
  }
  if (indexed > 0) log.info('earlier calls can be searched now', { calls: indexed })
  return indexed
}

function linesOf(summary: Summary): CallText[] {
  const language = summary.language === 'en' ? 'en' : 'fr'
  return summary.fields.flatMap(({ lines }) => lines.map(({ text }): CallText => ({ text, language })))
}

function speakerOf(channel: string | null): 'customer' | 'advisor' | 'mixed' {
  if (channel === 'CHANNEL_CUSTOMER') return 'customer'
  return channel === 'CHANNEL_ADVISOR' ? 'advisor' : 'mixed'
}
