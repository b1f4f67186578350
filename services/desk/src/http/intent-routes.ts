import type { Clock } from '@souffleur/flow'
import { AppError, languages } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import type { AuditTrail } from '../audit/audit-trail.ts'
import type { IntentReader } from '../desk-ports.ts'
import type { VersionedText } from '../documents/versioned-text.ts'
import { QualityRuns } from '../intents/quality-runs.ts'
import { unansweredSince } from '../intents/unanswered-questions.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { documentBody, noDocument } from './document-body.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface IntentRoutePorts {
  readonly clock: Clock
  readonly log: Log
  readonly database: Database
  readonly audit: AuditTrail
  readonly intents: VersionedText
  readonly intentReader: IntentReader
}

const tags = ['intents']
const intentText = z.string().max(1_000_000)
const language = z.enum(languages)
const scored = z.object({ intentId: z.string(), score: z.number() })
const rate = z.number().nullable()
const qualityBody = z.object({
  state: z.enum(['none', 'running', 'done', 'failed']),
  measuredAt: z.string().nullable(),
  version: z.number().nullable(),
  errorCode: z.string().nullable(),
  report: z
    .object({
      examples: z.number(),
      accuracy: rate,
      accepted: rate,
      refused: rate,
      intents: z.array(z.object({ intentId: z.string(), examples: z.number(), recall: rate, precision: rate })),
      confusions: z.array(
        z.object({ expected: z.string().nullable(), given: z.string().nullable(), count: z.number(), examples: z.array(z.string()) }),
      ),
      learning: z.array(z.object({ examplesAnIntent: z.number(), accuracy: z.number(), judged: z.number() })),
    })
    .nullable(),
})
const proposal = z.object({
  suggestedId: z.string(),
  suggestedName: z.string(),
  asked: z.number(),
  calls: z.number(),
  examples: z.array(z.string()),
  nearest: scored.nullable(),
})
const PROPOSAL_DAYS = 30

/** What calls are about: the examples that it is learned from, how well that goes, and what may be missing. */
export function addIntentRoutes(server: HttpServer, ports: IntentRoutePorts): void {
  const { intents, intentReader } = ports
  server.get(
    '/api/v1/intents',
    { schema: { tags, summary: 'The intents with their examples, as they hold', response: { 200: documentBody, default: errorBody } } },
    async () => (await intents.current()) ?? noDocument,
  )

  server.put(
    '/api/v1/intents',
    {
      schema: {
        tags,
        summary: 'New intents: calls follow them as soon as they are learned',
        body: z.object({ text: intentText, basedOn: z.number().int().min(0) }),
        response: { 200: documentBody, default: errorBody },
      },
    },
    async (request) => {
      const { text, basedOn } = request.body
      const complaint = intentReader.complaint(text)
      if (complaint !== undefined) throw new AppError('catalogue.invalid', complaint)
      return intents.replace(text, { basedOn, actor: principalOf(request).username })
    },
  )

  server.post(
    '/api/v1/intents/try',
    {
      schema: {
        tags,
        summary: 'What words are understood to mean in calls now',
        body: z.object({ text: z.string().trim().min(1).max(1000), language }),
        response: { 200: z.object({ intents: z.array(scored) }), default: errorBody },
      },
    },
    async (request) => ({ intents: [...(await intentReader.understand(request.body.text, request.body.language))] }),
  )
  addQualityRoutes(server, ports)
}

function addQualityRoutes(server: HttpServer, { clock, log, database, audit, intents, intentReader }: IntentRoutePorts): void {
  const runs = new QualityRuns(intentReader, { clock, log })
  const path = '/api/v1/intents/quality'
  server.post(
    path,
    {
      schema: {
        tags,
        summary: 'Measure the intents of a language in cross-validation, in the background',
        body: z.object({ language }),
        response: { 202: qualityBody, default: errorBody },
      },
    },
    async (request, reply) => {
      const current = await intents.current()
      if (current === undefined) throw new AppError('request.not-found', 'there are no intents')
      return reply.code(202).send(qualityBody.parse(runs.start(request.body.language, current)))
    },
  )

  server.get(
    path,
    {
      schema: {
        tags,
        summary: 'The last measurement',
        querystring: z.object({ language }),
        response: { 200: qualityBody, default: errorBody },
      },
    },
    async (request) => qualityBody.parse(runs.read(request.query.language)),
  )

  server.get(
    '/api/v1/intents/proposals',
    {
      schema: {
        tags,
        summary: 'Questions of the last thirty days that nothing answered, grouped: what may be intents of their own',
        querystring: z.object({ language }),
        response: { 200: z.object({ proposals: z.array(proposal) }), default: errorBody },
      },
    },
    async (request) => {
      const since = new Date(clock.unixMs() - PROPOSAL_DAYS * 86_400_000)
      const current = await intents.current()
      const questions = await unansweredSince(database, since, request.query.language)
      if (questions.length === 0 || current === undefined) return { proposals: [] }
      const details = { questions: questions.length }
      audit.record({ actor: principalOf(request).username, action: 'questions.read', subject: '', details })
      const proposals = await intentReader.propose(questions, current.text, request.query.language)
      return { proposals: z.array(proposal).parse(proposals) }
    },
  )
}
