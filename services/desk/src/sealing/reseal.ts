import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import { CallEventSchema, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import { titlePlace } from '../calls/call-row.ts'
import { coachingPlace } from '../scorecard/call-scorecard.ts'
import { viewPlace } from '../search/saved-views.ts'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { json, type Statement, sql } from '../storage/statement.ts'
import { draftPlace } from '../summaries/typed-drafts.ts'
import { ContentSeal } from './content-seal.ts'
import { factsOf } from './event-facts.ts'
import {
  eventPlace,
  openJson,
  openRecord,
  revisionPlace,
  sealedOrOpen,
  storedRecord,
  summaryFacts,
  summaryPlace,
} from './sealed-records.ts'

/** Few enough that nothing else waits long for the database. */
const BATCH = 200

/** Which rows of a column are taken: those that aren't sealed at all, or also those that an older data key sealed. */
interface Wanted {
  bytes(column: Statement): Statement
  text(column: Statement): Statement
}

const notSealed: Wanted = {
  bytes: (column) => sql`${column} IS NULL`,
  text: (column) => sql`${column} <> '' AND NOT starts_with(${column}, 'sealed:')`,
}

function notSealedWith(key: number): Wanted {
  const prefix = ContentSeal.prefixOf(key)
  return {
    bytes: (column) => sql`(${column} IS NULL OR substring(${column} FROM 1 FOR 5) <> ${prefix}::bytea)`,
    text: (column) => sql`${column} <> '' AND (NOT starts_with(${column}, 'sealed:')
      OR substring(decode(substr(${column}, 8), 'base64') FROM 1 FOR 5) <> ${prefix}::bytea)`,
  }
}

/** Seals one batch of a table's rows; returns how many it found. */
type Step = (tx: Queryable, wanted: Wanted) => Promise<number>

const sealed = sql`sealed`
const jsonValue = z.custom<JsonValue>((value) => typeof value === 'object' && value !== null)

const steps: Readonly<Record<string, Step>> = {
  call_events: async (tx, wanted) => {
    const row = z.object({ sequence: z.coerce.number(), call_id: z.string(), event_id: z.string(), ...storedRecord })
    const rows = await select(
      tx,
      row,
      sql`SELECT sequence, call_id, event_id, event AS facts, sealed FROM call_events WHERE ${wanted.bytes(sealed)} ORDER BY sequence LIMIT ${BATCH}`,
    )
    for (const { sequence, call_id, event_id, ...stored } of rows) {
      const place = eventPlace(call_id, event_id)
      const whole = openRecord(tx.seal, stored, place)
      const event = fromJson(CallEventSchema, jsonValue.parse(whole), { ignoreUnknownFields: true })
      await tx.query(sql`UPDATE call_events SET event = ${json(factsOf(event, tx.seal))}::jsonb, sealed = ${tx.seal.seal(json(whole), place)}
        WHERE sequence = ${sequence}`)
    }
    return rows.length
  },
  summaries: async (tx, wanted) => {
    const row = z.object({ call_id: z.string(), ...storedRecord })
    const rows = await select(
      tx,
      row,
      sql`SELECT call_id, summary AS facts, sealed FROM summaries WHERE ${wanted.bytes(sealed)} LIMIT ${BATCH} FOR UPDATE`,
    )
    for (const { call_id, ...stored } of rows) {
      const again = sealSummaryAgain(tx, stored, summaryPlace(call_id))
      await tx.query(sql`UPDATE summaries SET summary = ${again.facts}::jsonb, sealed = ${again.sealed} WHERE call_id = ${call_id}`)
    }
    return rows.length
  },
  summary_revisions: async (tx, wanted) => {
    const row = z.object({ call_id: z.string(), revision: z.number(), reason: z.string(), ...storedRecord })
    const rows = await select(
      tx,
      row,
      sql`SELECT call_id, revision, reason, summary AS facts, sealed FROM summary_revisions WHERE ${wanted.bytes(sealed)} LIMIT ${BATCH}`,
    )
    for (const { call_id, revision, reason, ...stored } of rows) {
      const place = revisionPlace(call_id, revision)
      const again = sealSummaryAgain(tx, stored, place)
      const text = tx.seal.sealText(tx.seal.openText(reason, place), place)
      await tx.query(sql`UPDATE summary_revisions SET summary = ${again.facts}::jsonb, sealed = ${again.sealed}, reason = ${text}
        WHERE call_id = ${call_id} AND revision = ${revision}`)
    }
    return rows.length
  },
  summary_drafts: async (tx, wanted) => {
    const row = z.object({ call_id: z.string(), author_id: z.string(), ...sealedOrOpen })
    const rows = await select(
      tx,
      row,
      sql`SELECT call_id, author_id, edit AS open, sealed FROM summary_drafts WHERE ${wanted.bytes(sealed)} LIMIT ${BATCH} FOR UPDATE`,
    )
    for (const { call_id, author_id, ...stored } of rows) {
      const place = draftPlace({ callId: call_id, authorId: author_id })
      const again = tx.seal.seal(json(openJson(tx.seal, stored, place)), place)
      await tx.query(sql`UPDATE summary_drafts SET edit = NULL, sealed = ${again} WHERE call_id = ${call_id} AND author_id = ${author_id}`)
    }
    return rows.length
  },
  saved_views: async (tx, wanted) => {
    const row = z.object({ view_id: z.string(), owner_id: z.string(), name: z.string(), ...sealedOrOpen })
    const rows = await select(
      tx,
      row,
      sql`SELECT view_id, owner_id, name, search AS open, sealed FROM saved_views WHERE ${wanted.bytes(sealed)} LIMIT ${BATCH} FOR UPDATE`,
    )
    for (const { view_id, owner_id, name, ...stored } of rows) {
      const place = viewPlace(owner_id, name)
      const again = tx.seal.seal(json(openJson(tx.seal, stored, place)), place)
      await tx.query(sql`UPDATE saved_views SET search = NULL, sealed = ${again} WHERE view_id = ${view_id}`)
    }
    return rows.length
  },
  calls: async (tx, wanted) => {
    const row = z.object({ call_id: z.string(), title: z.string() })
    const rows = await select(tx, row, sql`SELECT call_id, title FROM calls WHERE ${wanted.text(sql`title`)} LIMIT ${BATCH} FOR UPDATE`)
    for (const { call_id, title } of rows) {
      const place = titlePlace(call_id)
      await tx.query(sql`UPDATE calls SET title = ${tx.seal.sealText(tx.seal.openText(title, place), place)} WHERE call_id = ${call_id}`)
    }
    return rows.length
  },
  reviews: async (tx, wanted) => {
    const row = z.object({ call_id: z.string(), revision: z.number(), reason: z.string() })
    const rows = await select(tx, row, sql`SELECT call_id, revision, reason FROM reviews WHERE ${wanted.text(sql`reason`)} LIMIT ${BATCH}`)
    for (const { call_id, revision, reason } of rows) {
      const place = revisionPlace(call_id, revision)
      const text = tx.seal.sealText(tx.seal.openText(reason, place), place)
      await tx.query(sql`UPDATE reviews SET reason = ${text} WHERE call_id = ${call_id} AND revision = ${revision}`)
    }
    return rows.length
  },
  call_scorecards: async (tx, wanted) => {
    const row = z.object({ call_id: z.string(), coaching: z.string() })
    const rows = await select(
      tx,
      row,
      sql`SELECT call_id, coaching FROM call_scorecards WHERE ${wanted.text(sql`coaching`)} LIMIT ${BATCH} FOR UPDATE`,
    )
    for (const { call_id, coaching } of rows) {
      const place = coachingPlace(call_id)
      const text = tx.seal.sealText(tx.seal.openText(coaching, place), place)
      await tx.query(sql`UPDATE call_scorecards SET coaching = ${text} WHERE call_id = ${call_id}`)
    }
    return rows.length
  },
}

function sealSummaryAgain(tx: Queryable, stored: Parameters<typeof openRecord>[1], place: string): { facts: string; sealed: Uint8Array } {
  const whole = openRecord(tx.seal, stored, place)
  const summary = fromJson(SummarySchema, jsonValue.parse(whole), { ignoreUnknownFields: true })
  return { facts: json(summaryFacts(summary)), sealed: tx.seal.seal(json(whole), place) }
}

/** Rows by table. */
export type ResealedRows = Readonly<Record<string, number>>

/** Seals what an older Souffleur stored in the open. Runs beside the calls, a batch at a time. */
export function sealEarlierRecords(database: Database, signal: AbortSignal): Promise<ResealedRows> {
  return takeSteps(database, notSealed, signal)
}

/** Seals again with the newest data key what an older one sealed; the index of searches is written anew by the next start. */
export async function resealRecords(database: Database): Promise<ResealedRows> {
  const rows = await takeSteps(database, notSealedWith(database.seal.currentKey), new AbortController().signal)
  const { affected } = await database.query(sql`UPDATE call_index SET analysis = 0, texts = NULL`)
  return { ...rows, call_index: affected }
}

async function takeSteps(database: Database, wanted: Wanted, signal: AbortSignal): Promise<ResealedRows> {
  const rows: Record<string, number> = {}
  for (const [table, step] of Object.entries(steps)) {
    let found = BATCH
    while (found === BATCH && !signal.aborted) {
      found = await database.transaction((tx) => step(tx, wanted))
      if (found > 0) rows[table] = (rows[table] ?? 0) + found
    }
  }
  return rows
}
