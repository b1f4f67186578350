import { fromJson, toJson } from '@bufbuild/protobuf'
import { AppError, type CallEvent, CallEventSchema, SummarySchema } from '@souffleur/proto'
import * as z from 'zod'
import { findCall, listEventsOfKinds } from '../calls/call-repository.ts'
import type { TemplateReader } from '../desk-ports.ts'
import type { VersionedText } from '../documents/versioned-text.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { documentBody, noDocument } from './document-body.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface TemplateRoutePorts {
  readonly database: Database
  readonly summaryTemplates: VersionedText
  readonly templateReader: TemplateReader
}

const tags = ['summaries']
const templateText = z.string().max(500_000)

/** What a summary is made of. */
const kinds: readonly NonNullable<CallEvent['body']['case']>[] = [
  'callStarted',
  'utterance',
  'utteranceDiscarded',
  'utteranceUnderstood',
  'transcriptCompleted',
  'callEnded',
]

/** What the organisation wants to know of its calls: read, previewed on a past call, and changed for the calls that follow. */
export function addTemplateRoutes(server: HttpServer, { database, summaryTemplates, templateReader }: TemplateRoutePorts): void {
  server.get(
    '/api/v1/summary-templates',
    { schema: { tags, summary: 'The summary templates, as they hold', response: { 200: documentBody, default: errorBody } } },
    async () => (await summaryTemplates.current()) ?? noDocument,
  )

  server.put(
    '/api/v1/summary-templates',
    {
      schema: {
        tags,
        summary: 'New summary templates, from the next call on',
        body: z.object({ text: templateText, basedOn: z.number().int().min(0) }),
        response: { 200: documentBody, default: errorBody },
      },
    },
    async (request) => {
      const { text, basedOn } = request.body
      const complaint = templateReader.complaint(text)
      if (complaint !== undefined) throw new AppError('template.invalid', complaint)
      return summaryTemplates.replace(text, { basedOn, actor: principalOf(request).username })
    },
  )

  server.post(
    '/api/v1/summary-templates/preview',
    {
      schema: {
        tags,
        summary: 'What a past call would have as its summary with templates that aren’t live; nothing is stored',
        body: z.object({ text: templateText, callId: z.string().min(1).max(128) }),
        response: { 200: z.object({ summary: z.record(z.string(), z.unknown()) }), default: errorBody },
      },
    },
    async (request) => {
      const { text, callId } = request.body
      const call = await findCall(database, callId)
      if (call === undefined) throw new AppError('call.not-found')
      const summary = templateReader.preview(text, { queue: call.queue, events: await eventsOf(database, callId) })
      return { summary: z.record(z.string(), z.unknown()).parse(toJson(SummarySchema, summary)) }
    },
  )
}

async function eventsOf(database: Database, callId: string): Promise<CallEvent[]> {
  const stored = await listEventsOfKinds(database, callId, kinds)
  return stored.map((event) => fromJson(CallEventSchema, z.json().parse(event), { ignoreUnknownFields: true }))
}
