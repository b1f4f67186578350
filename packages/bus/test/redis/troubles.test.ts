import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { create } from '@bufbuild/protobuf'
import { PrivateWordsSchema } from '@souffleur/proto'
import { anAudioBatch, anEvent, anUtterance } from '@souffleur/testkit'
import { noRedis, type RealRedis, startRealRedis } from '@souffleur/testkit/real-redis'
import { afterEach, describe, expect, it } from 'vitest'
import type { RedisBusOptions, RedisBusSettings } from '../../src/index.ts'
import { type BusHarness, openBus } from './bus-harness.ts'

const patience = { timeout: 20_000, interval: 20 }

describe.skipIf(noRedis !== undefined)(`troubles of the bus’s server${noRedis === undefined ? '' : ` (${noRedis})`}`, () => {
  const servers: RealRedis[] = []
  const opened: BusHarness[] = []

  afterEach(async () => {
    await Promise.all(opened.splice(0).map(({ bus }) => bus.close()))
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  const server = async (settings?: Record<string, string>) => {
    const redis = await startRealRedis(settings)
    servers.push(redis)
    return redis
  }
  const open = async (redis: Pick<RealRedis, 'url'>, settings: Partial<RedisBusSettings> = {}, options: Partial<RedisBusOptions> = {}) => {
    const harness = await openBus(redis, settings, options)
    opened.push(harness)
    return harness
  }
  const publish = ({ bus }: BusHarness, from: number, to: number) => {
    for (let index = from; index < to; index += 1) bus.publishEvent(anUtterance({}, { eventId: `e${index}` }))
  }
  const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `e${from + index}`)

  it('has a call’s notes once the server is back, and none when it is closed before that', async () => {
    const redis = await server()
    const [staying, leaving] = [await open(redis), await open(redis)]
    staying.bus.publishEvent(anUtterance({}, { callId: 'noted' }), undefined, { language: 'fr' })
    await staying.bus.settled()
    await redis.kill()
    await expect.poll(() => staying.bus.isUp || leaving.bus.isUp, patience).toBe(false)
    const [notes, none] = [staying.bus.notesOf('noted'), leaving.bus.notesOf('noted')]
    await leaving.bus.close()
    expect(await none).toBeUndefined()
    await redis.start()
    expect(await notes).toEqual({ language: 'fr' })
  })

  it('loses and repeats nothing when the server is killed and comes back with its file', async () => {
    const redis = await server()
    const harness = await open(redis)
    const seen: string[] = []
    const watched: string[] = []
    harness.bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    harness.bus.watchEvents('live', ({ eventId }) => void watched.push(eventId))
    publish(harness, 0, 50)
    await expect.poll(() => seen.length, patience).toBe(50)
    publish(harness, 50, 100)
    await redis.kill()
    publish(harness, 100, 150)
    await expect.poll(() => harness.bus.isUp).toBe(false)
    publish(harness, 150, 200)
    await redis.start()
    await expect.poll(() => seen.length, patience).toBe(200)
    await expect.poll(() => watched.length, patience).toBe(200)
    expect(seen).toEqual(ids(0, 200))
    expect(watched).toEqual(ids(0, 200))
    expect(harness.codes()).toContain('bus.redis-away')
    expect(harness.errors).toEqual([])
  })

  it('keeps within its bounds what it can’t send, and says what it drops', async () => {
    const redis = await server()
    const dropped: number[] = []
    const onAudioDropped: RedisBusOptions['onAudioDropped'] = ({ sequence }) => void dropped.push(sequence)
    const harness = await open(redis, {}, { capacity: { audio: 5, events: 5 }, onAudioDropped })
    await redis.kill()
    await expect.poll(() => harness.bus.isUp).toBe(false)
    for (let sequence = 0; sequence < 8; sequence += 1) harness.bus.publishAudio(anAudioBatch({ sequence }))
    expect(dropped).toEqual([0, 1, 2])
    publish(harness, 0, 5)
    expect(() => publish(harness, 5, 6)).toThrow(expect.objectContaining({ code: 'bus.overflow' }))
    const heard: number[] = []
    harness.bus.subscribeAudio('recognizer', ({ sequence }) => void heard.push(sequence))
    await redis.start()
    await expect.poll(() => heard, patience).toEqual([3, 4, 5, 6, 7])
    expect(await harness.total('outbox_dropped_total')).toBe(4)
    await expect.poll(() => harness.codes(), patience).toContain('bus.outbox-full')
  })

  it('closes, within its patience, while the server is away', async () => {
    const redis = await server()
    const harness = await open(redis, { closePatienceMs: 200 })
    harness.bus.subscribeEvents('desk', () => undefined)
    harness.bus.watchEvents('live', () => undefined)
    await harness.bus.settled()
    await redis.kill()
    publish(harness, 0, 3)
    harness.bus.publishAudio(anAudioBatch())
    await harness.bus.close()
    expect(harness.bus.isUp).toBe(false)
    expect(() => publish(harness, 3, 4)).not.toThrow()
  })

  it('goes on when the server stood still', async () => {
    const redis = await server()
    const harness = await open(redis, { commandTimeoutMs: 300 })
    const seen: string[] = []
    harness.bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    publish(harness, 0, 5)
    await expect.poll(() => seen.length, patience).toBe(5)
    redis.pause()
    publish(harness, 5, 10)
    await expect.poll(() => harness.codes(), patience).toContain('bus.redis-slow')
    redis.resume()
    await expect.poll(() => seen, patience).toEqual(ids(0, 10))
  })

  it('waits while the server’s memory is full, or it is a replica, and goes on after', async () => {
    const redis = await server()
    const harness = await open(redis)
    const seen: string[] = []
    harness.bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    publish(harness, 0, 1)
    await expect.poll(() => seen.length, patience).toBe(1)
    redis.ask('CONFIG', 'SET', 'maxmemory', '1')
    publish(harness, 1, 3)
    await expect.poll(() => harness.codes(), patience).toContain('bus.redis-full')
    redis.ask('CONFIG', 'SET', 'maxmemory', '0')
    await expect.poll(() => seen, patience).toEqual(ids(0, 3))
    redis.ask('REPLICAOF', '127.0.0.1', '1')
    publish(harness, 3, 5)
    await expect.poll(() => harness.codes(), patience).toContain('bus.redis-readonly')
    redis.ask('REPLICAOF', 'NO', 'ONE')
    await expect.poll(() => seen, patience).toEqual(ids(0, 5))
  })

  it('refuses a server that would throw messages away, one that doesn’t know it, and one that isn’t there', async () => {
    const evicting = await server({ 'maxmemory-policy': 'allkeys-lru' })
    await expect(openBus(evicting, {})).rejects.toMatchObject({ code: 'bus.redis-eviction' })
    const guarded = await server({ requirepass: 'right' })
    await expect(openBus(guarded, {})).rejects.toMatchObject({ code: 'bus.redis-refused' })
    await expect(openBus(guarded, {}, { password: 'wrong' })).rejects.toMatchObject({ code: 'bus.redis-refused' })
    const { bus } = await open(guarded, {}, { password: 'right' })
    expect(bus.isUp).toBe(true)
    await evicting.kill()
    await expect(openBus(evicting, { startPatienceMs: 50 })).rejects.toMatchObject({ code: 'bus.redis-away' })
  })

  it('warns of a server that keeps nothing', async () => {
    const harness = await open(await server({ appendonly: 'no' }))
    expect(harness.codes()).toContain('bus.redis-unkept')
  })

  it('tells which group lost what, when the server’s share is full', async () => {
    const redis = await server()
    const lost: unknown[] = []
    const settings = { shards: 1, maxEntries: { audio: 10, events: 10 }, watchKeepMs: 0 }
    const harness = await open(redis, settings, { onTrimmed: (loss) => lost.push(loss) })
    const seen: string[] = []
    const leave = harness.bus.subscribeEvents('gone', () => undefined)
    harness.bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    publish(harness, 0, 1)
    await harness.bus.settled()
    leave()
    for (let index = 1; index < 21; index += 1) {
      publish(harness, index, index + 1)
      await harness.bus.settled()
    }
    expect(seen).toEqual(ids(0, 21))
    expect(await harness.total('trimmed_total')).toBe(10)
    expect(lost).toEqual(Array.from({ length: 10 }, () => ({ stream: 'events', group: 'gone', entries: 1 })))
    await expect.poll(() => harness.codes(), patience).toContain('bus.trimmed')
    const rest: string[] = []
    harness.bus.subscribeEvents('gone', ({ eventId }) => void rest.push(eventId))
    await harness.bus.settled()
    expect(rest).toEqual(ids(11, 21))
  })

  it('bounds what is kept by its bytes too, and gives room back once everybody is done', async () => {
    const redis = await server()
    const harness = await open(redis, { shards: 1, maxBytes: { audio: 4096, events: 4096 }, watchKeepMs: 0 })
    harness.bus.subscribeAudio('recognizer', () => undefined)()
    for (let sequence = 0; sequence < 40; sequence += 1) {
      harness.bus.publishAudio(anAudioBatch({ sequence }))
      await harness.bus.settled()
    }
    expect(Number(redis.ask('XLEN', 'souffleur:audio:0'))).toBeLessThan(13)
    harness.bus.subscribeAudio('recognizer', () => undefined)
    await expect.poll(() => redis.ask('XLEN', 'souffleur:audio:0'), patience).toBe('0')
  })

  it('never lets the server keep what masks hide', async () => {
    const redis = await server()
    const harness = await open(redis)
    const seen: unknown[] = []
    harness.bus.subscribeEvents('desk-recorder', ({ body }) => void seen.push(body.case))
    await harness.bus.settled()
    const value = create(PrivateWordsSchema, { utteranceId: 'u', values: [{ start: 0, end: 4, text: 'zorglub 4111' }] })
    harness.bus.publishEvent(anEvent({ case: 'privateWords', value }))
    harness.bus.publishEvent(anUtterance({ text: 'Masked words.' }))
    await expect.poll(() => seen, patience).toEqual(['privateWords', 'utterance'])
    await expect.poll(() => textUnder(redis.folder), patience).toContain('Masked words.')
    expect(textUnder(redis.folder)).not.toContain('zorglub')
    const dump = redis.ask(
      '--raw',
      'EVAL',
      "local t = {} for _, k in ipairs(redis.call('KEYS', '*')) do t[#t + 1] = redis.call('DUMP', k) end return t",
      '0',
    )
    expect(dump).not.toContain('zorglub')
  })

  it('shares calls out anew when a process joins or leaves', async () => {
    const redis = await server()
    const heard: Record<string, Set<string>> = { a: new Set(), b: new Set() }
    const settings = { idleShardMs: 50, busyHandoverMs: 50 }
    const a = await open(redis, settings, { service: 'a' })
    a.bus.subscribeEvents('assist', ({ callId }) => void heard.a?.add(callId))
    const b = await open(redis, settings, { service: 'b' })
    const leave = b.bus.subscribeEvents('assist', ({ callId }) => void heard.b?.add(callId))
    await expect.poll(() => b.total('owned_shards'), patience).toBe(4)
    await expect.poll(() => a.total('owned_shards'), patience).toBe(4)
    const callIds = Array.from({ length: 30 }, (_, index) => `call-${index}`)
    for (const callId of callIds) a.bus.publishEvent(anUtterance({}, { callId }))
    await expect.poll(() => (heard.a?.size ?? 0) + (heard.b?.size ?? 0), patience).toBe(30)
    expect(heard.b?.size).toBeGreaterThan(0)
    leave()
    await expect.poll(() => a.total('owned_shards'), patience).toBe(8)
  })

  it('gives a call’s audio and its events to the same process, whoever joins', async () => {
    const redis = await server()
    const settings = { idleShardMs: 50, busyHandoverMs: 50 }
    const callIds = Array.from({ length: 30 }, (_, index) => `call-${index}`)
    const heardBy = new Map<string, string[]>()
    const hear = (who: string, callId: string) => void heardBy.set(callId, [...(heardBy.get(callId) ?? []), who])
    const [a, b] = [await open(redis, settings, { service: 'a' }), await open(redis, settings, { service: 'b' })]
    for (const [who, { bus }] of Object.entries({ a, b })) {
      bus.subscribeAudio('recognizer', ({ callId }) => hear(who, callId))
      bus.subscribeEvents('recognizer', ({ callId }) => hear(who, callId))
    }
    for (const harness of [a, b]) await expect.poll(() => harness.total('owned_shards'), patience).toBe(8)
    for (const callId of callIds) {
      a.bus.publishAudio(anAudioBatch({ callId }))
      a.bus.publishEvent(anUtterance({}, { callId }))
    }
    await expect.poll(() => [...heardBy.values()].flat().length, patience).toBe(60)
    for (const readers of heardBy.values()) expect(new Set(readers).size).toBe(1)
    expect(new Set([...heardBy.values()].flat())).toEqual(new Set(['a', 'b']))
  })

  it('needs no more rights than the documentation says', async () => {
    const redis = await server()
    const rights = '~souffleur:* &souffleur:* +@stream +@scripting +@pubsub +@connection +@keyspace +@hash +@set +@string +info +time'
    redis.ask('ACL', 'SETUSER', 'bus', 'on', '>secret', 'resetkeys', 'resetchannels', '-@all', ...rights.split(' '))
    const harness = await open(redis, {}, { username: 'bus', password: 'secret' })
    const seen: string[] = []
    const leave = harness.bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    harness.bus.watchEvents('live', ({ eventId }) => void seen.push(eventId))
    publish(harness, 0, 1)
    await expect.poll(() => seen, patience).toEqual(['e0', 'e0'])
    await expect.poll(() => harness.total('kept_bytes'), patience).toBeGreaterThan(0)
    leave()
    await harness.bus.settled()
    expect(harness.codes().filter((code) => code !== undefined)).toEqual([])
    expect(await harness.total('failures_total')).toBe(0)
  })

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)('speaks TLS to a server whose certificate it was given', async () => {
    const plain = await server()
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(plain.folder, name))
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    spawnSync('openssl', [
      ...made,
      '-keyout',
      key ?? '',
      '-out',
      cert ?? '',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
    ])
    const file = { 'tls-key-file': key ?? '', 'tls-cert-file': cert ?? '', 'tls-ca-cert-file': cert ?? '', 'tls-auth-clients': 'no' }
    for (const [name, value] of Object.entries(file)) redis(plain, name, value)
    redis(plain, 'tls-port', String(plain.port + 1))
    const url = `rediss://localhost:${plain.port + 1}`
    const { bus } = await open({ url }, {}, { tls: { ca: readFileSync(cert ?? '', 'utf8') } })
    expect(bus.isUp).toBe(true)
    await expect(openBus({ url }, {})).rejects.toMatchObject({ code: 'bus.redis-certificate' })
  })
})

function redis(server: RealRedis, name: string, value: string): void {
  server.ask('CONFIG', 'SET', name, value)
}

function textUnder(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')
}
