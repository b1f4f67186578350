import { SeededRandom } from '../calls/seeded-random.ts'
import { drawMs } from './distribution.ts'
import type { CallGroup, Scenario } from './scenario.ts'

export interface PlannedCall {
  /** From 1, in the order of their starts. */
  readonly number: number
  readonly line: number
  /** Index into the scenario's groups. */
  readonly group: number
  /** Since the run's start. */
  readonly startMs: number
  readonly durationMs: number
  /** Decides all that is left to chance in this call. */
  readonly seed: number
}

export interface PlannedPhase {
  readonly name: string
  readonly startMs: number
  readonly endMs: number
}

export interface LoadPlan {
  readonly calls: readonly PlannedCall[]
  readonly phases: readonly PlannedPhase[]
  readonly lines: number
  /** The most calls at once. */
  readonly peakCalls: number
  /** Until the last call's end. */
  readonly lengthMs: number
}

interface Stay {
  readonly fromMs: number
  readonly toMs: number
}

/** A shorter rest of a line's time holds no call. */
const SHORTEST_CALL_MS = 5000

/**
 * Every call of a run, known before it starts. A line plays one call after the other, with time to think in between; calls start when
 * they are planned to, whatever became of the ones before: a slow server doesn't make itself less load.
 */
export function planCalls({ seed, groups, phases }: Scenario): LoadPlan {
  const lines = Math.max(0, ...phases.map(({ calls }) => calls))
  const groupOf = shareOut(groups, lines)
  const planned = Array.from({ length: lines }, (_, line) => {
    const random = new SeededRandom(seed * 65_537 + line)
    const group = groupOf[line] ?? 0
    return staysOf(line, phases).flatMap((stay) => callsIn(stay, groups[group], random).map((call) => ({ ...call, line, group })))
  }).flat()
  const calls = planned
    .toSorted((one, other) => one.startMs - other.startMs || one.line - other.line)
    .map((call, index) => ({ ...call, number: index + 1, seed: seed * 1_000_003 + index + 1 }))
  const ends = calls.map(({ startMs, durationMs }) => startMs + durationMs)
  return { calls, phases: placed(phases), lines, peakCalls: peakOf(calls), lengthMs: ends.reduce((most, end) => Math.max(most, end), 0) }
}

/** The group of each line: any number of first lines has the groups in proportion, as nearly as whole lines can. */
function shareOut(groups: readonly CallGroup[], lines: number): number[] {
  const total = groups.reduce((sum, { weight }) => sum + weight, 0)
  const given = groups.map(() => 0)
  return Array.from({ length: lines }, (_, line) => {
    const owed = groups.map(({ weight }, index) => (weight / total) * (line + 1) - (given[index] ?? 0))
    const group = owed.indexOf(Math.max(...owed))
    given[group] = (given[group] ?? 0) + 1
    return group
  })
}

/** When a line is in use: taken up in the order of their numbers, put down in the opposite one, and in the same one at the end. */
function staysOf(line: number, phases: Scenario['phases']): Stay[] {
  const stays: Stay[] = []
  let sinceMs: number | undefined
  let previousCalls = 0
  let phaseStartMs = 0
  for (const { calls, lengthMs, rampPerSecond } of phases) {
    const afterMs = (steps: number): number => phaseStartMs + (steps / rampPerSecond) * 1000
    if (line < calls) sinceMs ??= afterMs(line - previousCalls)
    else if (sinceMs !== undefined) {
      stays.push({ fromMs: sinceMs, toMs: afterMs(previousCalls - 1 - line) })
      sinceMs = undefined
    }
    previousCalls = calls
    phaseStartMs += lengthMs
  }
  const lastRamp = phases.at(-1)?.rampPerSecond ?? 1
  if (sinceMs !== undefined) stays.push({ fromMs: sinceMs, toMs: phaseStartMs + (line / lastRamp) * 1000 })
  return stays
}

function callsIn(
  { fromMs, toMs }: Stay,
  group: CallGroup | undefined,
  random: SeededRandom,
): Pick<PlannedCall, 'startMs' | 'durationMs'>[] {
  const calls: Pick<PlannedCall, 'startMs' | 'durationMs'>[] = []
  if (group === undefined) return calls
  let startMs = fromMs
  while (toMs - startMs >= SHORTEST_CALL_MS) {
    const wantedMs = group.duration === undefined ? Infinity : Math.max(SHORTEST_CALL_MS, drawMs(group.duration, random))
    const durationMs = Math.min(wantedMs, toMs - startMs)
    calls.push({ startMs, durationMs })
    startMs += durationMs + drawMs(group.think, random)
  }
  return calls
}

function placed(phases: Scenario['phases']): PlannedPhase[] {
  let atMs = 0
  return phases.map(({ name, lengthMs }) => {
    const startMs = atMs
    atMs += lengthMs
    return { name, startMs, endMs: atMs }
  })
}

function peakOf(calls: readonly Pick<PlannedCall, 'startMs' | 'durationMs'>[]): number {
  const changes = calls.flatMap(({ startMs, durationMs }) => [
    { atMs: startMs, by: 1 },
    { atMs: startMs + durationMs, by: -1 },
  ])
  let up = 0
  let peak = 0
  for (const { by } of changes.toSorted((one, other) => one.atMs - other.atMs || one.by - other.by)) {
    up += by
    peak = Math.max(peak, up)
  }
  return peak
}
