import type { ProtocolName } from '@souffleur/media-client'
import type { PlannedCall } from '../scenario/plan-calls.ts'
import type { CallGroup } from '../scenario/scenario.ts'
import type { WatcherAccount } from '../watch-calls.ts'

/** A word that a server wrote when it heard a recording alone, and where in the recording it is, in milliseconds. */
export interface HeardWord {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

/** By `recording#channel`. */
export type HeardAlone = Readonly<Record<string, readonly HeardWord[]>>

/** What one generator process has to play. */
export interface GeneratorTask {
  readonly serverUrl: string
  /** Protocols with a port of their own: `tcp://host:port`. */
  readonly doorUrls: Readonly<Partial<Record<ProtocolName, string>>>
  readonly credentials: Readonly<Partial<Record<ProtocolName, string>>>
  readonly groups: readonly CallGroup[]
  readonly calls: readonly PlannedCall[]
  /** To follow calls of protocols that bring no events back. */
  readonly watcher: WatcherAccount | undefined
  readonly heardAlone: HeardAlone
  /** How long to wait for a call's summary after its end. */
  readonly patienceMs: number
}

/** A latency, and when in the run it was measured. */
export interface Timed {
  readonly atMs: number
  readonly ms: number
}

/** What became of one call. Times in milliseconds; `atMs` counts from the run's start. */
export interface CallResult {
  readonly number: number
  readonly group: number
  readonly protocol: ProtocolName
  /** More than one when the platform came back after a cut. */
  readonly callIds: readonly string[]
  readonly startedAtMs: number
  readonly endedAtMs: number
  readonly connectMs: readonly Timed[]
  /** Why it was refused or broke off; null when it went to its end. */
  readonly failure: string | null
  readonly finals: readonly Timed[]
  readonly firstWords: readonly Timed[]
  readonly suggestions: readonly Timed[]
  readonly summaryMs: number | null
  /** Whether a summary was to be expected: something was said. */
  readonly expectsSummary: boolean
  readonly turns: number
  readonly turnsWithoutFinal: number
  readonly turnsWithoutFirstWord: number
  readonly momentsSent: number
  readonly framesLostOnPurpose: number
  readonly utterances: number
  /** Against the same sound heard alone; null where that isn't known. */
  readonly words: { readonly expected: number; readonly lost: number; readonly changed: number } | null
  readonly gaps: number
  readonly warnings: readonly string[]
}

/** Sent every second. */
export interface Beat {
  readonly callsUp: number
  /** How late moments of sound left, in milliseconds, since the last beat: the most, and the 99th percentile. */
  readonly lateMaxMs: number
  readonly lateP99Ms: number
  readonly moments: number
  readonly loopP99Ms: number
  /** Of one core, since the last beat. */
  readonly cpuShare: number
  /** Final texts since the last beat, by where the server says that speech ended: for the progress line. The report measures against the sound. */
  readonly finalsMs: readonly number[]
}

export type ToGenerator = { readonly type: 'play'; readonly task: GeneratorTask } | { readonly type: 'stop' }

export type FromGenerator =
  | { readonly type: 'ready' }
  | { readonly type: 'call'; readonly result: CallResult }
  | { readonly type: 'beat'; readonly beat: Beat }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string }
