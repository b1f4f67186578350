import { create } from '@bufbuild/protobuf'
import { createInProcessBus, type InProcessBus } from '@souffleur/bus'
import { ok, systemClock } from '@souffleur/flow'
import { AppError, type CallEvent, SummarySchema } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog, ManualClock, type RecordingLog } from '@souffleur/testkit'
import * as z from 'zod'
import { article, createDesk, type Desk, type DeskConfig, type DeskDependencies, type PlayRequest } from '../src/index.ts'
import type { Database, PlainDatabase } from '../src/storage/database.ts'
import { openRecords } from '../src/storage/open-records.ts'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'
import type { VaultRules } from '../src/vault/originals.ts'
import { TEST_KEY } from './records.ts'

export const PASSWORD = 'correct horse battery'
export const MAX_UPLOAD_BYTES = 100_000

/** A desk on a free port, with a real database in memory and fakes for what the other services do. */
export interface DeskHarness {
  readonly desk: Desk
  readonly bus: InProcessBus
  readonly clock: ManualClock
  readonly database: Database
  readonly log: RecordingLog
  readonly url: string
  readonly played: PlayRequest[]
  readonly stopped: string[]
  /** Publishes and waits until everything is stored. */
  publish(...events: CallEvent[]): Promise<void>
  as(username: 'advisor' | 'supervisor' | 'ops' | 'dpo' | 'admin' | (string & {}), password?: string): Promise<DeskClient>
  anonymous(): DeskClient
  stop(): Promise<void>
}

export interface HarnessOptions {
  /** Stays the test's to close. */
  readonly database?: PlainDatabase
  readonly config?: Partial<DeskConfig>
  readonly vault?: () => VaultRules
  readonly clock?: ManualClock
  /** True unless a test creates the demo accounts itself: then their passwords are random. */
  readonly createAccounts?: boolean
  readonly overrides?: Partial<Pick<DeskDependencies, 'status' | 'player' | 'assistant' | 'sealingKey' | 'liveAccounts'>>
}

const label = (name: string) => ({ en: name, fr: `${name} (fr)` })

export async function startDesk({
  database: given,
  config,
  vault,
  overrides,
  createAccounts = true,
  clock = new ManualClock(),
}: HarnessOptions = {}): Promise<DeskHarness> {
  const log = createRecordingLog()
  const bus = createInProcessBus({
    onHandlerError: (error) => {
      throw error
    },
  })
  const plain = given ?? (await openPgliteDatabase({ clock: systemClock, log }))
  const sealingKey = overrides?.sealingKey ?? TEST_KEY
  const database = await openRecords(plain, { sealingKey, clock })
  const played: PlayRequest[] = []
  const stopped: string[] = []
  const desk = await createDesk({
    bus,
    clock,
    log,
    metrics: createMetrics(),
    database: plain,
    player: {
      play: async (request) => {
        played.push(request)
        return ok({ callId: `played-${played.length}` })
      },
      stop: (callId) => stopped.push(callId) > 0,
    },
    assistant: { search: () => [] },
    catalogue: () => ({
      intents: [{ id: 'claim_water_damage', label: label('Water damage'), dispositionId: 'claim_opened' }],
      dispositions: [
        { id: 'claim_opened', label: label('Claim opened') },
        { id: 'information_given', label: label('Information given') },
      ],
    }),
    intentReader: {
      complaint: (text) => (text.includes('wrong') ? 'intents.0: it is wrong' : undefined),
      understand: async (text) => [{ intentId: text.includes('leak') ? 'claim_water_damage' : 'other', score: 0.9 }],
      measure: async (text) => {
        if (text.includes('wrong')) throw new AppError('catalogue.invalid', 'it is wrong')
        return { examples: 4, accuracy: 0.75, accepted: 0.5, refused: null, intents: [], confusions: [], learning: [] }
      },
      propose: async (questions) =>
        questions.length === 0
          ? []
          : [
              {
                suggestedId: 'asked',
                suggestedName: 'asked',
                asked: questions.length,
                calls: 1,
                examples: questions.map(({ text }) => text),
                nearest: null,
              },
            ],
    },
    samples: {
      list: () => [{ id: 'sample-1', title: label('A leak'), language: 'en', durationMs: 60_000, synthetic: true }],
      read: async (id) => (id === 'sample-1' ? new Uint8Array([82, 73, 70, 70]) : undefined),
    },
    guideReader: {
      complaint: (guide) => (guide.includes('wrong') ? 'line 1: it is wrong' : undefined),
      try: (_, { text }) => [{ kind: 'alert', id: 'legal', label: 'Legal', said: { start: 0, end: text.length } }],
    },
    knowledgeReader: {
      read: (text, fileName) => {
        if (!fileName.endsWith('.json')) throw new AppError('knowledge.article-invalid', `${fileName}:1: not JSON`)
        return z.array(article).parse(JSON.parse(text))
      },
      passages: (body) => [{ id: 'p-1', heading: '', quote: body }],
      check: async (articles) =>
        articles.length < 2
          ? []
          : [
              {
                kind: 'duplicate',
                language: 'fr',
                likeness: 0.9,
                about: null,
                places: articles.slice(0, 2).map(({ id }) => ({ articleId: id, value: '', quote: '' })),
              },
            ],
    },
    templateReader: {
      complaint: (templates) => (templates.includes('wrong') ? 'templates.0: it is wrong' : undefined),
      preview: (templateId, { queue, events }) =>
        create(SummarySchema, { templateId, language: queue, revision: events.filter(({ body }) => body.case === 'utterance').length }),
    },
    privacyReader: {
      complaint: (rules) => (rules.includes('wrong') ? 'off.0: it is wrong' : undefined),
      try: (_, { words }) => ({ masked: words.replace(/\d+/g, '[NUMBER 1]'), found: [] }),
    },
    oversight: {
      dataMap: async () => ({
        stores: [],
        models: [],
        egress: { enforced: true, places: [], attempts: { loopback: 0, permitted: 0, refused: 0 }, refusedHosts: [] },
      }),
      governance: async () => ({ models: [], figures: [] }),
    },
    liveAccounts: () => undefined,
    sealingKey,
    ...(vault === undefined ? {} : { vault }),
    status: () => ({
      version: '0.1.0',
      engines: [
        { name: 'moonshine-base', languages: ['en'], state: 'ready', installCommand: null },
        { name: 'whisper-base', languages: ['fr', 'en'], state: 'missing', installCommand: 'npm run models -- pull whisper-base' },
      ],
      activeCalls: 1,
      maxCalls: 4,
    }),
    config: {
      host: '127.0.0.1',
      port: 0,
      maxUploadBytes: MAX_UPLOAD_BYTES,
      streamToken: 'a-token-for-platforms',
      secureCookies: false,
      ...(createAccounts ? { demoPassword: PASSWORD } : {}),
      ...config,
    },
    ...overrides,
  })
  if (createAccounts) await desk.createDemoAccounts()
  const { url } = await desk.listen()
  const anonymous = () => new DeskClient(url, '')
  return {
    desk,
    bus,
    clock,
    database,
    log,
    url,
    played,
    stopped,
    anonymous,
    async publish(...events) {
      for (const event of events) bus.publishEvent(event)
      await desk.stored()
    },
    async as(username, password = PASSWORD) {
      const response = await anonymous().post('/api/v1/session', { username, password })
      return new DeskClient(url, response.cookie)
    },
    async stop() {
      await desk.stop()
      await bus.close()
      if (given === undefined) await database.close()
    },
  }
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers as a client without types would.
  readonly body: any
  readonly headers: Headers
  /** `name=value`, as a browser would send it back. */
  readonly cookie: string
}

/** A browser's requests: with its cookie, and with the page's origin on what changes something. */
export class DeskClient {
  readonly url: string
  readonly cookie: string

  constructor(url: string, cookie: string) {
    this.url = url
    this.cookie = cookie
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path)
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.send('POST', path, body)
  }

  put(path: string, body: unknown): Promise<Answer> {
    return this.send('PUT', path, body)
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path)
  }

  async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const isForm = body instanceof FormData
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(method === 'GET' ? {} : { origin: this.url }),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    return { status: response.status, body: isJson && text !== '' ? JSON.parse(text) : text, headers: response.headers, cookie }
  }
}
