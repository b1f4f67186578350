import * as z from 'zod'
import { titlePlace } from '../calls/call-row.ts'
import { coachingPlace } from '../scorecard/call-scorecard.ts'
import type { ContentSeal } from '../sealing/content-seal.ts'
import { eventPlace, openJson, openRecord, type RecordJson, revisionPlace, summaryPlace } from '../sealing/sealed-records.ts'
import { draftPlace } from '../summaries/typed-drafts.ts'
import { originalPlace } from '../vault/originals.ts'
import type { TableOfCalls } from './rows-of-calls.ts'

/** `bytea` as `to_jsonb` writes it. */
const sealedColumn = z
  .string()
  .startsWith('\\x')
  .transform((text): Uint8Array => Buffer.from(text.slice(2), 'hex'))
  .nullable()
const json = z.record(z.string(), z.unknown())
const callId = z.string()

/** A row of a call's table as people can read it: what is sealed in it is opened, in its place. @throws AppError `data.unreadable` */
export function openRow(seal: ContentSeal, table: Exclude<TableOfCalls, 'call_index'>, row: RecordJson): RecordJson {
  switch (table) {
    case 'calls': {
      const { call_id, title } = z.object({ call_id: callId, title: z.string() }).parse(row)
      return { ...row, title: seal.openText(title, titlePlace(call_id)) }
    }
    case 'call_events': {
      const { sealed: _, ...open } = row
      const { call_id, event_id, event, sealed } = z
        .object({ call_id: callId, event_id: z.string(), event: json, sealed: sealedColumn })
        .parse(row)
      return { ...open, event: openRecord(seal, { facts: event, sealed }, eventPlace(call_id, event_id)) }
    }
    case 'summaries': {
      const { sealed: _, ...open } = row
      const { call_id, summary, sealed } = z.object({ call_id: callId, summary: json, sealed: sealedColumn }).parse(row)
      return { ...open, summary: openRecord(seal, { facts: summary, sealed }, summaryPlace(call_id)) }
    }
    case 'summary_revisions': {
      const { sealed: _, ...open } = row
      const { call_id, revision, reason, summary, sealed } = z
        .object({ call_id: callId, revision: z.number(), reason: z.string(), summary: json, sealed: sealedColumn })
        .parse(row)
      const place = revisionPlace(call_id, revision)
      return { ...open, reason: seal.openText(reason, place), summary: openRecord(seal, { facts: summary, sealed }, place) }
    }
    case 'summary_drafts': {
      const { sealed: _, ...open } = row
      const { call_id, author_id, edit, sealed } = z
        .object({ call_id: callId, author_id: z.string(), edit: z.unknown(), sealed: sealedColumn })
        .parse(row)
      return { ...open, edit: openJson(seal, { open: edit, sealed }, draftPlace({ callId: call_id, authorId: author_id })) }
    }
    case 'reviews': {
      const { call_id, revision, reason } = z.object({ call_id: callId, revision: z.number(), reason: z.string() }).parse(row)
      return { ...row, reason: seal.openText(reason, revisionPlace(call_id, revision)) }
    }
    case 'call_scorecards': {
      const { call_id, coaching } = z.object({ call_id: callId, coaching: z.string() }).parse(row)
      return { ...row, coaching: seal.openText(coaching, coachingPlace(call_id)) }
    }
    case 'call_originals': {
      const { sealed: _, ...open } = row
      const { call_id, token, sealed } = z.object({ call_id: callId, token: z.string(), sealed: sealedColumn }).parse(row)
      return { ...open, value: sealed === null ? '' : seal.open(sealed, originalPlace(call_id, token)) }
    }
    case 'call_intents':
    case 'call_figures':
    case 'suggestion_outcomes':
    case 'webhook_deliveries':
      return row
  }
}
