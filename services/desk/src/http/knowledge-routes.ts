import { AppError, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Assistant, KnowledgeReader } from '../desk-ports.ts'
import { article } from '../knowledge/article.ts'
import type { KnowledgeStore } from '../knowledge/knowledge-store.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['knowledge']
const language = z.enum(languages)
const listedArticle = article.omit({ body: true, questions: true })
const searchHit = z.object({
  articleId: z.string(),
  articleVersion: z.number(),
  articleTitle: z.string(),
  language,
  passageId: z.string(),
  heading: z.string(),
  quote: z.string(),
  score: z.number(),
})

export interface KnowledgeRoutePorts {
  readonly knowledge: KnowledgeStore
  readonly assistant: Assistant
  readonly knowledgeReader: KnowledgeReader
}

export function addKnowledgeRoutes(server: HttpServer, ports: KnowledgeRoutePorts): void {
  const { knowledge, assistant } = ports
  server.get(
    '/api/v1/knowledge/articles',
    {
      schema: {
        tags,
        querystring: z.object({ language }),
        response: { 200: z.object({ articles: z.array(listedArticle) }), default: errorBody },
      },
    },
    async (request) => ({ articles: await knowledge.list(request.query.language) }),
  )

  const versionBody = z.object({ version: z.number(), title: z.string(), storedAt: z.string() })
  server.get(
    '/api/v1/knowledge/articles/:id',
    {
      schema: {
        tags,
        summary: 'An article, in its current version or in one that a suggestion quoted',
        params: z.object({ id: z.string().max(128) }),
        querystring: z.object({ language, version: z.coerce.number().int().positive().optional() }),
        response: { 200: article.extend({ versions: z.array(versionBody) }), default: errorBody },
      },
    },
    async (request) => {
      const { language: wanted, version } = request.query
      const found = await knowledge.get(request.params.id, wanted, version)
      if (found === undefined) throw new AppError('request.not-found')
      return { ...found, versions: await knowledge.versions(request.params.id, wanted) }
    },
  )

  const searchQuery = z.object({
    q: z.string().trim().min(1).max(500),
    language,
    limit: z.coerce.number().int().min(1).max(50).default(10),
  })
  server.get(
    '/api/v1/knowledge/search',
    { schema: { tags, querystring: searchQuery, response: { 200: z.object({ hits: z.array(searchHit) }), default: errorBody } } },
    async (request) => {
      const { q, ...options } = request.query
      return { hits: [...(await assistant.search(q, options))] }
    },
  )
  addEditingRoutes(server, ports)
  addImportRoute(server, ports)
}

const MOST_IMPORT_BYTES = 32 * 1024 * 1024

/** Supervisors keep the knowledge: what they store is found at once, in calls that go on too. */
function addEditingRoutes(server: HttpServer, { knowledge, knowledgeReader }: KnowledgeRoutePorts): void {
  server.put(
    '/api/v1/knowledge/articles/:id',
    {
      schema: {
        tags,
        summary: 'A new version of an article, or a new article',
        params: z.object({ id: article.shape.id }),
        body: article.omit({ id: true, version: true }).extend({ basedOn: z.number().int().min(0) }),
        response: { 200: article, default: errorBody },
      },
    },
    async (request) => {
      const { basedOn, ...fields } = request.body
      const sent = { ...fields, id: request.params.id, version: basedOn + 1 }
      return knowledge.revise(sent, { basedOn, actor: principalOf(request).username })
    },
  )

  const passage = z.object({ id: z.string(), heading: z.string(), quote: z.string() })
  server.post(
    '/api/v1/knowledge/passages',
    {
      schema: {
        tags,
        summary: 'The passages that a text would be quoted by',
        body: z.object({ body: article.shape.body }),
        response: { 200: z.object({ passages: z.array(passage) }), default: errorBody },
      },
    },
    async (request) => ({ passages: [...knowledgeReader.passages(request.body.body)] }),
  )

  const issue = z.object({
    kind: z.enum(['duplicate', 'contradiction']),
    language,
    likeness: z.number(),
    about: z.enum(['amount', 'delay', 'phone']).nullable(),
    places: z.array(z.object({ articleId: z.string(), value: z.string(), quote: z.string() })),
  })
  server.get(
    '/api/v1/knowledge/check',
    {
      schema: {
        tags,
        summary: 'Articles that contradict or repeat each other',
        response: { 200: z.object({ issues: z.array(issue) }), default: errorBody },
      },
    },
    async () => {
      const issues = await knowledgeReader.check(await knowledge.load())
      return { issues: issues.map(({ places, ...rest }) => ({ ...rest, places: [...places] })) }
    },
  )
}

function addImportRoute(server: HttpServer, { knowledge, knowledgeReader }: KnowledgeRoutePorts): void {
  const change = z.object({ id: z.string(), language, title: z.string(), change: z.enum(['added', 'revised', 'updated', 'unchanged']) })
  server.post(
    '/api/v1/knowledge/import',
    {
      bodyLimit: MOST_IMPORT_BYTES,
      schema: {
        tags,
        summary: 'Import a Markdown, HTML, CSV or JSON lines file; a dry run says what would change',
        body: z.object({ fileName: z.string().min(1).max(255), text: z.string(), dryRun: z.boolean() }),
        response: { 200: z.object({ changes: z.array(change) }), default: errorBody },
      },
    },
    async (request) => {
      const { fileName, text, dryRun } = request.body
      const articles = [...knowledgeReader.read(text, fileName)]
      if (articles.length === 0) throw new AppError('knowledge.nothing-to-import', fileName)
      const changes = await knowledge.compare(articles)
      if (!dryRun) await knowledge.import(articles, principalOf(request).username)
      return {
        changes: changes.map(({ article: { id, language: own, title }, change: made }) => ({ id, language: own, title, change: made })),
      }
    },
  )
}
