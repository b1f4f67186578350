import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { VersionedText } from '../documents/versioned-text.ts'
import { findScorecard, hintsFor, storeScorecard } from '../scorecard/call-scorecard.ts'
import { type Criterion, marks, parseScorecard } from '../scorecard/scorecard.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { callParams } from './call-routes.ts'
import { documentBody, noDocument } from './document-body.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface ScorecardRoutePorts {
  readonly database: Database
  readonly clock: Clock
  readonly audit: AuditTrail
  readonly scorecard: VersionedText
}

const tags = ['scorecard']
const text = z.string().max(100_000)
const mark = z.enum(marks)
const cardBody = z.object({
  reviewer: z.string(),
  version: z.number(),
  marks: z.record(z.string(), mark),
  score: z.number().nullable(),
  coaching: z.string(),
  shared: z.boolean(),
  markedAt: z.string(),
})
const callBody = z.object({
  version: z.number(),
  criteria: z.array(z.object({ id: z.string(), label: z.object({ en: z.string(), fr: z.string() }), weight: z.number() })),
  hints: z.array(
    z.object({
      criterionId: z.string(),
      done: z.boolean(),
      evidence: z.object({ utteranceId: z.string(), start: z.number(), end: z.number() }).nullable(),
    }),
  ),
  /** Null: nobody has filled one; for an advisor also one that isn't shared. */
  card: cardBody.nullable(),
})

/** By which criteria calls are judged, and what supervisors made of a call. An advisor sees what was shared with them, of their own calls. */
export function addScorecardRoutes(server: HttpServer, { database, clock, audit, scorecard }: ScorecardRoutePorts): void {
  server.get(
    '/api/v1/scorecard',
    { schema: { tags, summary: 'The scorecard, as it holds', response: { 200: documentBody, default: errorBody } } },
    async () => (await scorecard.current()) ?? noDocument,
  )
  server.put(
    '/api/v1/scorecard',
    {
      schema: {
        tags,
        summary: 'A new version of the scorecard; cards that are filled stay as they are',
        body: z.object({ text, basedOn: z.number().int().min(0) }),
        response: { 200: documentBody, default: errorBody },
      },
    },
    async (request) => {
      parseScorecard(request.body.text)
      return scorecard.replace(request.body.text, { basedOn: request.body.basedOn, actor: principalOf(request).username })
    },
  )

  const current = async (): Promise<{ version: number; criteria: readonly Criterion[] }> => {
    const stored = await scorecard.current()
    return { version: stored?.version ?? 0, criteria: parseScorecard(stored?.text ?? '') }
  }
  const path = '/api/v1/calls/:id/scorecard'
  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'The card of a call, with what the guide noticed',
        params: callParams,
        response: { 200: callBody, default: errorBody },
      },
    },
    async (request) => {
      const { version, criteria } = await current()
      const card = await findScorecard(database, request.params.id)
      const { role, username: actor } = principalOf(request)
      const isAdvisor = role === 'advisor'
      const isShown = card !== undefined && (!isAdvisor || card.shared)
      if (isShown) audit.record({ actor, action: 'scorecard.read', subject: request.params.id, details: { version: card.version } })
      return callBody.parse({
        version,
        criteria,
        hints: isAdvisor ? [] : await hintsFor(database, request.params.id, criteria),
        card: isShown ? card : null,
      })
    },
  )
  server.put(
    path,
    {
      schema: {
        tags,
        summary: 'Fill the card of a call that has ended',
        params: callParams,
        body: z.object({
          version: z.number().int(),
          marks: z.record(z.string(), mark),
          coaching: z.string().trim().max(5000),
          shared: z.boolean(),
        }),
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      const { version, criteria } = await current()
      if (request.body.version !== version) throw new AppError('request.conflict', `the scorecard is at version ${version}`)
      const stray = Object.keys(request.body.marks).find((id) => !criteria.some((criterion) => criterion.id === id))
      if (stray !== undefined) throw new AppError('request.invalid', `marks: there is no criterion ${stray}`)
      await storeScorecard(
        database,
        { callId: request.params.id, reviewerId: principalOf(request).username, ...request.body },
        criteria,
        clock,
      )
      return reply.code(204).send()
    },
  )
}
