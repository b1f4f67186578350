import * as z from 'zod'
import { credentialKinds, doorCredentials, newSource, rotation, type StoredSource, sourceDoors } from '../sources/source.ts'
import type { ListedSource, TelephonySources } from '../sources/telephony-sources.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['telephony']
const sourceBody = z.object({
  id: z.string(),
  name: z.string(),
  door: z.enum(sourceDoors),
  kind: z.enum(credentialKinds),
  keyId: z.string().nullable(),
  /** ISO 8601. */
  createdAt: z.string(),
  createdBy: z.string(),
  /** Those that end first come first; the current one is the last. */
  secrets: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string(),
      /** YYYY-MM-DD, UTC. */
      lastUsedOn: z.string().nullable(),
      expiresAt: z.string().nullable(),
      /** False: it was sealed with another key, and lets nobody in. */
      readable: z.boolean(),
    }),
  ),
})
const issuedBody = z.object({
  source: sourceBody,
  /** Shown this once; null when it was given. */
  secret: z.string().nullable(),
})
const listBody = z.object({
  sources: z.array(sourceBody),
  /** What can be added. */
  doors: z.array(
    z.object({
      door: z.enum(sourceDoors),
      /** The better one first. */
      kinds: z.array(z.enum(credentialKinds)),
      /** Signing secrets of this door come from the platform, with the name of the account. */
      issuedByPlatform: z.boolean(),
    }),
  ),
  /** A code of the error catalogue when signing secrets can’t be opened or stored. */
  warning: z.string().nullable(),
})
const sourceParams = z.object({ id: z.string().max(64) })
const secretParams = sourceParams.extend({ secretId: z.string().max(64) })

/** The credentials of telephony sources. Secrets are in two answers only: to their creation and to their rotation. */
export function addSourceRoutes(server: HttpServer, sources: TelephonySources): void {
  addReadingRoutes(server, sources)
  addRemovalRoutes(server, sources)

  server.post(
    '/api/v1/telephony/sources',
    {
      schema: {
        tags,
        summary: 'Let a platform in: the answer holds its secret, this once',
        body: newSource,
        response: { 201: issuedBody, default: errorBody },
      },
    },
    async (request, reply) => {
      const { source, secret } = await sources.add(request.body, principalOf(request).username)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ source: bodyOf(source), secret })
    },
  )

  server.post(
    '/api/v1/telephony/sources/:id/rotate',
    {
      schema: {
        tags,
        summary: 'A new secret; those before it stay valid for a while',
        params: sourceParams,
        body: rotation,
        response: { 200: issuedBody, default: errorBody },
      },
    },
    async (request, reply) => {
      const { source, secret } = await sources.rotate(request.params.id, request.body, principalOf(request).username)
      return reply.header('cache-control', 'no-store').send({ source: bodyOf(source), secret })
    },
  )
}

function addReadingRoutes(server: HttpServer, sources: TelephonySources): void {
  server.get(
    '/api/v1/telephony/sources',
    { schema: { tags, summary: 'Who may send calls, without secrets', response: { 200: listBody, default: errorBody } } },
    async () => ({
      sources: (await sources.list()).map(({ source, unreadable }) => bodyOf(source, unreadable)),
      doors: sourceDoors.map((door) => {
        const { kinds, signing } = doorCredentials[door]
        return { door, kinds: [...kinds], issuedByPlatform: signing?.issuedByPlatform === true }
      }),
      warning: sources.warning ?? null,
    }),
  )
}

function addRemovalRoutes(server: HttpServer, sources: TelephonySources): void {
  server.delete(
    '/api/v1/telephony/sources/:id',
    {
      schema: {
        tags,
        summary: 'Let a platform in no more; its calls that run go on',
        params: sourceParams,
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      await sources.remove(request.params.id, principalOf(request).username)
      return reply.code(204).send()
    },
  )

  server.delete(
    '/api/v1/telephony/sources/:id/secrets/:secretId',
    {
      schema: {
        tags,
        summary: 'End one secret at once, such as one that was replaced',
        params: secretParams,
        response: { 204: z.undefined(), default: errorBody },
      },
    },
    async (request, reply) => {
      const { id, secretId } = request.params
      await sources.removeSecret(id, secretId, principalOf(request).username)
      return reply.code(204).send()
    },
  )
}

function bodyOf(source: StoredSource, unreadable: ListedSource['unreadable'] = new Set()): z.infer<typeof sourceBody> {
  const { id, name, door, kind, keyId, createdAt, createdBy, secrets } = source
  return {
    id,
    name,
    door,
    kind,
    keyId,
    createdAt: createdAt.toISOString(),
    createdBy,
    secrets: secrets.map((secret) => ({
      id: secret.id,
      createdAt: secret.createdAt.toISOString(),
      lastUsedOn: secret.lastUsedOn,
      expiresAt: secret.expiresAt?.toISOString() ?? null,
      readable: !unreadable.has(secret.id),
    })),
  }
}
