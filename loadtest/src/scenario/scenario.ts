import type { ProtocolName } from '@souffleur/media-client'
import type { Threshold } from '../measure/thresholds.ts'
import type { Distribution } from './distribution.ts'

/** What becomes of frames on their way to the platform that forks the call to us. */
export interface NetworkProfile {
  /** Share of the frames that get lost, on each channel by itself. */
  readonly loss: number
  /** Frames that a loss takes in a row, on average. */
  readonly lossBurstFrames: number
  /** A moment of sound waits for this long on average; moments don't overtake each other. */
  readonly jitterMs: number
  /** Share of the moments that come after the one that follows them. Only where a protocol numbers its frames. */
  readonly reorder: number
}

/** Something that happens once in some of the calls. */
export interface Chance {
  /** From 0 to 1. */
  readonly probability: number
  readonly length: Distribution
}

export const groupLanguages = ['en', 'fr', 'auto'] as const
export type GroupLanguage = (typeof groupLanguages)[number]

export const groupChannels = ['both', 'customer', 'advisor'] as const

/** Calls of one kind. */
export interface CallGroup {
  readonly name: string
  readonly protocol: ProtocolName
  /** What the call says that it speaks; `auto` leaves it to the server. */
  readonly language: GroupLanguage
  readonly channels: (typeof groupChannels)[number]
  /** Its part of the lines, against those of the other groups. */
  readonly weight: number
  /** Undefined: a call lasts as long as its line. */
  readonly duration: Distribution | undefined
  /** Between the end of a call and the line's next one. */
  readonly think: Distribution
  /** A folder of WAV files or a manifest. */
  readonly audio: string
  readonly network: NetworkProfile
  /** The connection is cut, and the platform comes back after this time. */
  readonly disconnect: Chance
  readonly pause: Chance
  /** The platform connects this long after people began to speak, and sends at once what it has kept. */
  readonly lateHandshake: Chance
  /** Instead of 50 frames a second, one in this time: a call that is connected and nearly idle. */
  readonly idleFrameMs: number | undefined
}

/** A part of the day: how many lines are in use. */
export interface Phase {
  readonly name: string
  readonly calls: number
  /** The time in which lines are taken up or put down included. */
  readonly lengthMs: number
  /** Lines taken up, or put down, a second. */
  readonly rampPerSecond: number
}

/** Everything that a run does: with the same seed, the same again. */
export interface Scenario {
  readonly name: string
  readonly seed: number
  readonly phases: readonly Phase[]
  readonly groups: readonly CallGroup[]
  /** Those that are asked for by name; others are the defaults of the run's size. */
  readonly thresholds: readonly Threshold[]
}

export const cleanNetwork: NetworkProfile = { loss: 0, lossBurstFrames: 1, jitterMs: 0, reorder: 0 }
export const never: Chance = { probability: 0, length: { kind: 'fixed', ms: 0 } }

/** One phase in which all lines are up for `minutes`, after the time that it takes to take them up. */
export function steadyPhase(calls: number, rampPerSecond: number, minutes: number): Phase {
  return { name: 'load', calls, rampPerSecond, lengthMs: ((calls - 1) / rampPerSecond) * 1000 + minutes * 60_000 }
}
