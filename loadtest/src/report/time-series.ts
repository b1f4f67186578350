import type { Beat, CallResult, Timed } from '../generator/messages.ts'
import type { ServerSample } from '../measure/server-sampler.ts'
import { percentile } from '../percentile.ts'
import type { Bucket } from './load-report.ts'

export interface TimedBeat extends Beat {
  readonly atMs: number
  readonly process: number
}

export interface Observations {
  readonly calls: readonly CallResult[]
  readonly beats: readonly TimedBeat[]
  readonly samples: readonly ServerSample[]
}

/** About that many points make a readable plot. */
const BUCKETS = 60
const LEAST_BUCKET_MS = 5000

/** The run in parts of equal length. */
export function timeSeries({ calls, beats, samples }: Observations, lengthMs: number): Bucket[] {
  const widthMs = Math.max(LEAST_BUCKET_MS, Math.ceil(lengthMs / BUCKETS / 1000) * 1000)
  const buckets = Math.max(1, Math.ceil(lengthMs / widthMs))
  const dealt = <T extends { readonly atMs: number }>(items: readonly T[]): T[][] => {
    const parts = Array.from({ length: buckets }, (): T[] => [])
    for (const item of items) parts[Math.min(buckets - 1, Math.max(0, Math.floor(item.atMs / widthMs)))]?.push(item)
    return parts
  }
  const timed = (of: (call: CallResult) => readonly Timed[]) => dealt(calls.flatMap(of))
  const [firstWords, finals, suggestions] = [
    timed(({ firstWords: each }) => each),
    timed(({ finals: each }) => each),
    timed(({ suggestions: each }) => each),
  ]
  const [beatsIn, samplesIn] = [dealt(beats), dealt(samples)]
  let before: Readonly<Record<string, number>> = samples[0]?.drops ?? {}
  return Array.from({ length: buckets }, (_, index): Bucket => {
    const own = samplesIn[index] ?? []
    const last = own.at(-1)?.drops
    const drops = last === undefined ? {} : growth(before, last)
    before = last ?? before
    const pulse = beatsIn[index] ?? []
    return {
      startMs: index * widthMs,
      endMs: (index + 1) * widthMs,
      callsUp: callsUpIn(pulse),
      firstWordP95Ms: far(firstWords[index], 0.95),
      finalP50Ms: far(finals[index], 0.5),
      finalP95Ms: far(finals[index], 0.95),
      suggestionP95Ms: far(suggestions[index], 0.95),
      cpuCores: meanOf(own.map(({ cpuShare }) => cpuShare)),
      memoryMiB: mostOf(own.map(({ memoryMiB }) => memoryMiB)),
      heapMiB: mostOf(own.map(({ heapMiB }) => heapMiB)),
      loopP99Ms: mostOf(own.map(({ loopP99Ms }) => loopP99Ms)),
      queueDepth: mostOf(own.map(({ queueDepth }) => queueDepth)),
      generatorLateP99Ms: mostOf(pulse.map(({ lateP99Ms }) => lateP99Ms)),
      generatorCpuCores: cpuIn(pulse),
      drops,
    }
  })
}

/** Every process tells of its own calls. */
function callsUpIn(beats: readonly TimedBeat[]): number | null {
  const most = new Map<number, number>()
  for (const { process, callsUp } of beats) most.set(process, Math.max(most.get(process) ?? 0, callsUp))
  return most.size === 0 ? null : [...most.values()].reduce((sum, calls) => sum + calls, 0)
}

function cpuIn(beats: readonly TimedBeat[]): number | null {
  const processes = new Set(beats.map(({ process }) => process))
  const mean = meanOf(beats.map(({ cpuShare }) => cpuShare))
  return mean === null ? null : rounded(mean * processes.size, 3)
}

function far(timed: readonly Timed[] | undefined, share: number): number | null {
  const value = percentile(
    (timed ?? []).map(({ ms }) => ms),
    share,
  )
  return value === null ? null : Math.round(value)
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null)
}

function meanOf(values: readonly (number | null)[]): number | null {
  const all = known(values)
  return all.length === 0 ? null : rounded(all.reduce((sum, value) => sum + value, 0) / all.length, 3)
}

function mostOf(values: readonly (number | null)[]): number | null {
  const all = known(values)
  return all.length === 0 ? null : rounded(Math.max(...all), 1)
}

function growth(before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): Record<string, number> {
  const grown = Object.entries(now).map(([key, value]) => [key, rounded(value - (before[key] ?? 0), 3)] as const)
  return Object.fromEntries(grown.filter(([, value]) => value > 0))
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
