import { ManualClock } from '@souffleur/testkit'
import { describe, expect, test } from 'vitest'
import { SeededRandom } from '../calls/seeded-random.ts'
import { cleanNetwork, type NetworkProfile, never } from '../scenario/scenario.ts'
import { planDisruptions } from './disruptions.ts'
import { NetworkPath } from './network-path.ts'
import { Schedule } from './schedule.ts'

describe('a schedule', () => {
  test('runs everything at its time, in order, with one timer', () => {
    const clock = new ManualClock()
    const schedule = new Schedule(clock)
    const random = new SeededRandom(1)
    const ran: number[] = []
    const dueTimes = Array.from({ length: 300 }, () => Math.round(random.between(0, 1000)))
    for (const dueMs of dueTimes) schedule.at(dueMs, () => ran.push(dueMs))
    expect(clock.pendingTimers).toBe(1)
    clock.advance(500)
    expect(ran).toEqual(dueTimes.filter((dueMs) => dueMs <= 500).toSorted((one, other) => one - other))
    clock.advance(500)
    expect(ran).toEqual(dueTimes.toSorted((one, other) => one - other))
    expect(clock.pendingTimers).toBe(0)
  })

  test('what is asked for on the way runs too, and equals run in the order of their asking', () => {
    const clock = new ManualClock()
    const schedule = new Schedule(clock)
    const ran: string[] = []
    schedule.at(10, () => {
      ran.push('first')
      schedule.at(5, () => ran.push('overdue'))
      schedule.at(12, () => ran.push('later'))
    })
    schedule.at(10, () => ran.push('second'))
    clock.advance(20)
    expect(ran).toEqual(['first', 'overdue', 'second', 'later'])
  })

  test('a late turn is not passed on: frames are counted from the start', () => {
    const clock = new ManualClock()
    const schedule = new Schedule(clock)
    const sentAt: number[] = []
    const send = (index: number) =>
      schedule.at((index + 1) * 20, () => {
        sentAt.push(clock.monotonicMs())
        // Something that takes 7 ms holds the thread up.
        if (index === 2) clock.advance(7)
        send(index + 1)
      })
    send(0)
    clock.advance(200)
    expect(sentAt).toEqual([20, 40, 60, 80, 100, 120, 140, 160, 180, 200])
  })

  test('waiting ends with its time, or with the signal', async () => {
    const clock = new ManualClock()
    const schedule = new Schedule(clock)
    const stop = new AbortController()
    const first = schedule.until(10, stop.signal)
    const second = schedule.until(50, stop.signal)
    clock.advance(20)
    await expect(first).resolves.toBeUndefined()
    stop.abort(new Error('stopped'))
    await expect(second).rejects.toThrow('stopped')
    await expect(schedule.until(60, stop.signal)).rejects.toThrow('stopped')
  })
})

describe('a bad network', () => {
  const fates = (profile: Partial<NetworkProfile>, seed = 1, count = 20_000) => {
    const path = new NetworkPath({ ...cleanNetwork, ...profile }, 2, new SeededRandom(seed))
    return Array.from({ length: count }, () => path.next())
  }

  test('a clean one leaves everything as it is', () => {
    expect(fates({}, 1, 100).every(({ lost, delayMs, swapped }) => !lost.includes(true) && delayMs === 0 && !swapped)).toBe(true)
  })

  test('is the same for a seed', () => {
    const profile = { loss: 0.1, jitterMs: 20, reorder: 0.05 }
    expect(fates(profile, 7, 500)).toEqual(fates(profile, 7, 500))
    expect(fates(profile, 7, 500)).not.toEqual(fates(profile, 8, 500))
  })

  test.each([
    [0.02, 1],
    [0.05, 4],
    [0.3, 2],
  ])('loses a share of %s in bursts of %s', (loss, lossBurstFrames) => {
    const lost = fates({ loss, lossBurstFrames }, 3, 100_000).map((fate) => fate.lost[0] === true)
    const count = lost.filter(Boolean).length
    const bursts = lost.filter((is, index) => is && lost[index - 1] !== true).length
    expect(count / lost.length).toBeCloseTo(loss, 1.8)
    expect(count / bursts / lossBurstFrames).toBeCloseTo(lossBurstFrames === 1 ? 1 / (1 - loss) : 1, 0.7)
  })

  test('loses frames of one channel without those of the other', () => {
    expect(fates({ loss: 0.1 }).some(({ lost }) => lost[0] !== lost[1])).toBe(true)
  })

  test('delays by the jitter on average, and never by more than eight times that', () => {
    const delays = fates({ jitterMs: 20 }).map(({ delayMs }) => delayMs)
    expect(delays.reduce((sum, delayMs) => sum + delayMs, 0) / delays.length).toBeCloseTo(20, -1)
    expect(Math.max(...delays)).toBeLessThanOrEqual(160)
  })

  test('swaps neighbours, never twice in a row', () => {
    const swaps = fates({ reorder: 0.2 }).map(({ swapped }) => swapped)
    expect(swaps.filter(Boolean).length / swaps.length).toBeGreaterThan(0.12)
    expect(swaps.some((is, index) => is && swaps[index - 1] === true)).toBe(false)
  })
})

describe('what happens to a call', () => {
  const always = (ms: number) => ({ probability: 1, length: { kind: 'fixed', ms } as const })
  const plan = (seed: number, chances: Partial<Parameters<typeof planDisruptions>[0]>) =>
    planDisruptions({ lateHandshake: never, disconnect: never, pause: never, ...chances }, 100_000, new SeededRandom(seed))

  test('nothing, unless it is asked for', () => {
    expect(plan(1, {})).toEqual({ lateMs: 0, cut: undefined, pause: undefined })
  })

  test('a pause, then a cut, and the platform is back before the end', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const { cut, pause, lateMs } = plan(seed, { disconnect: always(2000), pause: always(20_000), lateHandshake: always(1500) })
      expect(lateMs).toBe(1500)
      expect(pause?.toMs ?? 0).toBeLessThanOrEqual(cut?.atMs ?? 0)
      expect((cut?.atMs ?? 0) + (cut?.backAfterMs ?? 0)).toBeLessThan(100_000)
    }
  })

  test('happens in its share of the calls', () => {
    const cuts = Array.from({ length: 2000 }, (_, seed) => plan(seed, { disconnect: { ...always(1000), probability: 0.3 } }).cut)
    expect(cuts.filter((cut) => cut !== undefined).length / cuts.length).toBeCloseTo(0.3, 1)
  })

  test('nobody comes back to a call that is over', () => {
    expect(plan(1, { disconnect: always(90_000) }).cut).toBeUndefined()
  })
})
