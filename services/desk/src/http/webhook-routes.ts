import * as z from 'zod'
import type { Delivery } from '../webhooks/delivery-repository.ts'
import {
  deliveryStates,
  endpointSettings,
  failureKinds,
  type StoredEndpoint,
  secretRotation,
  sentEvents,
  webhookEvents,
} from '../webhooks/webhook.ts'
import type { ListedEndpoint, Webhooks } from '../webhooks/webhooks.ts'
import { principalOf } from './admission.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

const tags = ['webhooks']
const endpointBody = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(webhookEvents)),
  isOn: z.boolean(),
  /** It was switched off by its own answer, 410. */
  isGone: z.boolean(),
  createdAt: z.string(),
  createdBy: z.string(),
  /** Those that end first come first; the current one is the last. */
  secrets: z.array(
    z.object({
      id: z.string(),
      createdAt: z.string(),
      expiresAt: z.string().nullable(),
      /** False: it was sealed with another key, and signs nothing. */
      readable: z.boolean(),
    }),
  ),
})
const listedBody = endpointBody.extend({
  /** False: its address is no longer among `hosts`, and nothing is sent. */
  isAllowed: z.boolean(),
  failuresInARow: z.number(),
  /** It fails so often that only single attempts are made. */
  isFailing: z.boolean(),
  waiting: z.number(),
  dead: z.number(),
})
const listBody = z.object({
  endpoints: z.array(listedBody),
  /** Where webhooks may go, as the server's settings say. */
  hosts: z.array(z.string()),
})
const issuedBody = z.object({
  endpoint: endpointBody,
  /** Shown this once. */
  secret: z.string(),
})
const deliveryBody = z.object({
  id: z.string(),
  endpointId: z.string(),
  event: z.enum(sentEvents),
  callId: z.string().nullable(),
  revision: z.number().nullable(),
  occurredAt: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  /** Of the next attempt, for one that waits. */
  dueAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** Of the last attempt. */
  failure: z.enum(failureKinds).nullable(),
  status: z.number().nullable(),
  errorCode: z.string().nullable(),
  durationMs: z.number().nullable(),
})
const deliveriesQuery = z.object({
  state: z.enum(deliveryStates).optional(),
  /** The `next` of the page before. */
  before: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
const deliveriesBody = z.object({ deliveries: z.array(deliveryBody), next: z.number().nullable() })
const params = z.object({ id: z.string().max(64) })

/** Who is told of summaries, and what became of it. Secrets are in two answers only: to their creation and to their rotation. */
export function addWebhookRoutes(server: HttpServer, webhooks: Webhooks): void {
  addSettingRoutes(server, webhooks)
  addSecretRoutes(server, webhooks)
  addDeliveryRoutes(server, webhooks)
}

function addSettingRoutes(server: HttpServer, webhooks: Webhooks): void {
  server.get(
    '/api/v1/webhooks',
    { schema: { tags, summary: 'Who is told of summaries, without secrets', response: { 200: listBody, default: errorBody } } },
    async () => ({ endpoints: (await webhooks.list()).map(listedBodyOf), hosts: webhooks.hosts.map(({ text }) => text) }),
  )

  server.put(
    '/api/v1/webhooks/:id',
    {
      schema: {
        tags,
        summary: 'Change a webhook, or switch it on or off',
        params,
        body: endpointSettings,
        response: { 200: endpointBody, default: errorBody },
      },
    },
    async (request) => bodyOf(await webhooks.changeEndpoint(request.params.id, request.body, principalOf(request).username)),
  )

  server.delete(
    '/api/v1/webhooks/:id',
    {
      schema: { tags, summary: 'Remove a webhook and what waits for it', params, response: { 204: z.undefined(), default: errorBody } },
    },
    async (request, reply) => {
      await webhooks.removeEndpoint(request.params.id, principalOf(request).username)
      return reply.code(204).send()
    },
  )
}

function addSecretRoutes(server: HttpServer, webhooks: Webhooks): void {
  server.post(
    '/api/v1/webhooks',
    {
      schema: {
        tags,
        summary: 'Tell another system of summaries: the answer holds its secret, this once',
        body: endpointSettings,
        response: { 201: issuedBody, default: errorBody },
      },
    },
    async (request, reply) => {
      const { endpoint, secret } = await webhooks.addEndpoint(request.body, principalOf(request).username)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ endpoint: bodyOf(endpoint), secret })
    },
  )

  server.post(
    '/api/v1/webhooks/:id/rotate',
    {
      schema: {
        tags,
        summary: 'A new secret; those before it sign too for a while',
        params,
        body: secretRotation,
        response: { 200: issuedBody, default: errorBody },
      },
    },
    async (request, reply) => {
      const { endpoint, secret } = await webhooks.rotate(request.params.id, request.body.keepHours, principalOf(request).username)
      return reply.header('cache-control', 'no-store').send({ endpoint: bodyOf(endpoint), secret })
    },
  )
}

function addDeliveryRoutes(server: HttpServer, webhooks: Webhooks): void {
  server.post(
    '/api/v1/webhooks/:id/test',
    { schema: { tags, summary: 'Send a ping, once', params, response: { 200: deliveryBody, default: errorBody } } },
    async (request) => deliveryBodyOf(await webhooks.test(request.params.id, principalOf(request).username)),
  )

  server.get(
    '/api/v1/webhooks/deliveries',
    {
      schema: {
        tags,
        summary: 'What was sent, what waits and what was given up, newest first',
        querystring: deliveriesQuery,
        response: { 200: deliveriesBody, default: errorBody },
      },
    },
    async (request) => {
      const { limit, ...filter } = request.query
      const found = await webhooks.deliveries({ ...filter, limit: limit + 1 })
      const page = found.slice(0, limit)
      return { deliveries: page.map(deliveryBodyOf), next: found.length > limit ? (page.at(-1)?.sequence ?? null) : null }
    },
  )

  server.post(
    '/api/v1/webhooks/deliveries/:id/replay',
    {
      schema: { tags, summary: 'Send again what was given up', params, response: { 204: z.undefined(), default: errorBody } },
    },
    async (request, reply) => {
      await webhooks.replay(request.params.id, principalOf(request).username)
      return reply.code(204).send()
    },
  )

  server.post(
    '/api/v1/webhooks/deliveries/replay',
    {
      schema: {
        tags,
        summary: 'Send again all that was given up, of one webhook or of all that are on',
        body: z.object({ endpointId: z.string().max(64).optional() }),
        response: { 200: z.object({ replayed: z.number() }), default: errorBody },
      },
    },
    async (request) => ({ replayed: await webhooks.replayAll(request.body.endpointId, principalOf(request).username) }),
  )
}

function bodyOf(endpoint: StoredEndpoint, unreadable: ListedEndpoint['unreadable'] = new Set()): z.infer<typeof endpointBody> {
  const { createdAt, secrets, ...rest } = endpoint
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    secrets: secrets.map((secret) => ({
      id: secret.id,
      createdAt: secret.createdAt.toISOString(),
      expiresAt: secret.expiresAt?.toISOString() ?? null,
      readable: !unreadable.has(secret.id),
    })),
  }
}

function listedBodyOf({ endpoint, unreadable, ...state }: ListedEndpoint): z.infer<typeof listedBody> {
  return { ...bodyOf(endpoint, unreadable), ...state }
}

function deliveryBodyOf({ sequence: _, expiresAt: __, ...delivery }: Delivery): z.infer<typeof deliveryBody> {
  const { occurredAt, dueAt, finishedAt, state } = delivery
  return {
    ...delivery,
    occurredAt: occurredAt.toISOString(),
    dueAt: state === 'waiting' ? dueAt.toISOString() : null,
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}
