import { describe, expect, test } from 'vitest'
import { aReport } from '../report/sample-report.ts'
import { type CapacitySheet, capacityMarkdown, costPerCall, stepsOf } from './capacity-sheet.ts'
import { bottleneckOf } from './saturation.ts'
import { type CapacityStep, searchCapacity } from './search-capacity.ts'

type Outcome = CapacityStep<null>['outcome']

function search(outcomeOf: (calls: number, attempt: number) => Outcome, { first = 1, most = 100, precision = 0 } = {}) {
  return searchCapacity<null>({
    first,
    most,
    precision,
    try: async (calls, attempt) => ({ outcome: outcomeOf(calls, attempt), result: null }),
  })
}

describe('the search for capacity', () => {
  test.each([1, 2, 3, 7, 16, 17, 63, 64, 99])('finds %s calls', async (capacity) => {
    const found = await search((calls) => (calls <= capacity ? 'pass' : 'fail'))
    expect([found.calls, found.isOpenEnded]).toEqual([capacity, false])
    expect(found.steps.length).toBeLessThan(25)
  })

  test('tries a step that failed once more', async () => {
    const found = await search((calls, attempt) => (calls <= 4 || (calls <= 6 && attempt === 2) ? 'pass' : 'fail'))
    expect(found.calls).toBe(6)
  })

  test('finds nothing where one call is too many', async () => {
    expect(await search(() => 'fail')).toMatchObject({ calls: 0, isOpenEnded: false })
  })

  test('says that the server may hold more: no more was to be tried, or the generator gave way', async () => {
    expect(await search(() => 'pass', { most: 20 })).toMatchObject({ calls: 20, isOpenEnded: true })
    expect(await search((calls) => (calls < 8 ? 'pass' : 'invalid'))).toMatchObject({ calls: 4, isOpenEnded: true })
  })

  test('stops where steps can’t be told apart', async () => {
    const found = await search((calls) => (calls <= 37 ? 'pass' : 'fail'), { precision: 0.25 })
    expect(found.calls).toBeGreaterThanOrEqual(32)
    expect(found.steps.length).toBeLessThan(14)
  })
})

describe('what gives way first', () => {
  const machine = { cores: 2, memoryMiB: 8000 }
  const server = aReport().server
  test.each([
    ['refusals', { failures: { 'call.no-capacity': 2 } }],
    ['memory', { server: { ...server, memoryPeakMiB: 7900 } }],
    ['processor', { server: { ...server, cpuCoresMean: 1.9 } }],
    ['event-loop', { server: { ...server, loopP99MaxMs: 300 } }],
    ['recognition-queue', { server: { ...server, queueDepthMax: 500 } }],
    ['drops', { drops: { 'door: late': 4 } }],
    ['unknown', {}],
  ] as const)('%s', (bottleneck, changes) => {
    expect(bottleneckOf({ ...aReport(), drops: {}, failures: {}, ...changes }, machine)).toBe(bottleneck)
  })
})

test('the sheet says it in both languages', () => {
  const [small, large] = [aReport(), aReport()]
  const step = (calls: number, result: typeof small): CapacityStep<typeof small> => ({ calls, attempt: 1, outcome: 'pass', result })
  const found = {
    calls: 8,
    isOpenEnded: true,
    steps: [
      step(4, small),
      step(8, { ...large, server: { ...large.server, memoryPeakMiB: (small.server.memoryPeakMiB ?? 0) + 40, cpuCoresMean: 1 } }),
    ],
  }
  expect(costPerCall(found)).toEqual({ memoryMiB: 10, cpuCores: 0.125 })
  const sheet: CapacitySheet = {
    format: 'souffleur-capacity-sheet',
    command: 'npm run load -- capacity',
    commit: 'abc',
    machine: 'a machine',
    cores: 2,
    memoryMiB: 8000,
    protocol: 'native',
    language: 'en',
    minutesAStep: 2,
    calls: 8,
    isOpenEnded: true,
    callsPerCore: 4,
    memoryMiBPerCall: 10,
    cpuCoresPerCall: 0.125,
    saturatesFirst: 'processor',
    thresholds: [{ name: 'finalP95Ms', atMost: 1000 }],
    steps: stepsOf(found),
  }
  const text = capacityMarkdown(sheet)
  expect(text).toContain('**8 calls at once** met every target.')
  expect(text).toContain('**8 appels simultanés** tiennent tous les objectifs.')
  expect(text).toContain('it may hold more')
  expect(text).toContain('le processeur')
})
