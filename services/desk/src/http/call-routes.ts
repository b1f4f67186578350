import { create } from '@bufbuild/protobuf'
import type { Bus } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import {
  AppError,
  type CallEvent,
  CallEventSchema,
  CallPauseRequestedSchema,
  SuggestionJudgedSchema,
  SuggestionVerdict,
} from '@souffleur/proto'
import { ulid } from 'ulid'
import * as z from 'zod'
import { listedAdvisor } from '../access.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { accountingBody, readAccounting } from '../calls/call-accounting.ts'
import { readCallRecord } from '../calls/call-record.ts'
import type { CallRecorder } from '../calls/call-recorder.ts'
import { type CallCursor, hasSuggestion, listCalls, storedOwnership } from '../calls/call-repository.ts'
import { callRow, callStates } from '../calls/call-row.ts'
import type { Database } from '../storage/database.ts'
import { storableText } from '../storage/statement.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface CallRoutePorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly database: Database
  readonly recorder: CallRecorder
  readonly audit: AuditTrail
}

const tags = ['calls']
export const callParams = z.object({ id: z.string().max(64) })

const listQuery = z.object({
  state: z.enum(callStates).optional(),
  summary: z.enum(['complete', 'saved', 'approved', 'rejected']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.string().max(200).optional(),
})
const listBody = z.object({ calls: z.array(callRow), next: z.string().nullable() })

/** One page holds hours of an ordinary call. */
const RECORD_PAGE = 10_000
const recordQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(RECORD_PAGE).default(RECORD_PAGE),
})
const recordBody = z.object({
  call: callRow,
  /** `souffleur.v1.CallEvent` in protobuf's JSON form. */
  events: z.array(z.record(z.string(), z.unknown())),
  /** `after` of the next page. */
  next: z.number().nullable(),
})

export function addCallRoutes(server: HttpServer, ports: CallRoutePorts): void {
  const { database, recorder, audit } = ports

  server.get(
    '/api/v1/calls',
    { schema: { tags, summary: 'Calls, newest first', querystring: listQuery, response: { 200: listBody, default: errorBody } } },
    async (request) => {
      const { state, summary, limit, before } = request.query
      const advisorId = listedAdvisor(principalOf(request))
      const found = await listCalls(database, {
        advisorId,
        state,
        summary,
        limit: limit + 1,
        before: before === undefined ? undefined : readCursor(before),
      })
      const calls = found.slice(0, limit)
      const last = calls.at(-1)
      const next =
        found.length > limit && last !== undefined ? writeCursor({ startedAtMs: Date.parse(last.startedAt), callId: last.id }) : null
      return { calls, next }
    },
  )

  server.get(
    '/api/v1/calls/:id',
    {
      schema: {
        tags,
        summary: 'A call and what happened in it',
        params: callParams,
        querystring: recordQuery,
        response: { 200: recordBody, default: errorBody },
      },
    },
    async (request) => {
      const { id } = request.params
      const record = await readCallRecord(database, id, recorder.pending(id), request.query)
      if (record === undefined) throw new AppError('call.not-found')
      if (request.query.after === 0) audit.record({ actor: principalOf(request).username, action: 'call.read', subject: id, details: {} })
      return { ...record, events: [...record.events] }
    },
  )

  server.get(
    '/api/v1/calls/:id/accounting',
    {
      schema: {
        tags,
        summary: 'What became of every sample of the call’s audio',
        params: callParams,
        response: { 200: accountingBody, default: errorBody },
      },
    },
    async (request) => {
      const accounting = await readAccounting(database, request.params.id)
      if (accounting === undefined) throw new AppError('call.not-found')
      return accounting
    },
  )

  addPauseRoute(server, ports)
  addVerdictRoute(server, ports)
}

function addPauseRoute(server: HttpServer, { bus, clock, database, recorder }: CallRoutePorts): void {
  const body = z.object({ paused: z.boolean() })
  server.post(
    '/api/v1/calls/:id/pause',
    {
      schema: { tags, summary: 'Stop or resume listening', params: callParams, body, response: { 204: z.undefined(), default: errorBody } },
    },
    async (request, reply) => {
      const { id } = request.params
      const stored = await storedOwnership(database, id)
      const ends = recorder.pending(id).some((event) => event.body.case === 'callEnded')
      if (stored?.live === false || ends) throw new AppError('request.conflict', 'the call has ended')
      const value = create(CallPauseRequestedSchema, { paused: request.body.paused, requestedBy: 'advisor' })
      publish(bus, clock, id, { case: 'callPauseRequested', value })
      return reply.code(204).send()
    },
  )
}

const verdicts = {
  shown: SuggestionVerdict.SHOWN,
  accepted: SuggestionVerdict.ACCEPTED,
  copied: SuggestionVerdict.COPIED,
  edited: SuggestionVerdict.EDITED,
  dismissed: SuggestionVerdict.DISMISSED,
} as const
const verdictBody = z.object({
  verdict: z.enum(['shown', 'accepted', 'copied', 'edited', 'dismissed']),
  editedText: z.string().max(5000).optional(),
})

function addVerdictRoute(server: HttpServer, { bus, clock, database, recorder, audit }: CallRoutePorts): void {
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
      const waits = recorder.pending(id).some(({ body }) => body.case === 'suggestionOffered' && body.value.suggestionId === suggestionId)
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

function publish(bus: Bus, clock: Clock, callId: string, body: CallEvent['body']): void {
  const occurredAtMs = clock.unixMs()
  bus.publishEvent(create(CallEventSchema, { eventId: ulid(occurredAtMs), callId, occurredAtMs, body }))
}

function writeCursor({ startedAtMs, callId }: CallCursor): string {
  return Buffer.from(`${startedAtMs} ${callId}`).toString('base64url')
}

/** @throws AppError `request.invalid` for anything that {@link writeCursor} didn't write. */
function readCursor(text: string): CallCursor {
  const match = /^(\d{1,15}) (\S{1,64})$/.exec(Buffer.from(text, 'base64url').toString())
  if (match?.[1] === undefined || match[2] === undefined) throw new AppError('request.invalid', 'before: not a cursor of this list')
  return { startedAtMs: Number(match[1]), callId: match[2] }
}
