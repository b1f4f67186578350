import { create } from '@bufbuild/protobuf'
import type { Bus, CallNotes } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import {
  AppError,
  type CallEvent,
  CallEventSchema,
  CallPauseRequestedSchema,
  noteOfNotice,
  RecordingNotice,
  RecordingNoticeNotedSchema,
  SuggestionJudgedSchema,
  SuggestionVerdict,
} from '@souffleur/proto'
import { ulid } from 'ulid'
import * as z from 'zod'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { hasSuggestion, storedOwnership } from '../calls/call-repository.ts'
import type { PendingEvents } from '../calls/recent-events.ts'
import type { Database } from '../storage/database.ts'
import { storableText } from '../storage/statement.ts'
import { principalOf } from './admission.ts'
import { callParams } from './call-routes.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface CallActionPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly database: Database
  readonly pendingEvents: PendingEvents
  readonly audit: AuditTrail
}

const tags = ['calls']

/** What people do during a call: each becomes an event on the bus, and is stored as one. */
export function addCallActionRoutes(server: HttpServer, ports: CallActionPorts): void {
  addPauseRoute(server, ports)
  addNoticeRoute(server, ports)
  addVerdictRoute(server, ports)
}

function addPauseRoute(server: HttpServer, { bus, clock, database, pendingEvents }: CallActionPorts): void {
  const body = z.object({ paused: z.boolean() })
  server.post(
    '/api/v1/calls/:id/pause',
    {
      schema: { tags, summary: 'Stop or resume listening', params: callParams, body, response: { 204: z.undefined(), default: errorBody } },
    },
    async (request, reply) => {
      const { id } = request.params
      await refuseWhenEnded(database, pendingEvents, id)
      const value = create(CallPauseRequestedSchema, { paused: request.body.paused, requestedBy: 'advisor' })
      publish(bus, clock, id, { case: 'callPauseRequested', value })
      return reply.code(204).send()
    },
  )
}

const notices = { given: RecordingNotice.GIVEN, refused: RecordingNotice.REFUSED } as const

function addNoticeRoute(server: HttpServer, { bus, clock, database, pendingEvents, audit }: CallActionPorts): void {
  const body = z.object({ notice: z.enum(['given', 'refused']) })
  server.post(
    '/api/v1/calls/:id/recording-notice',
    {
      schema: {
        tags,
        summary: 'Whether the caller has been told that they are written down, or doesn’t want it',
        params: callParams,
        body,
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      await refuseWhenEnded(database, pendingEvents, id)
      const { username: userId } = principalOf(request)
      const { notice } = request.body
      const value = create(RecordingNoticeNotedSchema, { notice: notices[notice], notedBy: 'advisor', userId })
      publish(bus, clock, id, { case: 'recordingNoticeNoted', value }, noteOfNotice(value.notice))
      audit.record({ actor: userId, action: 'notice.noted', subject: id, details: { notice } })
      return reply.code(204).send()
    },
  )
}

/** @throws AppError `request.conflict` */
async function refuseWhenEnded(database: Database, pendingEvents: PendingEvents, callId: string): Promise<void> {
  const stored = await storedOwnership(database, callId)
  const ends = pendingEvents.pending(callId).some((event) => event.body.case === 'callEnded')
  if (stored?.live === false || ends) throw new AppError('request.conflict', 'the call has ended')
}

const verdicts = {
  shown: SuggestionVerdict.SHOWN,
  accepted: SuggestionVerdict.ACCEPTED,
  copied: SuggestionVerdict.COPIED,
  edited: SuggestionVerdict.EDITED,
  dismissed: SuggestionVerdict.DISMISSED,
  helpful: SuggestionVerdict.HELPFUL,
  unhelpful: SuggestionVerdict.UNHELPFUL,
} as const
const verdictBody = z.object({
  verdict: z.enum(['shown', 'accepted', 'copied', 'edited', 'dismissed', 'helpful', 'unhelpful']),
  editedText: z.string().max(5000).optional(),
})

function addVerdictRoute(server: HttpServer, { bus, clock, database, pendingEvents, audit }: CallActionPorts): void {
  const params = callParams.extend({ suggestionId: z.string().max(128) })
  server.post(
    '/api/v1/calls/:id/suggestions/:suggestionId/verdict',
    {
      schema: {
        tags,
        summary: 'What the advisor did with a suggestion',
        params,
        body: verdictBody,
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      const { id, suggestionId } = request.params
      const { verdict, editedText = '' } = request.body
      const { username } = principalOf(request)
      // One that was offered a moment ago may still wait to be stored.
      const waits = pendingEvents
        .pending(id)
        .some(({ body }) => body.case === 'suggestionOffered' && body.value.suggestionId === suggestionId)
      if (!waits && !(await hasSuggestion(database, id, suggestionId))) throw new AppError('request.not-found', 'no such suggestion')
      const value = create(SuggestionJudgedSchema, {
        suggestionId,
        verdict: verdicts[verdict],
        editedText: verdict === 'edited' ? storableText(editedText) : '',
        userId: username,
      })
      publish(bus, clock, id, { case: 'suggestionJudged', value })
      audit.record({ actor: username, action: 'suggestion.judged', subject: id, details: { suggestionId, verdict } })
      return reply.code(204).send()
    },
  )
}

function publish(bus: Bus, clock: Clock, callId: string, body: CallEvent['body'], notes?: CallNotes): void {
  const occurredAtMs = clock.unixMs()
  bus.publishEvent(create(CallEventSchema, { eventId: ulid(occurredAtMs), callId, occurredAtMs, body }), undefined, notes)
}
