import { describe, expect, test } from 'vitest'
import { type LoadPlan, planCalls } from './plan-calls.ts'
import { type CallGroup, cleanNetwork, never, type Phase, type Scenario, steadyPhase } from './scenario.ts'

const group = (changes: Partial<CallGroup> = {}): CallGroup => ({
  name: 'a',
  protocol: 'native',
  language: 'en',
  channels: 'both',
  weight: 1,
  duration: undefined,
  think: { kind: 'fixed', ms: 0 },
  audio: '.',
  network: cleanNetwork,
  disconnect: never,
  pause: never,
  lateHandshake: never,
  idleFrameMs: undefined,
  ...changes,
})

const plan = (phases: readonly Phase[], groups: readonly CallGroup[] = [group()], seed = 1): LoadPlan => {
  const scenario: Scenario = { name: 'test', seed, phases, groups, thresholds: [] }
  return planCalls(scenario)
}

const upAt = ({ calls }: LoadPlan, atMs: number) =>
  calls.filter(({ startMs, durationMs }) => startMs <= atMs && atMs < startMs + durationMs)

describe('calls without a length of their own', () => {
  const steady = plan([steadyPhase(4, 2, 1)])

  test('start at the pace of the ramp, and are all up for the minutes that were asked for', () => {
    expect(steady.calls.map(({ startMs }) => startMs)).toEqual([0, 500, 1000, 1500])
    expect(upAt(steady, 1500)).toHaveLength(4)
    expect(upAt(steady, 61_499)).toHaveLength(4)
    expect(steady.peakCalls).toBe(4)
  })

  test('end at the pace of the ramp too: no two summaries at once', () => {
    expect(steady.calls.map(({ startMs, durationMs }) => startMs + durationMs)).toEqual([61_500, 62_000, 62_500, 63_000])
    expect(steady.lengthMs).toBe(63_000)
  })
})

test('calls of a length follow each other on their line, with time to think between them', () => {
  const two = plan([steadyPhase(1, 1, 1)], [group({ duration: { kind: 'fixed', ms: 20_000 }, think: { kind: 'fixed', ms: 5000 } })])
  expect(two.calls.map(({ startMs, durationMs }) => [startMs, durationMs])).toEqual([
    [0, 20_000],
    [25_000, 20_000],
    [50_000, 10_000],
  ])
})

test('a rest of a line’s time that holds no call is left out', () => {
  const one = plan([steadyPhase(1, 1, 0.5)], [group({ duration: { kind: 'fixed', ms: 27_000 } })])
  expect(one.calls).toHaveLength(1)
})

test('groups have their parts of any number of first lines', () => {
  const mixed = plan([steadyPhase(8, 1, 1)], [group({ weight: 3 }), group({ name: 'b', weight: 1 })])
  const groups = mixed.calls.map((call) => call.group)
  expect(groups.filter((one) => one === 1)).toHaveLength(2)
  expect(groups.slice(0, 4).filter((one) => one === 1)).toHaveLength(1)
})

test('a day has its peaks: lines are taken up, put down, and taken up again', () => {
  const minute = { lengthMs: 60_000, rampPerSecond: 1 }
  const day = plan([
    { name: 'morning', calls: 6, ...minute },
    { name: 'lunch', calls: 2, ...minute },
    { name: 'evening', calls: 4, ...minute },
  ])
  expect(day.peakCalls).toBe(6)
  expect(upAt(day, 30_000)).toHaveLength(6)
  // The last to be taken up is the first to be put down.
  expect(upAt(day, 60_500).map(({ line }) => line)).not.toContain(5)
  expect(upAt(day, 100_000).map(({ line }) => line)).toEqual([0, 1])
  expect(upAt(day, 150_000)).toHaveLength(4)
  expect(day.phases.map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
    ['morning', 0, 60_000],
    ['lunch', 60_000, 120_000],
    ['evening', 120_000, 180_000],
  ])
})

test('the same seed plans the same calls, another one others', () => {
  const groups = [group({ duration: { kind: 'lognormal', medianMs: 10_000, p90Ms: 20_000 } })]
  const lengths = (seed: number) => plan([steadyPhase(3, 1, 2)], groups, seed).calls.map(({ durationMs }) => durationMs)
  expect(lengths(1)).toEqual(lengths(1))
  expect(lengths(1)).not.toEqual(lengths(2))
})

test('calls are numbered in the order of their starts, each with a seed of its own', () => {
  const { calls } = plan([steadyPhase(5, 1, 1)], [group({ duration: { kind: 'fixed', ms: 10_000 } })])
  expect(calls.map(({ number }) => number)).toEqual(calls.map((_, index) => index + 1))
  expect(new Set(calls.map(({ seed }) => seed)).size).toBe(calls.length)
})
