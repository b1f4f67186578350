import { ManualClock } from '@souffleur/testkit'
import { describe, expect, test } from 'vitest'
import { SeededRandom } from '../calls/seeded-random.ts'
import { NetworkPath } from '../line/network-path.ts'
import { Schedule } from '../line/schedule.ts'
import { cleanNetwork, type NetworkProfile } from '../scenario/scenario.ts'
import { EncodedSounds, FrameSource } from '../sound/frame-source.ts'
import { sendSound } from './sent-sound.ts'

interface Sent {
  readonly atMs: number
  readonly position: number
  readonly lost: readonly boolean[]
}

function send(profile: Partial<NetworkProfile>, { fromMs = 0, toMs = 1000, lateMs = 0, everyMs = 20 } = {}) {
  const clock = new ManualClock()
  const startMs = clock.monotonicMs()
  const sent: Sent[] = []
  const latenesses: number[] = []
  let isOpen = true
  const { promise: closed, resolve: close } = Promise.withResolvers<never>()
  const client = {
    callId: 'a',
    get isOpen() {
      return isOpen
    },
    bufferedBytes: 0,
    closed,
    send: (position: number, payloads: readonly (Uint8Array | undefined)[]) => {
      sent.push({ atMs: clock.monotonicMs() - startMs, position, lost: payloads.map((payload) => payload === undefined) })
    },
    pause() {},
    resume() {},
    end() {},
    disconnect() {
      isOpen = false
      close(undefined as never)
    },
  }
  clock.advance(lateMs)
  const source = new FrameSource({ lengthSamples: 8 * toMs, pieces: [[], []], turns: [] }, new EncodedSounds('pcmu'), [0, 1])
  const sending = sendSound(client, {
    schedule: new Schedule(clock),
    source,
    path: new NetworkPath({ ...cleanNetwork, ...profile }, 2, new SeededRandom(5)),
    samplesPerMs: 8,
    startMs,
    fromMs,
    toMs,
    everyMs,
    onSent: (ms) => latenesses.push(ms),
    nowMs: () => clock.monotonicMs(),
  })
  return { clock, sent, latenesses, sending, client }
}

describe('a call’s sound', () => {
  test('leaves in moments, each when its last sample has been spoken, to the last one', async () => {
    const { clock, sent, sending, latenesses } = send({})
    for (let ms = 0; ms < 1010; ms += 10) clock.advance(10)
    await sending.done
    expect(sent.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 50 }, (_, index) => 20 * (index + 1)))
    expect(sent.map(({ position }) => position)).toEqual(Array.from({ length: 50 }, (_, index) => 160 * index))
    expect(latenesses.every((ms) => ms === 0)).toBe(true)
  })

  test('that was spoken before the platform connected is sent at once, and doesn’t count as late', () => {
    const { clock, sent, latenesses } = send({}, { lateMs: 500 })
    clock.advance(1)
    expect(sent).toHaveLength(25)
    clock.advance(600)
    expect(sent).toHaveLength(50)
    expect(latenesses.length).toBeLessThanOrEqual(26)
  })

  test('after a cut begins at its own zero', () => {
    const { clock, sent } = send({}, { fromMs: 600, toMs: 1000, lateMs: 600 })
    clock.advance(401)
    expect(sent.map(({ position }) => position)).toEqual(Array.from({ length: 20 }, (_, index) => 160 * index))
  })

  test('that is delayed comes later and in order; what is lost is told', async () => {
    const { clock, sent, sending } = send({ jitterMs: 30, loss: 0.2 })
    for (let ms = 0; ms < 2000; ms += 5) clock.advance(5)
    await sending.done
    const positions = sent.map(({ position }) => position)
    expect(positions).toEqual(positions.toSorted((one, other) => one - other))
    expect(sent.some(({ atMs, position }) => atMs > position / 8 + 20)).toBe(true)
    expect(sent.flatMap(({ lost }) => lost).filter(Boolean).length + 2 * (50 - sent.length)).toBe(sending.framesLost)
    expect(sending.moments).toBe(50)
  })

  test('that is swapped comes after its follower, once', async () => {
    const { clock, sent, sending } = send({ reorder: 0.3 })
    for (let ms = 0; ms < 1100; ms += 10) clock.advance(10)
    await sending.done
    expect(new Set(sent.map(({ position }) => position)).size).toBe(50)
    expect(sent.some(({ position }, index) => position > (sent[index + 1]?.position ?? Infinity))).toBe(true)
  })

  test('stops with the connection', async () => {
    const { clock, sent, sending, client } = send({})
    clock.advance(101)
    client.disconnect()
    clock.advance(2000)
    await sending.done
    expect(sent).toHaveLength(5)
  })

  test('of an idle call is a moment now and then, as if nothing were missing', () => {
    const { clock, sent } = send({}, { toMs: 20_000, everyMs: 5000 })
    clock.advance(20_001)
    expect(sent.map(({ position }) => position)).toEqual([0, 160, 320, 480])
  })
})
