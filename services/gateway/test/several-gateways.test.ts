import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRedisBus } from '@souffleur/bus'
import { systemClock } from '@souffleur/flow'
import { type AudioBatch, type CallEvent, Channel, GapReason } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog } from '@souffleur/testkit'
import { noRedis, type RealRedis, startRealRedis } from '@souffleur/testkit/real-redis'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createGateway, createNativeDoor } from '../src/index.ts'
import { TestPeer } from './test-peer.ts'

const patience = { timeout: 20_000, interval: 20 }

describe.skipIf(noRedis !== undefined)(`calls of several gateways${noRedis === undefined ? '' : ` (${noRedis})`}`, () => {
  let redis: RealRedis
  const closing: (() => Promise<void>)[] = []
  const batches: AudioBatch[] = []
  const events: CallEvent[] = []
  beforeAll(async () => {
    redis = await startRealRedis()
  })
  afterAll(() => redis.stop())
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
    batches.length = 0
    events.length = 0
  })

  const openBus = async (service: string, prefix: string) => {
    const bus = await createRedisBus({
      url: redis.url,
      service,
      clock: systemClock,
      log: createRecordingLog(),
      metrics: createMetrics(),
      onHandlerError: (error) => {
        throw error
      },
      settings: { prefix, shards: 4, heartbeatMs: 100, pollMs: 50, audioLingerMs: 10, closePatienceMs: 500 },
    })
    return bus
  }
  const listen = async (prefix: string) => {
    const bus = await openBus('recognizer', prefix)
    closing.push(() => bus.close())
    bus.subscribeAudio('recognizer', (batch) => void batches.push(batch))
    bus.subscribeEvents('recognizer', (event) => void events.push(event))
  }
  const startGateway = async (prefix: string) => {
    const bus = await openBus('gateway', prefix)
    await bus.joinBoard(() => '{}').ready
    const gateway = createGateway({
      bus,
      clock: systemClock,
      log: createRecordingLog(),
      metrics: createMetrics(),
      doors: [createNativeDoor(async () => ({ ok: true }))],
      claims: bus.claims,
    })
    const server = createServer()
    server.on('upgrade', (request, socket, head) => void gateway.handleUpgrade(request, socket, head))
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const close = async ({ handsOver }: { readonly handsOver: boolean }) => {
      await gateway.stop({ handsOver })
      await bus.close()
      server.closeAllConnections()
      server.close()
    }
    const dies = async () => {
      // As after kill -9: nobody says goodbye, and the place on the board runs out.
      await bus.close()
      server.closeAllConnections()
      server.close()
    }
    return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/telephony/stream`, close, dies }
  }
  const call = async (url: string, frames: number) => {
    const peer = await TestPeer.connect(url)
    peer.hello({ callId: 'call', channels: ['customer'] })
    await peer.next('ready')
    for (let index = 0; index < frames; index += 1) peer.sendFrame(index)
    await peer.barrier()
    return peer
  }
  /** As the gateway says it twice a second. */
  const placeOf = (prefix: string) => redis.ask('HGET', `${prefix}:call:call`, 'progress')
  const bodiesOf = (kind: CallEvent['body']['case']) => events.filter(({ body }) => body.case === kind)

  it('refuses a call that runs at another one', async () => {
    const prefix = 'held'
    const [one, two] = [await startGateway(prefix), await startGateway(prefix)]
    closing.push(
      () => one.close({ handsOver: false }),
      () => two.close({ handsOver: false }),
    )
    await call(one.url, 5)
    const peer = await TestPeer.connect(two.url)
    peer.hello({ callId: 'call', channels: ['customer'] })
    expect(await peer.next('error')).toMatchObject({ code: 'call.duplicate-id' })
  })

  it('goes on with a call whose gateway died: one call, its gap told, its positions going on', async () => {
    const prefix = 'died'
    await listen(prefix)
    const [one, two] = [await startGateway(prefix), await startGateway(prefix)]
    closing.push(() => two.close({ handsOver: false }))
    await call(one.url, 50)
    await expect.poll(() => batches.length, patience).toBeGreaterThan(0)
    await expect.poll(() => placeOf(prefix), patience).toContain('"ends":[8000]')
    await one.dies()
    // The platform took ten seconds to come back.
    redis.ask('HINCRBY', `${prefix}:call:call`, 'began', '-10000')
    const heardTo = Math.max(...batches.map(({ startSamples, payload }) => startSamples + payload.byteLength))
    const peer = await call(two.url, 50)
    peer.say({ type: 'end' })
    await peer.next('closed')
    await expect.poll(() => bodiesOf('callEnded').length, patience).toBe(1)
    expect(bodiesOf('callStarted')).toHaveLength(1)
    expect(new Set(events.map(({ epoch }) => epoch))).toEqual(new Set([0]))
    const [gap] = bodiesOf('audioGapNoted').flatMap(({ body }) => (body.case === 'audioGapNoted' ? [body.value] : []))
    expect(gap).toMatchObject({ channel: Channel.CUSTOMER, reason: GapReason.LOST, startMs: heardTo / 8 })
    const [end] = bodiesOf('callEnded').flatMap(({ body }) => (body.case === 'callEnded' ? [body.value] : []))
    expect(end?.takenOver).toBe(true)
    await expect.poll(() => batches.some(({ endOfChannel }) => endOfChannel), patience).toBe(true)
    const later = batches.filter(({ startSamples }) => startSamples >= heardTo)
    expect(later.reduce((sum, { payload }) => sum + payload.byteLength, 0)).toBe(50 * 160)
  })

  it('hands a call over when it is told to stop', async () => {
    const prefix = 'drained'
    await listen(prefix)
    const [one, two] = [await startGateway(prefix), await startGateway(prefix)]
    closing.push(() => two.close({ handsOver: false }))
    const before = await call(one.url, 20)
    await expect.poll(() => placeOf(prefix), patience).toContain('"ends":[3200]')
    await one.close({ handsOver: true })
    await before.closeCode
    const peer = await call(two.url, 20)
    expect(bodiesOf('callEnded')).toEqual([])
    peer.say({ type: 'end' })
    await peer.next('closed')
    await expect.poll(() => bodiesOf('callEnded').length, patience).toBe(1)
    expect(bodiesOf('callStarted')).toHaveLength(1)
  })
})
