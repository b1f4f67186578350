import { fastifyHelmet } from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

/** A host name or address with a port, as it may stand in a policy. Anything else in the `Host` header gets no WebSocket source. */
const PLAIN_HOST = /^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/i

/**
 * Pages load from here and talk to here, and to nobody else. Styles may stand in the page, since the pages' components measure and place
 * themselves; scripts may not. WebSockets name the host, because not every browser takes 'self' for them.
 */
export async function addSecurityHeaders(server: FastifyInstance, secure: boolean): Promise<void> {
  await server.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'", ({ headers }) => socketSource('ws', headers.host), ({ headers }) => socketSource('wss', headers.host)],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        workerSrc: ["'self'", 'blob:'],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
  })
  server.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', 'microphone=(self), camera=(), geolocation=()')
    // What people said must not stay in a browser's or a proxy's cache.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
}

function socketSource(scheme: 'ws' | 'wss', host: string | undefined): string {
  return host !== undefined && PLAIN_HOST.test(host) ? `${scheme}://${host}` : "'self'"
}
