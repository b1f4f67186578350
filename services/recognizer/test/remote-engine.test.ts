import { createMetrics, type Metrics } from '@souffleur/telemetry'
import {
  createRecordingLog,
  ManualClock,
  type ScriptedAnswer,
  ScriptedEngine,
  startTranscriptionServer,
  type TranscriptionServer,
  type TranscriptionServerPlan,
} from '@souffleur/testkit'
import { describeEngineConformance } from '@souffleur/testkit/engine-conformance'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SpeechEngine, SpeechSegment } from '../src/engine.ts'
import { createRemoteRecognition, type RemoteRecognitionOptions } from '../src/remote/index.ts'

const segment: SpeechSegment = { samples: new Float32Array(16_000), speechMs: 1000, languages: ['en'], effort: 'thorough', draft: [] }
const patience = { timeout: 10_000, interval: 5 }
const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close()
})

async function serve(plan: TranscriptionServerPlan = {}, ...answers: readonly ScriptedAnswer[]): Promise<TranscriptionServer> {
  const server = await startTranscriptionServer(plan)
  if (answers.length > 0) server.answer(...answers)
  opened.push(server)
  return server
}

/** Where a server was until now. */
async function gone(): Promise<{ readonly url: string }> {
  const server = await startTranscriptionServer()
  await server.close()
  return server
}

function engineFor(servers: readonly { readonly url: string }[], options: Partial<RemoteRecognitionOptions> = {}) {
  const [clock, log, metrics] = [new ManualClock(), createRecordingLog(), createMetrics()]
  const engine = createRemoteRecognition({
    urls: servers.map(({ url }) => url),
    model: 'whisper-large-v3',
    apiKey: undefined,
    protocol: 'http',
    languages: ['fr', 'en'],
    capacity: 4,
    patienceMs: 1000,
    local: [],
    clock,
    log,
    metrics,
    ...options,
  })
  opened.push(engine)
  return { engine, clock, log, metrics }
}

const words = async (decoding: Promise<{ readonly words: readonly { readonly text: string }[] }>) =>
  (await decoding).words.map(({ text }) => text).join(' ')
const count = async (metrics: Metrics, line: string) => {
  const [, value = '0'] = new RegExp(`^${line.replaceAll(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(await metrics.metrics()) ?? []
  return Number(value)
}
const failed = { code: 'engine.failed' }

describe('a server that answers', () => {
  let server: TranscriptionServer
  let engine: SpeechEngine
  beforeAll(async () => {
    server = await startTranscriptionServer()
  })
  afterAll(() => server.close())
  describeEngineConformance(
    'A server over HTTP',
    () => {
      const options = { apiKey: undefined, protocol: 'http', capacity: 4, patienceMs: 10_000, local: [] } as const
      const ports = { clock: new ManualClock(), log: createRecordingLog(), metrics: createMetrics() }
      engine = createRemoteRecognition({ urls: [server.url], model: 'whisper-large-v3', languages: ['en', 'fr'], ...options, ...ports })
      return engine
    },
    () => ({ samples: new Float32Array(16_000), word: 'hello' }),
  )
})

describe('over HTTP', () => {
  test('is asked as the protocol has it, with the key', async () => {
    const server = await serve({ models: ['whisper-large-v3'] })
    const { engine } = engineFor([server], { apiKey: 'a-key' })
    await engine.load()
    await engine.decode(segment)
    expect(server.asked).toEqual([
      {
        fields: {
          model: 'whisper-large-v3',
          language: 'en',
          temperature: '0',
          response_format: 'verbose_json',
          'timestamp_granularities[]': 'word',
        },
        wavBytes: 44 + 32_000,
        authorization: 'Bearer a-key',
      },
    ])
  })

  test('is left to find out the language where there are several', async () => {
    const server = await serve({}, { kind: 'json', body: { text: 'bonjour', language: 'french' } })
    const { engine } = engineFor([server])
    expect(await engine.decode({ ...segment, languages: ['en', 'fr'] })).toMatchObject({ language: 'fr', languageShares: { fr: 1 } })
    expect(server.asked[0]?.fields.language).toBeUndefined()
  })

  test('is asked for less when it does not tell the times of words, once and for all', async () => {
    const refused: ScriptedAnswer = { kind: 'json', status: 400, body: { error: 'unsupported' } }
    const server = await serve({}, refused, refused, { kind: 'json', body: { text: 'plain' } })
    const { engine } = engineFor([server])
    expect(await words(engine.decode(segment))).toBe('plain')
    await engine.decode(segment)
    expect(server.asked.map(({ fields }) => [fields.response_format, fields['timestamp_granularities[]']])).toEqual([
      ['verbose_json', 'word'],
      ['verbose_json', undefined],
      ['json', undefined],
      ['json', undefined],
    ])
  })

  test('that lacks the model is not loaded, nor is one that is not there', async () => {
    await expect(engineFor([await serve({ models: ['other'] })]).engine.load()).rejects.toMatchObject({
      ...failed,
      detail: 'it has no model whisper-large-v3',
    })
    await expect(engineFor([await gone()]).engine.load()).rejects.toMatchObject({ ...failed, detail: 'ECONNREFUSED' })
  })

  test('one of two that is there is enough', async () => {
    const { engine } = engineFor([await gone(), await serve()])
    await engine.load()
    expect(await words(engine.decode(segment))).toBe('hello there')
  })
})

describe('a server in trouble', () => {
  test.each<[string, ScriptedAnswer]>([
    ['a failure of its own', { kind: 'json', status: 503, body: {} }],
    ['too many questions', { kind: 'json', status: 429, body: {} }],
    ['a cut connection', { kind: 'cut' }],
  ])('is asked again after %s', async (_, trouble) => {
    const server = await serve({}, trouble, { kind: 'json', body: { text: 'at last' } })
    const { engine, clock } = engineFor([server])
    const decoding = words(engine.decode(segment))
    await expect.poll(() => clock.pendingTimers, patience).toBe(2)
    clock.advance(50)
    expect(await decoding).toBe('at last')
  })

  test.each<[string, ScriptedAnswer, string]>([
    ['a refusal', { kind: 'json', status: 401, body: { error: 'secret words' } }, 'status 401'],
    ['no JSON', { kind: 'text', body: 'secret words' }, 'its answer is no JSON'],
    ['something else', { kind: 'json', body: { texts: 'secret words' } }, 'its answer has another form'],
    ['too much', { kind: 'text', body: 'x'.repeat(1_100_000) }, 'its answer is longer than 1000000 bytes'],
  ])('is not asked the same again after %s, and nothing of its answer is told', async (_, trouble, detail) => {
    const server = await serve({}, trouble)
    const { engine } = engineFor([server])
    await expect(engine.decode(segment)).rejects.toMatchObject({ ...failed, detail })
    expect(server.asked).toHaveLength(1)
  })

  test('is not waited for longer than a text may take, half as long for one that is shown for a moment', async () => {
    const server = await serve({}, { kind: 'silence' })
    const { engine, clock, metrics } = engineFor([server])
    const [final, partial] = [engine.decode(segment), engine.decode({ ...segment, effort: 'quick' })]
    await expect.poll(() => server.asked.length, patience).toBe(2)
    clock.advance(500)
    await expect(partial).rejects.toMatchObject({ ...failed, detail: 'no answer within 500 ms' })
    clock.advance(500)
    await expect(final).rejects.toMatchObject({ ...failed, detail: 'no answer within 1000 ms' })
    await expect.poll(() => server.givenUp, patience).toBe(2)
    expect(await count(metrics, 'souffleur_remote_asr_requests_total{outcome="late"}')).toBe(2)
  })

  test('is left alone after three failures; one question later shows that it is back', async () => {
    const server = await serve({}, { kind: 'json', status: 500, body: {} })
    const { engine, clock, metrics } = engineFor([server])
    const quick = { ...segment, effort: 'quick' } as const
    for (let failure = 0; failure < 3; failure += 1) await expect(engine.decode(quick)).rejects.toMatchObject(failed)
    expect(await count(metrics, 'souffleur_remote_asr_servers_up')).toBe(0)
    await expect(engine.decode(quick)).rejects.toMatchObject({ detail: 'every server rests after failures' })
    expect(server.asked).toHaveLength(3)
    clock.advance(5000)
    const answer = Promise.withResolvers<void>()
    server.answer({ kind: 'after', until: answer.promise, body: { text: 'back' } })
    const trial = words(engine.decode(quick))
    await expect.poll(() => server.asked.length, patience).toBe(4)
    await expect(engine.decode(quick)).rejects.toMatchObject({ detail: 'every server rests after failures' })
    answer.resolve()
    expect(await trial).toBe('back')
    expect(await count(metrics, 'souffleur_remote_asr_servers_up')).toBe(1)
  })
})

describe('two servers', () => {
  test('share the segments, and one takes what the other fails at', async () => {
    const [broken, sound] = [await serve({}, { kind: 'json', status: 500, body: {} }), await serve()]
    const { engine } = engineFor([broken, sound])
    expect(await words(engine.decode(segment))).toBe('hello there')
    expect([broken.asked.length, sound.asked.length]).toEqual([1, 1])
  })

  test('are both asked when one takes longer than most; the other question is given up', async () => {
    const [first, second] = [await serve(), await serve()]
    const { engine, clock, metrics } = engineFor([first, second])
    for (let index = 0; index < 25; index += 1) await engine.decode(segment)
    first.answer({ kind: 'silence' })
    second.answer({ kind: 'json', body: { text: 'from the second' } })
    const known = first.asked.length
    const decoding = words(engine.decode(segment))
    await expect.poll(() => first.asked.length, patience).toBe(known + 1)
    clock.advance(50)
    expect(await decoding).toBe('from the second')
    await expect.poll(() => first.givenUp, patience).toBe(1)
    expect(await count(metrics, 'souffleur_remote_asr_hedges_total')).toBe(1)
    await expect.poll(() => count(metrics, 'souffleur_remote_asr_requests_total{outcome="outrun"}'), patience).toBe(1)
  })
})

describe.each(['vllm', 'openai'] as const)('the realtime form of %s', (realtime) => {
  const protocol = `${realtime}-realtime` as const

  test('brings a turn’s text, and keeps the connection for the next one', async () => {
    const server = await serve({ realtime })
    const { engine } = engineFor([server], { protocol })
    await engine.load()
    expect(await words(engine.decode(segment))).toBe('hello there')
    expect(await words(engine.decode(segment))).toBe('hello there')
    expect(server.heard.filter((type) => type === 'session.update')).toHaveLength(2)
    expect(server.heard.filter((type) => type === 'input_audio_buffer.append').length).toBeGreaterThanOrEqual(2)
  })

  test('that fails is coded, and another connection is made for the next attempt', async () => {
    const server = await serve({ realtime, realtimeText: '' })
    const { engine } = engineFor([server], { protocol })
    await expect(engine.decode({ ...segment, effort: 'quick' })).rejects.toMatchObject({
      ...failed,
      detail: 'the server reported an error',
    })
    await expect(engine.decode({ ...segment, effort: 'quick' })).rejects.toMatchObject(failed)
  })

  test('that is not there, or not spoken, is coded', async () => {
    const away = engineFor([await gone()], { protocol }).engine
    await expect(away.load()).rejects.toMatchObject({ ...failed, detail: 'no connection' })
  })
})

describe('engines of this machine behind the servers', () => {
  const local = () => new ScriptedEngine(() => 'from here', { capacity: 1 })

  test('decode what no server does, and it is told once that they do, and once that they no longer do', async () => {
    const server = await serve({}, { kind: 'json', status: 500, body: {} })
    const { engine, clock, log, metrics } = engineFor([server], { local: [local()], capacity: 16 })
    await engine.load()
    expect(engine.capacity).toBe(16)
    const quick = { ...segment, effort: 'quick' } as const
    for (let failure = 0; failure < 2; failure += 1) await expect(engine.decode(quick)).rejects.toMatchObject(failed)
    expect(await words(engine.decode(quick))).toBe('from here')
    expect(await words(engine.decode(segment))).toBe('from here')
    expect(engine.capacity).toBe(1)
    expect(log.lines.filter(({ fields }) => fields.code === 'engine.remote-away')).toHaveLength(1)
    expect(await count(metrics, 'souffleur_remote_asr_fallbacks_total')).toBe(2)
    server.answer({ kind: 'json', body: { text: 'from there' } })
    clock.advance(5000)
    expect(await words(engine.decode(segment))).toBe('from there')
    expect(engine.capacity).toBe(16)
    expect(log.lines.at(-1)).toMatchObject({ level: 'info' })
  })

  test('decode the languages that no server knows', async () => {
    const server = await serve()
    const { engine } = engineFor([server], { local: [local()], languages: ['fr'] })
    await engine.load()
    expect(engine.languages).toEqual(['fr', 'en'])
    expect(await words(engine.decode(segment))).toBe('from here')
    expect(await words(engine.decode({ ...segment, languages: ['fr'] }))).toBe('hello there')
  })

  test('are enough to begin with, and are not needed', async () => {
    const away = engineFor([await gone()], { local: [local()] })
    await away.engine.load()
    const decoding = words(away.engine.decode(segment))
    for (const pauseMs of [50, 100]) {
      await expect.poll(() => away.clock.pendingTimers, patience).toBe(2)
      away.clock.advance(pauseMs)
    }
    expect(await decoding).toBe('from here')
    const alone = engineFor([await serve()], {
      local: [new ScriptedEngine(() => '', { load: () => Promise.reject(new Error('missing')) })],
    })
    await alone.engine.load()
    expect(await words(alone.engine.decode(segment))).toBe('hello there')
  })
})
