import { toJson } from '@bufbuild/protobuf'
import { type Summary, SummarySchema } from '@souffleur/proto'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { summaryStates } from '../calls/call-row.ts'
import { type RevisionPorts, reviseSummary } from '../summaries/revise-summary.ts'
import { summaryEdit } from '../summaries/summary-edit.ts'
import { listRevisions } from '../summaries/summary-repository.ts'
import { dropTypedDraft, findTypedDraft, storeTypedDraft } from '../summaries/typed-drafts.ts'
import { principalOf } from './admission.ts'
import { callParams } from './call-routes.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['summaries']
/** `souffleur.v1.Summary` in protobuf's JSON form. */
const summaryJson = z.record(z.string(), z.unknown())
const summaryBody = z.object({ summary: summaryJson })
const baseRevision = z.number().int().min(0)

const reviewBody = z
  .object({
    decision: z.enum(['approve', 'edit', 'reject']),
    reason: z.string().trim().max(2000).default(''),
    baseRevision,
    summary: summaryEdit.optional(),
  })
  .refine(({ decision, reason }) => decision !== 'reject' || reason !== '', { path: ['reason'], message: 'a rejection needs a reason' })
  .refine(({ decision, summary }) => (decision === 'edit') === (summary !== undefined), {
    path: ['summary'],
    message: 'goes with decision edit',
  })

const revisionsBody = z.object({
  revisions: z.array(
    z.object({
      revision: z.number(),
      state: z.enum(summaryStates),
      author: z.string().nullable(),
      authorName: z.string().nullable(),
      reason: z.string(),
      at: z.string(),
      summary: summaryJson,
    }),
  ),
})

export interface SummaryRoutePorts extends RevisionPorts {
  readonly audit: AuditTrail
}

export function addSummaryRoutes(server: HttpServer, ports: SummaryRoutePorts): void {
  const { audit, database } = ports

  server.put(
    '/api/v1/calls/:id/summary',
    {
      schema: {
        tags,
        summary: 'Save the summary of a call that has ended',
        params: callParams,
        body: summaryEdit.extend({ baseRevision }),
        response: { 200: summaryBody, default: errorBody },
      },
    },
    async (request) => {
      const { baseRevision: base, ...edit } = request.body
      const authorId = principalOf(request).username
      const summary = await reviseSummary(ports, {
        callId: request.params.id,
        baseRevision: base,
        action: 'save',
        authorId,
        reason: '',
        edit,
      })
      return { summary: jsonOf(summary) }
    },
  )

  server.post(
    '/api/v1/calls/:id/review',
    {
      schema: {
        tags,
        summary: 'Approve, edit or reject a summary',
        params: callParams,
        body: reviewBody,
        response: { 200: summaryBody, default: errorBody },
      },
    },
    async (request) => {
      const { decision, reason, baseRevision: base, summary: edit } = request.body
      const authorId = principalOf(request).username
      const summary = await reviseSummary(ports, {
        callId: request.params.id,
        baseRevision: base,
        action: decision,
        authorId,
        reason,
        edit,
      })
      return { summary: jsonOf(summary) }
    },
  )

  server.get(
    '/api/v1/calls/:id/summary/revisions',
    {
      schema: {
        tags,
        summary: 'Who made what of a summary, oldest first',
        params: callParams,
        response: { 200: revisionsBody, default: errorBody },
      },
    },
    async (request) => {
      const { id } = request.params
      const revisions = await listRevisions(database, id)
      audit.record({ actor: principalOf(request).username, action: 'summary.read', subject: id, details: { revisions: revisions.length } })
      return { revisions }
    },
  )
  addTypedDraftRoutes(server, ports)
}

/** What a person types is kept as they type it, for them alone, until they save it or give it up. */
function addTypedDraftRoutes(server: HttpServer, { audit, clock, database }: SummaryRoutePorts): void {
  const path = '/api/v1/calls/:id/summary/draft'
  const draftBody = z.object({ baseRevision, edit: summaryEdit })
  const placeOf = (request: FastifyRequest, callId: string) => ({ callId, authorId: principalOf(request).username })

  server.get(
    path,
    { schema: { tags, summary: 'What I was typing', params: callParams, response: { 200: draftBody.nullable(), default: errorBody } } },
    async (request) => {
      const { id } = request.params
      const draft = await findTypedDraft(database, placeOf(request, id))
      if (draft === undefined) return null
      audit.record({ actor: principalOf(request).username, action: 'summary.read', subject: id, details: { draft: true } })
      return draft
    },
  )
  server.put(
    path,
    { schema: { tags, params: callParams, body: draftBody, response: { 204: z.undefined(), default: errorBody } } },
    async (request, reply) => {
      await storeTypedDraft(database, placeOf(request, request.params.id), request.body, new Date(clock.unixMs()))
      return reply.code(204).send()
    },
  )
  server.delete(
    path,
    { schema: { tags, params: callParams, response: { 204: z.undefined(), default: errorBody } } },
    async (request, reply) => {
      await dropTypedDraft(database, placeOf(request, request.params.id))
      return reply.code(204).send()
    },
  )
}

function jsonOf(summary: Summary): z.infer<typeof summaryJson> {
  return summaryJson.parse(toJson(SummarySchema, summary))
}
