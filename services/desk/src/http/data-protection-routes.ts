import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { CallRecorder } from '../calls/call-recorder.ts'
import { callRow } from '../calls/call-row.ts'
import type { DailyPurge } from '../retention/daily-purge.ts'
import { eraseCalls, exportCalls } from '../retention/erase-calls.ts'
import { findCallsOf } from '../retention/find-caller.ts'
import { listPurges, purgeReport } from '../retention/purge.ts'
import { type RetentionRules, retentionRule } from '../retention/retention-rules.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface DataProtectionRoutePorts {
  readonly database: Database
  readonly clock: Clock
  readonly audit: AuditTrail
  readonly retention: RetentionRules
  readonly purges: DailyPurge
  readonly recorder: CallRecorder
  /** Calls that are gone: screens that show them are told. */
  onErased(callId: string): void
}

const tags = ['data protection']
const SHOWN_PURGES = 20
const rules = z.array(retentionRule).min(1).max(200)
const retentionBody = z.object({ rules, purges: z.array(purgeReport) })
const callIds = z.array(z.string().min(1).max(128)).min(1).max(500)
const MOST_FOUND = 100
const foundBody = z.object({ calls: z.array(callRow) })
const erasedBody = z.object({ calls: z.number(), toldTo: z.array(z.string()) })

/** How long everything is kept, and what one caller may ask for: all that is held on them, and its end. */
export function addDataProtectionRoutes(server: HttpServer, ports: DataProtectionRoutePorts): void {
  const { database, retention, purges } = ports
  const current = async () => retentionBody.parse({ rules: [...retention.all], purges: await listPurges(database, SHOWN_PURGES) })

  server.get(
    '/api/v1/retention',
    { schema: { tags, summary: 'How long what is kept, and what was removed', response: { 200: retentionBody, default: errorBody } } },
    current,
  )
  server.put(
    '/api/v1/retention',
    {
      schema: { tags, summary: 'New rules, all of them', body: z.object({ rules }), response: { 200: retentionBody, default: errorBody } },
    },
    async (request) => {
      await retention.replace(request.body.rules, principalOf(request).username)
      return current()
    },
  )
  server.post(
    '/api/v1/retention/purge',
    {
      schema: {
        tags,
        summary: 'Removes what is due now, or only counts it',
        body: z.object({ dryRun: z.boolean().default(false) }),
        response: { 200: purgeReport, default: errorBody },
      },
    },
    (request) => purges.run(principalOf(request).username, request.body.dryRun),
  )
  addCallerRoutes(server, ports)
}

function addCallerRoutes(server: HttpServer, { database, clock, audit, recorder, onErased }: DataProtectionRoutePorts): void {
  server.post(
    '/api/v1/caller/find',
    {
      schema: {
        tags,
        summary: 'Calls by what the telephone platform said of the caller, such as a number, or by their id',
        body: z.object({ identifier: z.string().trim().min(3).max(200) }),
        response: { 200: foundBody, default: errorBody },
      },
    },
    async (request) => {
      const calls = await findCallsOf(database, request.body.identifier, MOST_FOUND)
      audit.record({ actor: principalOf(request).username, action: 'calls.searched', subject: '', details: { found: calls.length } })
      return { calls }
    },
  )
  server.post(
    '/api/v1/caller/export',
    { schema: { tags, summary: 'Everything that is held on these calls', body: z.object({ callIds }) } },
    async (request, reply) => {
      const { username: actor } = principalOf(request)
      const ids = [...new Set(request.body.callIds)]
      return reply
        .header('content-disposition', 'attachment; filename="souffleur-caller.json"')
        .type('application/json; charset=utf-8')
        .send(Readable.from(noted(exportCalls(database, ids), { ids, actor, audit })))
    },
  )
  server.post(
    '/api/v1/caller/erase',
    {
      schema: {
        tags,
        summary: 'Erases these calls and everything that belongs to them, for ever',
        body: z.object({ callIds, reason: z.string().trim().min(3).max(500) }),
        response: { 200: erasedBody, default: errorBody },
      },
    },
    async (request) => {
      let erasing: readonly string[] = []
      const onErasing = (ids: readonly string[]) => {
        erasing = ids
        recorder.forget(ids)
      }
      const order = { ...request.body, actor: principalOf(request).username, at: new Date(clock.unixMs()), onErasing }
      const erased = await eraseCalls(database, order).catch((error: unknown) => {
        recorder.recall(erasing)
        throw error
      })
      for (const id of erasing) onErased(id)
      return erasedBody.parse(erased)
    },
  )
}

interface ExportNote {
  readonly ids: readonly string[]
  readonly actor: string
  readonly audit: AuditTrail
}

/** Notes what was handed over when the last piece is, or the connection closes, with the hash of what was. */
async function* noted(pieces: AsyncIterable<string>, { ids, actor, audit }: ExportNote): AsyncGenerator<string> {
  const hash = createHash('sha256')
  let complete = false
  try {
    for await (const piece of pieces) {
      hash.update(piece)
      yield piece
    }
    complete = true
  } finally {
    const details = { calls: ids.length, sha256: hash.digest('hex'), complete }
    for (const subject of ids) audit.record({ actor, action: 'call.exported', subject, details })
  }
}
