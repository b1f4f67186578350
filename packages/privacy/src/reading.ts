import type { PersonalDataType } from '@souffleur/proto'
import type { Cue } from './cues.ts'
import type { Run } from './runs.ts'
import type { Scan } from './scan.ts'

/** What was read at one place of a run. */
export interface Reading {
  readonly type: PersonalDataType
  /** Pieces up to, without, `to`. */
  readonly to: number
  readonly value: string
  readonly confidence?: number
  readonly partial?: boolean
}

/** A run with what is known around it. */
export interface RunContext {
  readonly scan: Scan
  readonly run: Run
  /** What the words before it announce, or what the other side has asked for. */
  readonly cue: Cue | undefined
}
