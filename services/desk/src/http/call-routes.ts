import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { visibleCalls } from '../access.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { accountingBody, type LiveAccounts, readAccounting } from '../calls/call-accounting.ts'
import { callAlert, listCallAlerts } from '../calls/call-alerts.ts'
import { readCallRecord } from '../calls/call-record.ts'
import { listCalls } from '../calls/call-repository.ts'
import { callRow, callStates } from '../calls/call-row.ts'
import type { PendingEvents } from '../calls/recent-events.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { readCursor, writeCursor } from './call-cursor.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface CallRoutePorts {
  readonly database: Database
  readonly pendingEvents: PendingEvents
  readonly audit: AuditTrail
  readonly clock: Clock
  readonly liveAccounts: LiveAccounts
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

const ALERTS_LAST_MS = 24 * 3_600_000
const MAX_ALERTS = 50
const alertsBody = z.object({ alerts: z.array(callAlert) })

export function addCallRoutes(server: HttpServer, ports: CallRoutePorts): void {
  const { database, pendingEvents, audit, clock, liveAccounts } = ports

  server.get(
    '/api/v1/calls',
    { schema: { tags, summary: 'Calls, newest first', querystring: listQuery, response: { 200: listBody, default: errorBody } } },
    async (request) => {
      const { state, summary, limit, before } = request.query
      const found = await listCalls(database, {
        visible: visibleCalls(principalOf(request)),
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
      const record = await readCallRecord(database, id, pendingEvents.pending(id), request.query)
      if (record === undefined) throw new AppError('call.not-found')
      // Every page: whoever begins at the second one reads too.
      const { after } = request.query
      audit.record({ actor: principalOf(request).username, action: 'call.read', subject: id, details: after === 0 ? {} : { after } })
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
      const accounting = await readAccounting(database, request.params.id, liveAccounts)
      if (accounting === undefined) throw new AppError('call.not-found')
      return accounting
    },
  )

  server.get(
    '/api/v1/alerts',
    {
      schema: {
        tags,
        summary: 'Calls of the last 24 hours that say something of the set-up: sound without words, audio that is not accounted for',
        response: { 200: alertsBody, default: errorBody },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const visible = principal.role === 'ops' ? {} : visibleCalls(principal)
      return { alerts: await listCallAlerts(database, { visible, since: new Date(clock.unixMs() - ALERTS_LAST_MS), limit: MAX_ALERTS }) }
    },
  )
}
