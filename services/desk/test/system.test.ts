import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isLocal } from '../src/http/same-origin.ts'
import { type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
beforeAll(async () => {
  harness = await startDesk()
})
afterAll(() => harness.stop())

describe('the status', () => {
  it('says which engines there are and how to get the missing ones', async () => {
    const { body } = await (await harness.as('ops')).get('/api/v1/status')
    expect(body).toEqual({
      version: '0.1.0',
      engines: [
        { name: 'moonshine-base', languages: ['en'], state: 'ready', installCommand: null },
        { name: 'whisper-base', languages: ['fr', 'en'], state: 'missing', installCommand: 'npm run models -- pull whisper-base' },
      ],
      meaning: null,
      languageModel: null,
      languages: ['en'],
      activeCalls: 1,
      maxCalls: 4,
      warnings: [],
    })
  })

  it('says how busy an engine is, where that is known', async () => {
    const load = { speakingChannels: 6, partialIntervalMs: 900, waitingFinals: 1, degraded: true }
    const engine = { name: 'm', languages: ['en'], state: 'ready' as const, installCommand: null, workers: 2, load }
    const busy = await startDesk({
      database: harness.database,
      overrides: { status: () => ({ version: '0', engines: [engine], activeCalls: 3, maxCalls: 4 }) },
    })
    const { body } = await (await harness.as('ops')).get('/api/v1/status')
    expect(body.engines[0].load).toBeUndefined()
    expect((await (await busy.as('ops')).get('/api/v1/status')).body.engines).toEqual([engine])
    await busy.stop()
  })

  it('says what reads meaning, which is no engine of speech', async () => {
    const meaning = { name: 'm', state: 'ready' as const, installCommand: null, articles: { done: 3, wanted: 9 } }
    const status = () => ({ version: '0', engines: [], meaning, activeCalls: 0, maxCalls: 1 })
    const deaf = await startDesk({ database: harness.database, overrides: { status } })
    expect((await (await deaf.as('ops')).get('/api/v1/status')).body).toMatchObject({ meaning, languages: [] })
    expect((await deaf.anonymous().get('/readyz')).status).toBe(503)
    await deaf.stop()
  })

  it('is not ready before an engine is', async () => {
    const status = () => ({
      version: '0',
      engines: [{ name: 'm', languages: ['en'], state: 'loading' as const, installCommand: null }],
      activeCalls: 0,
      maxCalls: 1,
    })
    const starting = await startDesk({ database: harness.database, overrides: { status } })
    const { status: code, body } = await starting.anonymous().get('/readyz')
    expect([code, body]).toEqual([503, { ready: false, database: true, storage: 'ok', engines: { m: 'loading' } }])
    expect((await harness.anonymous().get('/readyz')).status).toBe(200)
    await starting.stop()
  })
})

describe('the metrics', () => {
  it('hold those of the process and of storage', async () => {
    const { body, headers } = await harness.anonymous().get('/metrics')
    expect(headers.get('content-type')).toContain('text/plain')
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'souffleur_desk_writes_failing{queue="calls"} 0',
    ])
      expect(body).toContain(name)
  })

  it('are kept from who comes through a proxy on this machine without a session', async () => {
    const { status } = await harness.anonymous().send('GET', '/metrics', undefined, { 'x-forwarded-for': '203.0.113.7' })
    expect(status).toBe(401)
    const forwarded = { 'x-forwarded-for': '203.0.113.7' }
    expect((await (await harness.as('ops')).send('GET', '/metrics', undefined, forwarded)).status).toBe(200)
    expect((await (await harness.as('advisor')).send('GET', '/metrics', undefined, forwarded)).status).toBe(403)
  })

  it('are shown to a program of another machine that bears the token, and to none where there is no token', async () => {
    const forwarded = { 'x-forwarded-for': '203.0.113.7' }
    const started = await startDesk({ config: { operationsToken: 'a-token-of-operations' } })
    const ask = (desk: DeskHarness, authorization: string) =>
      desk.anonymous().send('GET', '/metrics', undefined, { ...forwarded, authorization })
    expect((await ask(started, 'Bearer a-token-of-operations')).status).toBe(200)
    expect((await ask(started, 'Bearer another')).status).toBe(401)
    expect((await ask(harness, 'Bearer ')).status).toBe(401)
    await started.stop()
  })

  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['2001:db8::1', false],
    [undefined, false],
  ])('take %s for this machine: %s', (address, expected) => {
    expect(isLocal(address, {})).toBe(expected)
  })
})

describe('the OpenAPI document', () => {
  it('describes every route of the API', async () => {
    const { body } = await harness.anonymous().get('/api/openapi.json')
    const described = Object.entries<Record<string, unknown>>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const served = harness.desk.routes
      .filter((route) => !route.startsWith('HEAD ') && route.includes('/api/v1/'))
      .map((route) => route.replaceAll(/:(\w+)/g, '{$1}'))
    expect(described).toEqual(expect.arrayContaining([...served]))
    expect(body.openapi).toBe('3.1.0')
  })

  it('says that a sample’s sound is a file', async () => {
    const { body } = await harness.anonymous().get('/api/openapi.json')
    const { responses } = body.paths['/api/v1/samples/{id}/audio'].get
    expect(Object.keys(responses)).toEqual(['200', 'default'])
    expect(responses['200'].content).toEqual({ 'audio/wav': { schema: { type: 'string', format: 'binary' } } })
  })
})

describe('errors', () => {
  it('have a code, and say in two languages what happened and what to do', async () => {
    const { status, body } = await harness.anonymous().get('/api/v1/nothing/here')
    expect([status, body]).toEqual([
      404,
      {
        error: {
          code: 'request.not-found',
          message: { en: expect.any(String), fr: expect.any(String) },
          action: { en: expect.any(String), fr: expect.any(String) },
        },
      },
    ])
  })

  it.each([
    ['a body that isn’t JSON', '{', 'request.invalid', 400],
    ['a body that is too large', JSON.stringify({ username: 'x'.repeat(1_100_000), password: 'x' }), 'request.too-large', 413],
    ['a body with the wrong fields', '{"username":1}', 'request.invalid', 400],
  ])('answer %s', async (_, body, code, status) => {
    const response = await fetch(`${harness.url}/api/v1/session`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect([response.status, await response.json()]).toEqual([status, { error: expect.objectContaining({ code }) }])
  })

  it('name a port that is taken', async () => {
    const { port } = new URL(harness.url)
    await expect(startDesk({ database: harness.database, config: { port: Number(port) } })).rejects.toMatchObject({ code: 'port.in-use' })
  })
})

describe('who may send audio', () => {
  const authorise = async (headers: Record<string, string>, remoteAddress = '10.0.0.9') => {
    // Only what is read of a request.
    const request = Object.create({ headers: { host: 'desk.example:8080', ...headers }, socket: { remoteAddress } }) as IncomingMessage
    return harness.desk.authoriseStream(request)
  }
  const origin = 'http://desk.example:8080'

  it('a program with the token', async () => {
    expect(await authorise({ authorization: 'Bearer a-token-for-platforms' })).toEqual({ ok: true })
    for (const authorization of ['Bearer wrong', 'Bearer ', 'a-token-for-platforms', 'Basic eA==']) {
      expect(await authorise({ authorization }, '127.0.0.1')).toEqual({ ok: false, code: 'stream.unauthorised' })
    }
  })

  it('a program on this machine', async () => {
    expect(await authorise({}, '127.0.0.1')).toEqual({ ok: true })
    expect(await authorise({}, '::1')).toEqual({ ok: true })
    expect(await authorise({})).toEqual({ ok: false, code: 'stream.unauthorised' })
    expect(await authorise({ 'x-forwarded-for': '203.0.113.7' }, '127.0.0.1')).toEqual({ ok: false, code: 'stream.unauthorised' })
  })

  it('an advisor’s browser, whose call it becomes', async () => {
    const { cookie } = await harness.as('advisor')
    expect(await authorise({ cookie, origin })).toEqual({ ok: true, advisorId: 'advisor' })
    expect(await authorise({ cookie: (await harness.as('ops')).cookie, origin })).toEqual({ ok: false, code: 'account.forbidden' })
    expect(await authorise({ cookie: `souffleur=${'C'.repeat(43)}`, origin })).toEqual({ ok: false, code: 'stream.unauthorised' })
  })

  it('no page of another site, with the cookie or from this machine', async () => {
    const { cookie } = await harness.as('advisor')
    for (const foreign of ['https://evil.example', 'null', 'http://desk.example:9090']) {
      expect(await authorise({ cookie, origin: foreign }, '127.0.0.1')).toEqual({ ok: false, code: 'stream.foreign-origin' })
    }
    expect(await authorise({ origin }, '127.0.0.1')).toEqual({ ok: false, code: 'stream.unauthorised' })
  })

  it('nobody with an empty token, when none is set', async () => {
    const closed = await startDesk({ database: harness.database, config: { streamToken: '' } })
    const request = Object.create({ headers: { authorization: 'Bearer ' }, socket: { remoteAddress: '127.0.0.1' } }) as IncomingMessage
    expect(await closed.desk.authoriseStream(request)).toEqual({ ok: false, code: 'stream.unauthorised' })
    await closed.stop()
  })
})
