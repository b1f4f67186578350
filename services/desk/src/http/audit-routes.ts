import * as z from 'zod'
import { listAudit } from '../audit/audit-chain.ts'
import type { Database } from '../storage/database.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  /** A sequence number: entries before it. */
  before: z.coerce.number().int().positive().optional(),
})
const auditBody = z.object({
  entries: z.array(
    z.object({
      sequence: z.number(),
      at: z.string(),
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      details: z.record(z.string(), z.unknown()),
      previousHash: z.string(),
      hash: z.string(),
    }),
  ),
  next: z.number().nullable(),
})
const detailsJson = z.record(z.string(), z.unknown())

export function addAuditRoutes(server: HttpServer, database: Database): void {
  server.get(
    '/api/v1/audit',
    {
      schema: {
        tags: ['audit'],
        summary: 'The audit log, newest first',
        querystring: auditQuery,
        response: { 200: auditBody, default: errorBody },
      },
    },
    async (request) => {
      const { limit, before } = request.query
      const found = await listAudit(database, { before, limit: limit + 1 })
      const entries = found.slice(0, limit).map(({ atMs, details, ...entry }) => ({
        ...entry,
        at: new Date(atMs).toISOString(),
        details: detailsJson.parse(JSON.parse(details)),
      }))
      return { entries, next: found.length > limit ? (entries.at(-1)?.sequence ?? null) : null }
    },
  )
}
