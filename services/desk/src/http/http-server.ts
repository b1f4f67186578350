import type { RequestListener } from 'node:http'
import { createServer, type Server } from 'node:https'
import { fastifyCookie } from '@fastify/cookie'
import { fastifyMultipart } from '@fastify/multipart'
import { fastifySwagger } from '@fastify/swagger'
import type { Log } from '@souffleur/telemetry'
import { fastify } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { createErrorHandler } from './error-reply.ts'
import { addSecurityHeaders } from './security-headers.ts'
import type { TlsCertificate } from './tls-certificate.ts'

export interface HttpServerOptions {
  readonly log: Log
  readonly version: string
  readonly maxUploadBytes: number
  readonly secureCookies: boolean
  /** As `DeskConfig.trustedProxies`. */
  readonly trustedProxies?: readonly string[] | undefined
  /** Serves TLS when there is one. */
  readonly certificate?: TlsCertificate | undefined
}

const MAX_JSON_BYTES = 1_048_576
/** A title, a name and a few words: what an upload has beside its file. */
const MAX_UPLOAD_FIELDS = 8
const MAX_FIELD_BYTES = 1024
/** An upload of 200 MB at 3 Mbit/s. Node's own limit on headers, a minute, ends sockets that are held open for nothing. */
const REQUEST_LIMIT_MS = 600_000

/** Fastify with schemas by zod. */
export type HttpServer = Awaited<ReturnType<typeof createHttpServer>>

/** The server before its routes: validation, errors, cookies, uploads, headers and the OpenAPI document. */
export async function createHttpServer(options: HttpServerOptions) {
  const { log, version, maxUploadBytes, secureCookies, trustedProxies = [], certificate } = options
  const server = fastify({
    forceCloseConnections: true,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: MAX_JSON_BYTES,
    requestTimeout: REQUEST_LIMIT_MS,
    routerOptions: { maxParamLength: 256 },
    ...(certificate === undefined ? {} : { serverFactory: tlsServer(certificate) }),
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler(createErrorHandler(log))
  await addSecurityHeaders(server, secureCookies)
  await server.register(fastifyCookie)
  await server.register(fastifyMultipart, {
    limits: { fileSize: maxUploadBytes, files: 1, fields: MAX_UPLOAD_FIELDS, fieldSize: MAX_FIELD_BYTES, headerPairs: 20 },
  })
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Souffleur', version, description: 'Calls, summaries, knowledge and accounts. Sign in first: POST /api/v1/session.' },
    },
    transform: jsonSchemaTransform,
  })
  return server.withTypeProvider<ZodTypeProvider>()
}

function tlsServer({ cert, key }: TlsCertificate): (listener: RequestListener) => Server {
  return (listener) => createServer({ cert, key, minVersion: 'TLSv1.2', requestTimeout: REQUEST_LIMIT_MS }, listener)
}
