import { AppError, languages } from '@souffleur/proto'
import * as z from 'zod'
import type { Assistant } from '../desk-ports.ts'
import { article } from '../knowledge/article.ts'
import type { KnowledgeStore } from '../knowledge/knowledge-store.ts'
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

export function addKnowledgeRoutes(
  server: HttpServer,
  { knowledge, assistant }: { knowledge: KnowledgeStore; assistant: Assistant },
): void {
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
}
