import type { Language } from '@souffleur/proto'

/** What a speech engine decodes: one stretch of one channel. */
export interface SpeechSegment {
  /** 16 kHz, -1 to 1. The engine copies it: the same segment may be decoded again. */
  readonly samples: Float32Array
  /** How much of it the voice detector found to be speech. */
  readonly speechMs: number
  /** What may be spoken: the first is expected; an engine that can tell takes another when it is sure of it. */
  readonly languages: readonly Language[]
  /** `quick` for text that is shown for a moment, `thorough` for text that stays. */
  readonly effort: 'quick' | 'thorough'
  /**
   * `draft` of an earlier hypothesis for the same beginning, or empty. An engine may use it to get to the same result sooner;
   * it never decides what the result is, beyond a rounding.
   */
  readonly draft: readonly number[]
}

export interface HypothesisWord {
  readonly text: string
  /** 0 to 1. */
  readonly confidence: number
  /** Milliseconds since the segment's first sample, from engines that know. */
  readonly times?: { readonly startMs: number; readonly endMs: number }
}

export interface Hypothesis {
  /** Words separated by single spaces; empty when there are none. */
  readonly words: readonly HypothesisWord[]
  /** 0 to 1; 0 when there are no words. */
  readonly confidence: number
  /** The engine's own tokens, for `SpeechSegment.draft` of a later decoding. */
  readonly draft: readonly number[]
  /** In which language it was decoded. */
  readonly language: Language
  /** How likely each language is, among those asked about, from engines that can tell. */
  readonly languageShares?: Readonly<Partial<Record<Language, number>>>
}

/**
 * Turns speech into words. `services/recognizer/test/engine-conformance` holds what every engine promises.
 *
 * Decodings beyond `capacity` at the same time wait inside the engine; the scheduler doesn't start them.
 */
export interface SpeechEngine {
  readonly name: string
  readonly languages: readonly Language[]
  /** Segments that it decodes at the same time, as things are. */
  readonly capacity: number
  /** Words that it is less sure of are guesses: they never become firm before the final text. Engines differ in how sure they are. */
  readonly sureConfidence: number
  /** It hears which of its languages is spoken. */
  readonly tellsLanguages?: boolean
  /** @throws AppError `model.missing` when it isn't installed, `engine.failed` otherwise. */
  load(): Promise<void>
  /** @throws AppError `engine.failed`, after which the same segment may be tried again. */
  decode(segment: SpeechSegment): Promise<Hypothesis>
  /** Decodings that run are given up: their promises reject. */
  close(): Promise<void>
}

export type EngineState = 'loading' | 'ready' | 'missing' | 'failed'

export interface EngineStatus {
  readonly name: string
  readonly languages: readonly Language[]
  readonly state: EngineState
}

export function textOf(words: readonly { readonly text: string }[]): string {
  return words.map((word) => word.text).join(' ')
}
