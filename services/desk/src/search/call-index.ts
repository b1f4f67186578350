import type { Summary } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { titlePlace } from '../calls/call-row.ts'
import { eventPlace, openRecord, storedRecord } from '../sealing/sealed-records.ts'
import { type Database, type Queryable, select, selectOne } from '../storage/database.ts'
import { json, sql } from '../storage/statement.ts'
import { currentSummaries } from '../summaries/summary-repository.ts'
import { ANALYSIS, type IndexedText, searchVector } from './call-words.ts'

const utteranceRow = z.object({ call_id: z.string(), event_id: z.string(), ...storedRecord })
const saidEvent = z.object({
  utterance: z.object({
    utteranceId: z.string(),
    text: z.string().default(''),
    language: z.string().optional(),
    channel: z.string().optional(),
    startMs: z.coerce.number().default(0),
  }),
})

/** A text of a call that can be found. */
export interface CallText extends IndexedText {
  /** Undefined for the title and the lines of the summary. */
  readonly utterance?: { readonly id: string; readonly channel: 'customer' | 'advisor' | 'mixed'; readonly startMs: number }
}

interface TitledCall {
  readonly id: string
  readonly title: string
}

/** Everything of calls that can be found, by call: its title, what was said in order, the summary as it stands. */
export async function readCallTexts(database: Queryable, calls: readonly TitledCall[]): Promise<ReadonlyMap<string, readonly CallText[]>> {
  return withTitleAndSummary(
    database,
    calls,
    await readSpoken(
      database,
      calls.map(({ id }) => id),
    ),
  )
}

/** As {@link readCallTexts}, of calls that are indexed: what was said comes from the index, in one piece a call. */
export async function readIndexedTexts(
  database: Queryable,
  calls: readonly TitledCall[],
): Promise<ReadonlyMap<string, readonly CallText[]>> {
  const ids = calls.map(({ id }) => id)
  const row = z.object({ call_id: z.string(), texts: z.instanceof(Uint8Array) })
  const rows = await select(database, row, sql`SELECT call_id, texts FROM call_index WHERE call_id = ANY(${ids}) AND texts IS NOT NULL`)
  const indexed = new Map(rows.map(({ call_id, texts }) => [call_id, openSpoken(database, call_id, texts)]))
  // Indexed by an older Souffleur, and not anew yet.
  const others = ids.filter((id) => !indexed.has(id))
  const read = others.length === 0 ? new Map<string, CallText[]>() : await readSpoken(database, others)
  return withTitleAndSummary(database, calls, new Map([...indexed, ...read]))
}

async function withTitleAndSummary(
  database: Queryable,
  calls: readonly TitledCall[],
  spoken: ReadonlyMap<string, readonly CallText[]>,
): Promise<ReadonlyMap<string, readonly CallText[]>> {
  const summaries = await currentSummaries(
    database,
    calls.map(({ id }) => id),
  )
  return new Map(
    calls.map(({ id, title }) => {
      const summary = summaries.get(id)
      return [id, [{ text: title, language: 'fr' }, ...(spoken.get(id) ?? []), ...(summary === undefined ? [] : linesOf(summary))]]
    }),
  )
}

async function readSpoken(database: Queryable, callIds: readonly string[]): Promise<ReadonlyMap<string, readonly CallText[]>> {
  const rows = await select(
    database,
    utteranceRow,
    sql`SELECT call_id, event_id, event AS facts, sealed FROM call_events
      WHERE call_id = ANY(${callIds}) AND kind = 'utterance' ORDER BY sequence`,
  )
  const spoken = new Map<string, CallText[]>(callIds.map((id) => [id, []]))
  for (const { call_id, event_id, ...stored } of rows) {
    const { utterance } = saidEvent.parse(openRecord(database.seal, stored, eventPlace(call_id, event_id)))
    const { utteranceId: id, text, language, channel, startMs } = utterance
    spoken.get(call_id)?.push({ text, language: language === 'en' ? 'en' : 'fr', utterance: { id, channel: speakerOf(channel), startMs } })
  }
  return spoken
}

const spokenText = z.object({
  text: z.string(),
  language: z.enum(['fr', 'en']),
  utterance: z.object({ id: z.string(), channel: z.enum(['customer', 'advisor', 'mixed']), startMs: z.number() }),
})

function openSpoken(database: Queryable, callId: string, sealed: Uint8Array): readonly CallText[] {
  return z.array(spokenText).parse(JSON.parse(database.seal.open(sealed, textsPlace(callId))))
}

/** See `ContentSeal`. */
export function textsPlace(callId: string): string {
  return `texts ${callId}`
}

const endedRow = z.object({ title: z.string() })

/** Writes the row that an ended call is found by; a call that goes on has none yet. */
export async function indexCall(tx: Queryable, callId: string): Promise<void> {
  const call = await selectOne(tx, endedRow, sql`SELECT title FROM calls WHERE call_id = ${callId} AND state = 'ended'`)
  if (call === undefined) return
  const spoken = await readSpoken(tx, [callId])
  const title = tx.seal.openText(call.title, titlePlace(callId))
  const texts = await withTitleAndSummary(tx, [{ id: callId, title }], spoken)
  const words = searchVector(texts.get(callId) ?? [], tx.seal)
  const said = tx.seal.seal(json(spoken.get(callId) ?? []), textsPlace(callId))
  await tx.query(sql`
    INSERT INTO call_index (call_id, started_at, advisor_id, queue, language, duration_ms, utterances, intents, alerts, warnings,
      summary_state, disposition_id, resolution, analysis, words, texts)
    SELECT c.call_id, c.started_at, c.advisor_id, c.queue, c.language, c.duration_ms, c.utterances,
      ARRAY(SELECT intent_id FROM call_intents i WHERE i.call_id = c.call_id ORDER BY weight DESC, intent_id),
      ARRAY(SELECT DISTINCT event -> 'alertRaised' ->> 'alertId' FROM call_events e WHERE e.call_id = c.call_id AND e.kind = 'alertRaised'
        AND event -> 'alertRaised' ->> 'alertId' IS NOT NULL),
      c.warnings, s.state, NULLIF(s.summary -> 'disposition' ->> 'dispositionId', ''), f.resolution, ${ANALYSIS}::integer, ${words}::tsvector, ${said}::bytea
    FROM calls c LEFT JOIN summaries s USING (call_id) LEFT JOIN call_figures f USING (call_id) WHERE c.call_id = ${callId}
    ON CONFLICT (call_id) DO UPDATE SET started_at = EXCLUDED.started_at, advisor_id = EXCLUDED.advisor_id, queue = EXCLUDED.queue,
      language = EXCLUDED.language, duration_ms = EXCLUDED.duration_ms, utterances = EXCLUDED.utterances, intents = EXCLUDED.intents,
      alerts = EXCLUDED.alerts, warnings = EXCLUDED.warnings, summary_state = EXCLUDED.summary_state,
      disposition_id = EXCLUDED.disposition_id, resolution = EXCLUDED.resolution, analysis = EXCLUDED.analysis, words = EXCLUDED.words, texts = EXCLUDED.texts`)
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

function speakerOf(channel: string | undefined): 'customer' | 'advisor' | 'mixed' {
  if (channel === 'CHANNEL_CUSTOMER') return 'customer'
  return channel === 'CHANNEL_ADVISOR' ? 'advisor' : 'mixed'
}
