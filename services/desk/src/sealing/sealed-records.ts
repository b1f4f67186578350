import { toJson } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema, type Summary, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import { json } from '../storage/statement.ts'
import type { ContentSeal } from './content-seal.ts'
import { factsOf } from './event-facts.ts'

/** A record as its row holds it: facts in the open, the whole sealed. */
export interface SealedRecord {
  /** JSON. */
  readonly facts: string
  readonly sealed: Uint8Array
}

const jsonObject = z.record(z.string(), z.unknown())
/** A record in protobuf's JSON form. */
export type RecordJson = z.infer<typeof jsonObject>

/** Both columns of a record, as the database gives them. `sealed` is null in a row of an older Souffleur: its facts are all of it. */
export const storedRecord = { facts: jsonObject, sealed: z.instanceof(Uint8Array).nullable() }
export interface StoredRecord {
  readonly facts: RecordJson
  readonly sealed: Uint8Array | null
}

/** Columns of a record that has no facts: `open` in a row of an older Souffleur, `sealed` in the others. */
export const sealedOrOpen = { open: z.unknown(), sealed: z.instanceof(Uint8Array).nullable() }

/** @throws AppError `data.unreadable` */
export function openJson(seal: ContentSeal, { open, sealed }: { open?: unknown; sealed: Uint8Array | null }, place: string): unknown {
  return sealed === null ? open : JSON.parse(seal.open(sealed, place))
}

export function sealEvent(seal: ContentSeal, event: CallEvent): SealedRecord {
  const whole = json(toJson(CallEventSchema, event))
  return { facts: json(factsOf(event, seal)), sealed: seal.seal(whole, eventPlace(event.callId, event.eventId)) }
}

/** @throws AppError `data.unreadable` */
export function openRecord(seal: ContentSeal, { facts, sealed }: StoredRecord, place: string): RecordJson {
  return sealed === null ? facts : jsonObject.parse(JSON.parse(seal.open(sealed, place)))
}

export function eventPlace(callId: string, eventId: string): string {
  return `event ${callId} ${eventId}`
}

export function sealSummary(seal: ContentSeal, summary: Summary, place: string): SealedRecord {
  return { facts: json(summaryFacts(summary)), sealed: seal.seal(json(toJson(SummarySchema, summary)), place) }
}

/** A summary is replaced in its place while it is worked on. */
export function summaryPlace(callId: string): string {
  return `summary ${callId}`
}

export function revisionPlace(callId: string, revision: number): string {
  return `revision ${callId} ${revision}`
}

/** How it ended, and which fields are filled. */
export function summaryFacts({ disposition, fields }: Summary): RecordJson {
  return {
    ...(disposition === undefined ? {} : { disposition: { dispositionId: disposition.dispositionId, confidence: disposition.confidence } }),
    fields: fields.map(({ fieldId, required, lines }) => ({ fieldId, required, lines: lines.map(() => ({})) })),
  }
}
