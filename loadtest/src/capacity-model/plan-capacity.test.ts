import { describe, expect, test } from 'vitest'
import { figures } from './measured.ts'
import { callsPerBus, callsPerBusByRecognition, type Demand, planCapacity, unevenness, usualDemand } from './plan-capacity.ts'
import { printPlan } from './print-plan.ts'

const plan = (calls: number, more: Partial<Demand> = {}) => planCapacity({ ...usualDemand, calls, ...more })
const coresOf = (of: ReturnType<typeof plan>, name: string) => of.roles.find(({ role }) => role === name)?.cores ?? 0

describe('a plan', () => {
  test('gives recognition at least the cores that the measured calls took', () => {
    expect(coresOf(plan(16, { frenchShare: 0 }), 'recognizer')).toBeGreaterThanOrEqual(2)
    expect(coresOf(plan(8, { frenchShare: 1 }), 'recognizer')).toBeGreaterThanOrEqual(2)
  })

  test('never needs less for more calls', () => {
    const sizes = [1, 10, 100, 500, 1000, 5000, 10_000].map((calls) => plan(calls))
    for (const [index, next] of sizes.entries()) {
      const before = sizes[index - 1]
      if (before === undefined) continue
      for (const { role, cores, processes } of before.roles) {
        expect(coresOf(next, role), `${role} at ${next.demand.calls}`).toBeGreaterThanOrEqual(cores * 0.99)
        expect(next.roles.find((other) => other.role === role)?.processes).toBeGreaterThanOrEqual(processes)
      }
      expect(next.postgres.gigabytesPerDay).toBeGreaterThanOrEqual(before.postgres.gigabytesPerDay)
      expect(next.redis.operationsPerSecond).toBeGreaterThan(before.redis.operationsPerSecond)
    }
  })

  test('has two processes of each role at least, so that one may be gone', () => {
    for (const { processes } of plan(1).roles) expect(processes).toBeGreaterThanOrEqual(2)
  })

  test('has no more recognizers on a bus than the bus has shards', () => {
    for (const calls of [100, 1000, 10_000])
      for (const recognition of ['cpu', 'gpu'] as const) {
        const { roles, redis } = plan(calls, { recognition })
        const recognizers = roles.find(({ role }) => role === 'recognizer')?.processes ?? 0
        expect(recognizers / redis.servers).toBeLessThanOrEqual(figures.busShards.value)
      }
  })

  test('has as many servers of Redis as their thread, their bounds and recognition ask for', () => {
    const { byThread, byKeptAudio } = callsPerBus()
    const each = Math.min(byThread, byKeptAudio, callsPerBusByRecognition(0.5))
    expect(plan(each).redis.servers).toBe(1)
    expect(plan(each + 1).redis.servers).toBe(2)
  })

  test('asks for GPUs only where recognition is there', () => {
    expect(plan(1000).gpus).toBe(0)
    expect(plan(1000, { recognition: 'gpu' }).gpus).toBeGreaterThan(0)
    expect(coresOf(plan(1000, { recognition: 'gpu' }), 'recognizer')).toBeLessThan(coresOf(plan(1000), 'recognizer'))
  })

  test('says what gives way first, in its order, and what is reached', () => {
    const { breaks } = plan(1000)
    expect(breaks.map(({ atCalls }) => atCalls)).toEqual([...breaks.map(({ atCalls }) => atCalls)].sort((one, other) => one - other))
    for (const { atCalls, isReached } of breaks) expect(isReached).toBe(atCalls < 1000)
  })

  test('keeps a minute of sound at 500 calls, as the bus documents', () => {
    expect(plan(500).redis.keptSeconds).toBeGreaterThan(60)
  })

  test.each([{ calls: 0 }, { calls: 1.5 }, { frenchShare: 2 }, { hoursPerDay: 0 }, { meanLoad: Number.NaN }])('refuses %o', (wrong) => {
    expect(() => plan(100, wrong)).toThrow(RangeError)
  })

  test('is printed with every role', () => {
    for (const { role } of plan(100).roles) expect(printPlan(plan(100))).toContain(role)
  })
})

test('the fullest process has whole shards, and its luck', () => {
  expect(unevenness(1e12, 32)).toBeCloseTo(1, 4)
  expect(unevenness(1e12, 20)).toBeCloseTo((2 / 32) * 20, 4)
  expect(unevenness(100, 4)).toBeGreaterThan(unevenness(10_000, 4))
})

test('every figure says where it comes from', () => {
  for (const [name, { value, source }] of Object.entries(figures)) {
    expect(value, name).toBeGreaterThan(0)
    expect(source.length, name).toBeGreaterThan(10)
  }
})
