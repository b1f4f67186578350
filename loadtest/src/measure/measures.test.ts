import { ManualClock } from '@souffleur/testkit'
import { describe, expect, test } from 'vitest'
import { SeededRandom } from '../calls/seeded-random.ts'
import { Lateness } from './lateness.ts'
import { memorySlope } from './memory-slope.ts'
import { type ServerSample, ServerSampler } from './server-sampler.ts'

describe('lateness', () => {
  test('has its percentiles, to a quarter of a millisecond', () => {
    const lateness = new Lateness()
    for (let ms = 1; ms <= 100; ms += 1) lateness.note(ms - 0.1)
    expect(lateness.percentile(0.5)).toBe(50)
    expect(lateness.percentile(0.99)).toBe(99)
    expect([lateness.count, lateness.maxMs]).toEqual([100, 99.9])
  })
  test('more than a second is the most that was noted, less than nothing is nothing', () => {
    const lateness = new Lateness()
    lateness.note(5000)
    expect(lateness.percentile(0.99)).toBe(5000)
    lateness.clear()
    lateness.note(-3)
    expect(lateness.percentile(0.5)).toBe(0.25)
    lateness.clear()
    expect(lateness.percentile(0.99)).toBe(0)
  })
})

describe('the slope of memory', () => {
  const points = (slope: number, noise: number) => {
    const random = new SeededRandom(4)
    return Array.from({ length: 120 }, (_, index) => ({
      atMs: index * 5000,
      memoryMiB: 500 + (slope * index) / 12 + random.between(-noise, noise),
    }))
  }
  test('is found, and its interval holds it', () => {
    const found = memorySlope(points(3, 8), 60_000)
    expect(found?.low).toBeLessThan(3)
    expect(found?.high).toBeGreaterThan(3)
    expect(found?.overMinutes).toBeCloseTo(8.9, 1)
  })
  test('of a server that doesn’t leak is not far from nothing', () => {
    expect(Math.abs(memorySlope(points(0, 8), 60_000)?.miBPerMinute ?? 9)).toBeLessThan(0.5)
  })
  test('isn’t told of too few points', () => {
    expect(memorySlope(points(1, 1).slice(0, 9), 0)).toBeNull()
  })
})

describe('the server’s metrics', () => {
  const text = (cpuSeconds: number, drops: number) => `# TYPE x counter
process_cpu_seconds_total ${cpuSeconds}
process_resident_memory_bytes 1073741824
nodejs_eventloop_lag_p99_seconds 0.012
souffleur_gateway_drops_total{reason="late"} ${drops}
souffleur_gateway_active_calls{door="native"} 3
souffleur_gateway_active_calls{door="twilio"} 2
`
  test('become samples: gauges as they are, counters since the start, processor time as cores', async () => {
    const clock = new ManualClock()
    const samples: ServerSample[] = []
    const answers = [text(10, 5), text(11.5, 5), text(12, 9)]
    let missed = 0
    const sampler = new ServerSampler(
      {
        clock,
        fetchMetrics: async () => {
          const answer = answers.shift()
          if (answer === undefined) throw new Error('gone')
          return answer
        },
        onSample: (sample) => samples.push(sample),
        onMissed: () => {
          missed += 1
        },
      },
      { everyMs: 1000, startMs: clock.monotonicMs() },
    )
    await sampler.start()
    clock.advance(1000)
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    clock.advance(1000)
    await new Promise((resolve) => setImmediate(resolve))
    await sampler.stop()
    expect(samples.map(({ cpuShare, drops }) => [cpuShare, drops])).toEqual([
      [null, {}],
      [1.5, {}],
      [0.5, { 'door: late': 4 }],
    ])
    expect(samples[0]).toMatchObject({ activeCalls: 5, memoryMiB: 1024, loopP99Ms: 12, queueDepth: null })
    expect(missed).toBe(1)
  })
})
