import type { ErrorCode } from '@souffleur/proto'
import type { Metrics } from '@souffleur/telemetry'
import * as z from 'zod'
import type { CallCatalogue, SystemStatus } from '../desk-ports.ts'
import type { Database } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import type { WriteQueueState } from '../storage/write-queue.ts'
import { errorBody } from './error-reply.ts'
import type { HttpServer } from './http-server.ts'

export interface SystemRoutePorts {
  readonly database: Database
  readonly metrics: Metrics
  catalogue(): CallCatalogue
  status(): SystemStatus
  /** What waits to be stored, over all queues. */
  storage(): readonly WriteQueueState[]
  /** What is wrong with the credentials of telephony sources. */
  sourceWarning(): ErrorCode | undefined
}

const localised = z.object({ en: z.string(), fr: z.string() })
const labelled = z.object({ id: z.string(), label: localised })
const engineStates = ['loading', 'ready', 'missing', 'failed'] as const

const engineLoad = z.object({
  speakingChannels: z.number(),
  partialIntervalMs: z.number(),
  waitingFinals: z.number(),
  degraded: z.boolean(),
})

const statusBody = z.object({
  version: z.string(),
  engines: z.array(
    z.object({
      name: z.string(),
      languages: z.array(z.string()),
      state: z.enum(engineStates),
      installCommand: z.string().nullable(),
      workers: z.number().optional(),
      load: engineLoad.optional(),
    }),
  ),
  /** Null when words alone are meant to find. */
  languageModel: z.object({ name: z.string(), state: z.enum(['unknown', 'ready', 'failed']) }).nullable(),
  meaning: z
    .object({
      name: z.string(),
      state: z.enum(engineStates),
      installCommand: z.string().nullable(),
      articles: z.object({ done: z.number(), wanted: z.number() }),
    })
    .nullable(),
  /** Those that an engine serves or will in a moment. */
  languages: z.array(z.string()),
  activeCalls: z.number(),
  maxCalls: z.number(),
  /** Codes of the error catalogue: what ops should see to, such as a full disk. */
  warnings: z.array(z.string()),
})

const readiness = z.object({
  ready: z.boolean(),
  database: z.boolean(),
  storage: z.string(),
  engines: z.record(z.string(), z.enum(engineStates)),
})

export function addSystemRoutes(server: HttpServer, ports: SystemRoutePorts): void {
  server.get(
    '/healthz',
    { schema: { tags: ['system'], summary: 'The process is alive', response: { 200: z.object({ alive: z.literal(true) }) } } },
    async () => ({
      alive: true as const,
    }),
  )

  server.get(
    '/readyz',
    { schema: { tags: ['system'], summary: 'Calls can be taken', response: { 200: readiness, 503: readiness } } },
    async (_request, reply) => {
      const state = await readinessOf(ports)
      return reply.code(state.ready ? 200 : 503).send(state)
    },
  )

  server.get(
    '/metrics',
    { schema: { tags: ['system'], summary: 'Prometheus metrics; for ops, and for programs on this machine' } },
    async (_request, reply) => reply.type(ports.metrics.contentType).send(await ports.metrics.metrics()),
  )

  server.get('/api/v1/status', { schema: { tags: ['system'], response: { 200: statusBody, default: errorBody } } }, async () =>
    statusOf(ports),
  )

  const catalogueBody = z.object({
    intents: z.array(labelled.extend({ dispositionId: z.string() })),
    dispositions: z.array(labelled),
  })
  server.get('/api/v1/catalogue', { schema: { tags: ['system'], response: { 200: catalogueBody, default: errorBody } } }, async () => ({
    intents: ports.catalogue().intents.map(({ id, label, dispositionId }) => ({ id, label, dispositionId })),
    dispositions: ports.catalogue().dispositions.map(({ id, label }) => ({ id, label })),
  }))

  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger())
}

function statusOf(ports: SystemRoutePorts): z.infer<typeof statusBody> {
  const { version, engines, meaning = null, languageModel = null, activeCalls, maxCalls } = ports.status()
  const served = engines.filter(({ state }) => state === 'ready' || state === 'loading')
  return {
    version,
    engines: engines.map((engine) => ({ ...engine, languages: [...engine.languages] })),
    meaning,
    languageModel,
    languages: [...new Set(served.flatMap((engine) => engine.languages))],
    activeCalls,
    maxCalls,
    warnings: [...storageWarnings(ports), ...sourceWarnings(ports)],
  }
}

async function readinessOf(ports: SystemRoutePorts): Promise<z.infer<typeof readiness>> {
  const database = await ports.database.query(sql`SELECT 1 AS alive`).then(
    () => true,
    () => false,
  )
  const engines = ports.status().engines
  const [warning] = storageWarnings(ports)
  return {
    ready: database && warning === undefined && engines.some(({ state }) => state === 'ready'),
    database,
    storage: warning ?? 'ok',
    engines: Object.fromEntries(engines.map(({ name, state }) => [name, state])),
  }
}

function sourceWarnings({ sourceWarning }: SystemRoutePorts): string[] {
  const code = sourceWarning()
  return code === undefined ? [] : [code]
}

function storageWarnings({ storage }: SystemRoutePorts): string[] {
  return [...new Set(storage().flatMap(({ failure }) => (failure === null ? [] : [failure])))]
}
