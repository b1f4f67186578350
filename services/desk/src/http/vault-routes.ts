import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import type { Database } from '../storage/database.ts'
import { listOriginals, openOriginal } from '../vault/originals.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['data protection']
const params = z.object({ id: z.string().min(1).max(128) })
const listBody = z.object({ originals: z.array(z.object({ token: z.string(), type: z.string(), heardAt: z.string() })) })

/** What masks hide, opened one by one, each with a reason and an entry in the audit log. */
export function addVaultRoutes(server: HttpServer, { database, clock }: { readonly database: Database; readonly clock: Clock }): void {
  server.get(
    '/api/v1/calls/:id/originals',
    {
      schema: {
        tags,
        summary: 'What the vault holds of a call, without the values',
        params,
        response: { 200: listBody, default: errorBody },
      },
    },
    async (request) => ({ originals: await listOriginals(database, request.params.id) }),
  )
  server.post(
    '/api/v1/calls/:id/originals/open',
    {
      schema: {
        tags,
        summary: 'Opens one value of the vault',
        params,
        body: z.object({ token: z.string().min(1).max(80), reason: z.string().trim().min(3).max(500) }),
        response: { 200: z.object({ value: z.string() }), default: errorBody },
      },
    },
    async (request, reply) => {
      const { token, reason } = request.body
      const opening = { callId: request.params.id, token, reason, actor: principalOf(request).username, at: new Date(clock.unixMs()) }
      const value = await openOriginal(database, opening)
      return reply.header('cache-control', 'no-store').send({ value })
    },
  )
}
