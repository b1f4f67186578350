import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Assist } from '@souffleur/assist'
import { isOwnProgram } from '@souffleur/desk'
import { AppError, languages } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'

const SEARCH = '/internal/search'
const UNDERSTAND = '/internal/understand'
const MAX_QUESTION_BYTES = 64 * 1024
/** Whoever searches waits for it. */
const PATIENCE_MS = 3000

const searchQuestion = z.object({ query: z.string(), language: z.enum(languages), limit: z.number().int().min(1).max(100) })
const understandQuestion = z.object({ text: z.string(), language: z.enum(languages) })
const searchAnswer = z.array(
  z.object({
    articleId: z.string(),
    articleVersion: z.number(),
    articleTitle: z.string(),
    language: z.enum(languages),
    passageId: z.string(),
    heading: z.string(),
    quote: z.string(),
    score: z.number(),
  }),
)
const understandAnswer = z.array(z.object({ intentId: z.string(), score: z.number() }))

type Asked = Pick<Assist, 'search' | 'understand'>

/** What assist answers to desks of other processes. */
export function serveAssist(assist: Asked, { internalToken, log }: { readonly internalToken: string; readonly log: Log }) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const [path] = (request.url ?? '').split('?')
    if (path !== SEARCH && path !== UNDERSTAND) return false
    const reply = (status: number, body: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (request.method !== 'POST' || !isOwnProgram(request, internalToken)) {
      reply(403, {})
      return true
    }
    readBody(request)
      .then(async (body) => {
        if (path === SEARCH) {
          const { query, ...options } = searchQuestion.parse(body)
          return assist.search(query, options)
        }
        const { text, language } = understandQuestion.parse(body)
        return assist.understand(text, language)
      })
      .then(
        (found) => reply(200, found),
        (error: unknown) => {
          // The error of a schema quotes the question.
          if (error instanceof z.ZodError || error instanceof SyntaxError || error instanceof RangeError) reply(400, {})
          else {
            log.error('A question of a desk could not be answered', { code: 'internal.unexpected', error })
            reply(500, {})
          }
        },
      )
    return true
  }
}

/** Assist of another process. Its methods reject with AppError `assist.away`. */
export function askAssist({ url, token }: { readonly url: string; readonly token: string }): Asked {
  const ask = async <Answer>(path: string, question: unknown, answer: z.ZodType<Answer>): Promise<Answer> => {
    try {
      const response = await fetch(new URL(path, url), {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      if (!response.ok) throw new Error(`status ${response.status}`)
      return answer.parse(await response.json())
    } catch (error) {
      throw new AppError('assist.away', error instanceof z.ZodError ? 'an answer of another version' : String(error))
    }
  }
  return {
    search: (query, { language, limit }) => ask(SEARCH, { query, language, limit }, searchAnswer),
    understand: (text, language) => ask(UNDERSTAND, { text, language }, understandAnswer),
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) throw new TypeError('expected bytes')
    bytes += part.byteLength
    if (bytes > MAX_QUESTION_BYTES) throw new RangeError('the question is too long')
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}
