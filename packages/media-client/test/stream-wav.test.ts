import { parseWav, type WavAudio } from '@souffleur/audio'
import { Channel } from '@souffleur/proto'
import { aWav, ManualClock, noise } from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { helloOf, NativeStreamClient, streamWav } from '../src/index.ts'
import { ListeningServer } from './listening-server.ts'

const servers: ListeningServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()))
})

async function connected(wav: WavAudio) {
  const server = await ListeningServer.start((say) => say({ type: 'ready', callId: 'c' }))
  servers.push(server)
  const clock = new ManualClock()
  const client = await NativeStreamClient.connect(server.url, { type: 'hello', ...helloOf(wav) })
  return { server, client, clock }
}

function recording(durationMs: number, { channels = 1, sampleRateHz = 8000 } = {}): WavAudio {
  const signals = Array.from({ length: channels }, (_, seed) => noise({ durationMs, sampleRateHz, seed }))
  const parsed = parseWav(aWav(signals, { sampleRateHz }))
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

describe('helloOf', () => {
  it('names the channels of a stereo recording by its order, and calls a mono one mixed', () => {
    expect(helloOf(recording(20, { channels: 2 }))).toEqual({ channels: ['advisor', 'customer'], encoding: 'pcmu', sampleRate: 8000 })
    expect(helloOf(recording(20, { channels: 2 }), 'customer-left').channels).toEqual(['customer', 'advisor'])
    expect(helloOf(recording(20, { sampleRateHz: 44_100 }))).toMatchObject({ channels: ['mixed'], sampleRate: 44_100 })
  })
})

describe('streamWav', () => {
  it('sends each frame when its last sample would have been spoken', async () => {
    const wav = recording(110, { channels: 2 })
    const { server, client, clock } = await connected(wav)
    const stream = streamWav(client, wav, { clock })
    await clock.advanceAsync(19)
    expect(stream.sentAtMs(Channel.CUSTOMER, 0)).toBe(Number.POSITIVE_INFINITY)
    await clock.advanceAsync(91)
    expect(await stream.done).toEqual({ framesSent: 12, samplesSent: 1760, completed: true })
    expect([0, 19, 20, 99, 100, 109, 500].map((position) => stream.sentAtMs(Channel.CUSTOMER, position))).toEqual([
      20, 20, 40, 100, 110, 110, 110,
    ])
    expect(() => stream.sentAtMs(Channel.MIXED, 0)).toThrow(RangeError)
    client.end()
    await server.ended()
    const left = server.frames.filter(({ channelIndex }) => channelIndex === 0)
    expect(left.map(({ sequence, positionSamples, payload }) => [sequence, positionSamples, payload.length])).toEqual([
      [0, 0, 160],
      [1, 160, 160],
      [2, 320, 160],
      [3, 480, 160],
      [4, 640, 160],
      [5, 800, 80],
    ])
    expect(Buffer.concat(left.map(({ payload }) => payload))).toEqual(Buffer.from(wav.channelPayload(0)))
  })

  it('catches up after a late timer, and drifts no further', async () => {
    const wav = recording(200)
    const { client, clock } = await connected(wav)
    const late = lateBy(clock, 15)
    const stream = streamWav(client, wav, { clock: late })
    await clock.advanceAsync(215)
    expect((await stream.done).completed).toBe(true)
    expect(stream.sentAtMs(Channel.MIXED, 199)).toBeLessThanOrEqual(215)
  })

  it.each([
    [2, 50],
    [4, 25],
    [Number.POSITIVE_INFINITY, 0],
  ])('goes %d times as fast when asked to', async (speed, expectedMs) => {
    const wav = recording(100)
    const { client, clock } = await connected(wav)
    const stream = streamWav(client, wav, { clock, speed })
    await clock.advanceAsync(expectedMs)
    expect((await stream.done).completed).toBe(true)
    expect(stream.sentAtMs(Channel.MIXED, 99)).toBe(expectedMs)
  })

  it.each([11_025, 22_050, 44_100])('keeps positions true at %i Hz', async (sampleRateHz) => {
    const wav = recording(1000, { sampleRateHz })
    const { server, client, clock } = await connected(wav)
    const stream = streamWav(client, wav, { clock, speed: Number.POSITIVE_INFINITY })
    await stream.done
    client.end()
    await server.ended()
    expect(server.frames).toHaveLength(50)
    let next = 0
    for (const { positionSamples, payload } of server.frames) {
      expect(positionSamples).toBe(next)
      next += payload.length
    }
    expect(next).toBe(sampleRateHz)
  })

  it('stops at once when told to, leaving no timer', async () => {
    const wav = recording(1000)
    const { client, clock } = await connected(wav)
    const abort = new AbortController()
    const stream = streamWav(client, wav, { clock, signal: abort.signal })
    await clock.advanceAsync(50)
    abort.abort()
    expect(await stream.done).toEqual({ framesSent: 2, samplesSent: 320, completed: false })
    expect(clock.pendingTimers).toBe(0)
  })

  it('stops when the socket is gone', async () => {
    const wav = recording(1000)
    const { client, clock } = await connected(wav)
    const stream = streamWav(client, wav, { clock })
    await clock.advanceAsync(40)
    client.disconnect()
    await client.closed
    await clock.advanceAsync(20)
    expect(await stream.done).toMatchObject({ framesSent: 2, completed: false })
  })

  it('refuses a recording that isn’t what the hello said, and a speed that makes no sense', async () => {
    const { client } = await connected(recording(20))
    expect(() => streamWav(client, recording(20, { channels: 2 }))).toThrow(RangeError)
    expect(() => streamWav(client, recording(20, { sampleRateHz: 16_000 }))).toThrow(RangeError)
    expect(() => streamWav(client, recording(20), { speed: 0 })).toThrow(RangeError)
  })
})

/** A clock whose timers all come late. */
function lateBy(clock: ManualClock, lateMs: number) {
  return {
    monotonicMs: () => clock.monotonicMs(),
    unixMs: () => clock.unixMs(),
    setTimer: (callback: () => void, delayMs: number) => clock.setTimer(callback, delayMs + lateMs),
  }
}
