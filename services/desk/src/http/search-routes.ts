import type { Clock } from '@souffleur/flow'
import * as z from 'zod'
import { visibleCalls } from '../access.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { callRow } from '../calls/call-row.ts'
import { findCalls } from '../search/find-calls.ts'
import { deleteView, listViews, saveView } from '../search/saved-views.ts'
import { readSearchChoices } from '../search/search-choices.ts'
import { searchOf, searchParameters } from '../search/search-parameters.ts'
import type { Database } from '../storage/database.ts'
import { principalOf } from './admission.ts'
import { readCursor, writeCursor } from './call-cursor.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface SearchRoutePorts {
  readonly database: Database
  readonly clock: Clock
  readonly audit: AuditTrail
}

const tags = ['search']
const range = z.object({ start: z.number(), end: z.number() })
const wordHit = z.object({
  /** Null for the summary. */
  utteranceId: z.string().nullable(),
  channel: z.enum(['customer', 'advisor', 'mixed']).nullable(),
  startMs: z.number().nullable(),
  language: z.enum(['fr', 'en']),
  /** What surrounds the words. */
  text: z.string(),
  /** UTF-16 units of `text`. */
  ranges: z.array(range),
  /** The first of the words in their whole utterance. */
  place: range,
})
const searchQuery = searchParameters.extend({
  limit: z.coerce.number().int().min(1).max(100).default(25),
  /** `next` of the page before. */
  before: z.string().max(200).optional(),
})
const searchBody = z.object({ found: z.array(z.object({ call: callRow, hits: z.array(wordHit) })), next: z.string().nullable() })
const choicesBody = z.object({
  queues: z.array(z.string()),
  languages: z.array(z.string()),
  advisors: z.array(z.object({ id: z.string(), name: z.string() })),
  alerts: z.array(z.object({ id: z.string(), label: z.string() })),
})
const viewsBody = z.object({ views: z.array(z.object({ id: z.string(), name: z.string(), search: searchParameters })) })
const newView = z.object({ name: z.string().trim().min(1).max(80), search: searchParameters })

/** Finding ended calls by their words and by what became of them. */
export function addSearchRoutes(server: HttpServer, { database, clock, audit }: SearchRoutePorts): void {
  server.get(
    '/api/v1/search/calls',
    { schema: { tags, summary: 'Ended calls, newest first', querystring: searchQuery, response: { 200: searchBody, default: errorBody } } },
    async (request) => {
      const { limit, before, ...parameters } = request.query
      const principal = principalOf(request)
      const search = searchOf(parameters, visibleCalls(principal), clock.unixMs())
      const { found, next } = await findCalls(database, search, { limit, before: before === undefined ? undefined : readCursor(before) })
      // Words of calls are read here: which words were looked for is nobody's business, and may be personal.
      if (search.query !== undefined)
        audit.record({ actor: principal.username, action: 'calls.searched', subject: '', details: { found: found.length } })
      return searchBody.parse({ found, next: next === null ? null : writeCursor(next) })
    },
  )

  server.get(
    '/api/v1/search/choices',
    { schema: { tags, summary: 'What calls can be told apart by', response: { 200: choicesBody, default: errorBody } } },
    async (request) => choicesBody.parse(await readSearchChoices(database, visibleCalls(principalOf(request)))),
  )

  const viewsOf = async (ownerId: string) => viewsBody.parse({ views: await listViews(database, ownerId) })
  server.get(
    '/api/v1/search/views',
    { schema: { tags, summary: 'One’s own saved searches', response: { 200: viewsBody, default: errorBody } } },
    (request) => viewsOf(principalOf(request).username),
  )
  server.post(
    '/api/v1/search/views',
    { schema: { tags, summary: 'Save a search under a name', body: newView, response: { 200: viewsBody, default: errorBody } } },
    async (request) => {
      const ownerId = principalOf(request).username
      await saveView(database, { ownerId, ...request.body }, clock)
      return viewsOf(ownerId)
    },
  )
  server.delete(
    '/api/v1/search/views/:viewId',
    {
      schema: {
        tags,
        summary: 'Forget a saved search',
        params: z.object({ viewId: z.string().max(64) }),
        response: { 200: viewsBody, default: errorBody },
      },
    },
    async (request) => {
      const ownerId = principalOf(request).username
      await deleteView(database, { ownerId, id: request.params.viewId })
      return viewsOf(ownerId)
    },
  )
}
