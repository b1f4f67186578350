import { create } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import { AppError, CallEventSchema, GuideItemMarkedSchema, languages } from '@souffleur/proto'
import { ulid } from 'ulid'
import * as z from 'zod'
import { storedOwnership } from '../calls/call-repository.ts'
import type { PendingEvents } from '../calls/recent-events.ts'
import type { GuideReader } from '../desk-ports.ts'
import type { VersionedText } from '../documents/versioned-text.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { callParams } from './call-routes.ts'
import { documentBody, noDocument } from './document-body.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface GuideRoutePorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly database: Database
  readonly pendingEvents: PendingEvents
  readonly guides: VersionedText
  readonly guideReader: GuideReader
}

const tags = ['guide']
/** A hundred lists with their phrases. */
const MOST_CHARACTERS = 500_000
const guideText = z.string().max(MOST_CHARACTERS)
const triedEffect = z.object({
  kind: z.enum(['alert', 'list', 'item', 'step', 'reply', 'field']),
  id: z.string(),
  label: z.string(),
  said: z.object({ start: z.number(), end: z.number() }).nullable(),
})

/** What the organisation wants said, done and noticed in its calls: read, tried, and changed for the calls that follow. */
export function addGuideRoutes(server: HttpServer, ports: GuideRoutePorts): void {
  const { guides, guideReader } = ports
  server.get(
    '/api/v1/guide',
    { schema: { tags, summary: 'The guide, as it holds', response: { 200: documentBody, default: errorBody } } },
    async () => (await guides.current()) ?? noDocument,
  )

  server.put(
    '/api/v1/guide',
    {
      schema: {
        tags,
        summary: 'A new version of the guide, from the next call on',
        body: z.object({ text: guideText, basedOn: z.number().int().min(0) }),
        response: { 200: documentBody, default: errorBody },
      },
    },
    async (request) => {
      const { text, basedOn } = request.body
      const complaint = guideReader.complaint(text)
      if (complaint !== undefined) throw new AppError('guide.invalid', complaint)
      return guides.replace(text, { basedOn, actor: principalOf(request).username })
    },
  )

  server.post(
    '/api/v1/guide/try',
    {
      schema: {
        tags,
        summary: 'What a phrase would bring about with a guide that isn’t live',
        body: z.object({
          guide: guideText,
          phrase: z.object({
            text: z.string().min(1).max(1000),
            language: z.enum(languages),
            speaker: z.enum(['customer', 'advisor', 'unknown']),
            queue: z.string().max(64).default(''),
            intents: z.array(z.string().max(64)).max(10).default([]),
          }),
        }),
        response: { 200: z.object({ effects: z.array(triedEffect) }), default: errorBody },
      },
    },
    async (request) => ({ effects: [...guideReader.try(request.body.guide, request.body.phrase)] }),
  )
  addMarkRoute(server, ports)
}

function addMarkRoute(server: HttpServer, { bus, clock, database, pendingEvents }: GuideRoutePorts): void {
  server.post(
    '/api/v1/calls/:id/guide/:listId/:itemId',
    {
      schema: {
        tags: ['calls'],
        summary: 'Tick an item of a list by hand, or take the tick back',
        params: callParams.extend({ listId: z.string().max(64), itemId: z.string().max(64) }),
        body: z.object({ done: z.boolean() }),
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      const { id, listId, itemId } = request.params
      const stored = await storedOwnership(database, id)
      const ends = pendingEvents.pending(id).some((event) => event.body.case === 'callEnded')
      if (stored?.live === false || ends) throw new AppError('request.conflict', 'the call has ended')
      const value = create(GuideItemMarkedSchema, { listId, itemId, done: request.body.done, userId: principalOf(request).username })
      const occurredAtMs = clock.unixMs()
      bus.publishEvent(
        create(CallEventSchema, { eventId: ulid(occurredAtMs), callId: id, occurredAtMs, body: { case: 'guideItemMarked', value } }),
      )
      return reply.code(204).send()
    },
  )
}
