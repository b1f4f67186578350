import type { Language } from '@souffleur/proto'
import type { Balances } from '../measure/read-balances.ts'
import type { Verdict } from '../measure/thresholds.ts'

export type LocalisedText = Readonly<Record<Language, string>>

/** Middle and far values of something, in milliseconds; null when nothing was measured. */
export interface Spread {
  readonly count: number
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** What calls of a kind saw. */
export interface CallFigures {
  readonly name: string
  readonly protocol: string
  readonly calls: number
  /** Went to their end. */
  readonly complete: number
  readonly connectMs: Spread
  readonly firstWordMs: Spread
  readonly finalMs: Spread
  readonly suggestionMs: Spread
  readonly summaryMs: Spread
  readonly turns: number
  readonly turnsWithoutFinal: number
  readonly summariesMissing: number
  readonly utterances: number
  /** Against the same sound heard alone. */
  readonly wordsExpected: number | null
  readonly wordsLost: number | null
  /** Written otherwise than alone. */
  readonly wordsChanged: number | null
}

/** A part of the run. Everything is null where nothing was measured. */
export interface Bucket {
  readonly startMs: number
  readonly endMs: number
  readonly callsUp: number | null
  readonly firstWordP95Ms: number | null
  readonly finalP50Ms: number | null
  readonly finalP95Ms: number | null
  readonly suggestionP95Ms: number | null
  /** Of the server's process, in cores. */
  readonly cpuCores: number | null
  readonly memoryMiB: number | null
  readonly heapMiB: number | null
  readonly loopP99Ms: number | null
  readonly queueDepth: number | null
  readonly generatorLateP99Ms: number | null
  readonly generatorCpuCores: number | null
  /** By reason, within this part. */
  readonly drops: Readonly<Record<string, number>>
}

/** How fast memory grows, by least squares, with the 95 % interval of the slope. */
export interface MemorySlope {
  readonly miBPerMinute: number
  readonly low: number
  readonly high: number
  readonly overMinutes: number
}

export type RunState =
  | { readonly kind: 'complete' }
  /** Stopped by hand. */
  | { readonly kind: 'interrupted' }
  /** The server went away. */
  | { readonly kind: 'broken'; readonly why: string }

/** What `npm run load` measured: `--json` writes it, `--html` shows it. */
export interface LoadReport {
  readonly format: 'souffleur-load-report'
  readonly formatVersion: 1
  readonly command: string
  readonly commit: string
  readonly machine: string
  readonly models: readonly string[]
  readonly versions: { readonly node: string; readonly souffleur: string }
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly scenario: { readonly name: string; readonly seed: number; readonly groups: number; readonly peakCalls: number }
  readonly ownServer: boolean
  readonly state: RunState
  /** Whether the figures can be believed; why not, when they can't. */
  readonly validity: { readonly isValid: boolean; readonly reasons: readonly LocalisedText[] }
  readonly passed: boolean
  readonly verdicts: readonly Verdict[]
  readonly all: CallFigures
  readonly groups: readonly CallFigures[]
  /** Calls that were refused or broke, by code. */
  readonly failures: Readonly<Record<string, number>>
  readonly warnings: Readonly<Record<string, number>>
  readonly drops: Readonly<Record<string, number>>
  /** Null when the server's accounts could not be read. */
  readonly accounts: Balances | null
  readonly generator: {
    readonly processes: number
    readonly lateP99Ms: number
    readonly lateMaxMs: number
    /** Of its event loop, seen by a timer of 5 ms. */
    readonly loopP99Ms: number
    readonly cpuCoresMean: number
    readonly momentsSent: number
    readonly framesLostOnPurpose: number
  }
  readonly server: {
    readonly cpuCoresMean: number | null
    readonly cpuCoresMax: number | null
    readonly cpuSecondsPerCallSecond: number | null
    readonly memoryPeakMiB: number | null
    readonly memorySlope: MemorySlope | null
    readonly loopP99MaxMs: number | null
    readonly queueDepthMax: number | null
    readonly samplesMissed: number
  }
  readonly phases: readonly { readonly name: string; readonly startMs: number; readonly endMs: number }[]
  readonly lengthMs: number
  readonly series: readonly Bucket[]
}
