import { Readable } from 'node:stream'
import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import { visibleCalls } from '../access.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { type ExportFormat, exportedCalls, writeExport } from '../exports/call-export.ts'
import { writeEvaluationSet } from '../exports/evaluation-set.ts'
import { searchOf, searchParameters } from '../search/search-parameters.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import type { HttpServer } from './http-server.ts'

export interface ExportRoutePorts {
  readonly database: Database
  readonly clock: Clock
  readonly audit: AuditTrail
}

const tags = ['exports']
const contentTypes: Record<ExportFormat, string> = { csv: 'text/csv; charset=utf-8', json: 'application/json; charset=utf-8' }

/**
 * What leaves in one piece: streamed, so that a year of calls needs no memory, and audited before the first byte. A file that broke off
 * ends its connection early, and its audit entry says that it is not complete.
 */
export function addExportRoutes(server: HttpServer, { database, clock, audit }: ExportRoutePorts): void {
  const audited = (actor: string, what: string, pieces: AsyncIterable<string>): Readable => {
    audit.record({ actor, action: 'export.started', subject: what, details: {} })
    return Readable.from(
      countPieces(pieces, (pieceCount, complete) => {
        audit.record({ actor, action: 'export.ended', subject: what, details: { pieces: pieceCount, complete } })
      }),
    )
  }

  server.get(
    '/api/v1/exports/calls',
    {
      schema: {
        tags,
        summary: 'The calls of a search with their summaries, as CSV or JSON',
        querystring: searchParameters.extend({ format: z.enum(['csv', 'json']).default('csv') }),
      },
    },
    async (request, reply) => {
      const { format, ...parameters } = request.query
      const principal = principalOf(request)
      const search = searchOf(parameters, visibleCalls(principal), clock.unixMs())
      const text = audited(principal.username, `calls.${format}`, writeExport(exportedCalls(database, search), format))
      return reply.header('content-disposition', `attachment; filename="souffleur-calls.${format}"`).type(contentTypes[format]).send(text)
    },
  )

  server.get(
    '/api/v1/exports/evaluation-set',
    { schema: { tags, summary: 'Approved summaries with what was said and what Souffleur wrote, one JSON object a line' } },
    async (request, reply) => {
      const principal = principalOf(request)
      const text = audited(principal.username, 'evaluation-set', writeEvaluationSet(database, visibleCalls(principal)))
      return reply
        .header('content-disposition', 'attachment; filename="souffleur-evaluation-set.jsonl"')
        .type('application/x-ndjson; charset=utf-8')
        .send(text)
    },
  )
}

async function* countPieces(pieces: AsyncIterable<string>, onEnd: (count: number, complete: boolean) => void): AsyncGenerator<string> {
  let count = 0
  let complete = false
  try {
    for await (const piece of pieces) {
      yield piece
      count += 1
    }
    complete = true
  } finally {
    onEnd(count, complete)
  }
}
