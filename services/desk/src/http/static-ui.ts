import { relative, sep } from 'node:path'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { errorBodyOf, statusOf } from './error-reply.ts'

/** Addresses of programs: a wrong one gets a coded error, not a page. */
const PROGRAMS = /^\/(api|telephony|socket\.io|metrics|healthz|readyz|assets)(\/|\?|$)/

/** Vite puts a hash of the content into the names under `assets/`: they never change. The page itself must be asked for each time. */
const FOREVER = 'public, max-age=31536000, immutable'

/**
 * Serves the built pages; every other address of a page answers with the one page, whose own router reads it. Without a folder there
 * are no pages, and every unknown address gets a coded error.
 */
export async function serveUi(server: FastifyInstance, folder: string | undefined): Promise<void> {
  if (folder !== undefined) {
    await server.register(fastifyStatic, {
      root: folder,
      cacheControl: false,
      setHeaders: (reply, path) => reply.header('cache-control', relative(folder, path).startsWith(`assets${sep}`) ? FOREVER : 'no-cache'),
    })
  }
  server.setNotFoundHandler((request, reply) => {
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !PROGRAMS.test(request.url)
    if (isPage && folder !== undefined) return reply.sendFile('index.html')
    return reply.code(statusOf('request.not-found')).send(errorBodyOf('request.not-found'))
  })
}
