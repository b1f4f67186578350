import type { HypothesisWord } from '../engine.ts'
import type { HeardWord } from './heard-words.ts'

/**
 * Shares of what there is to hear by which a stretch may differ from a term, fitted on the `tune` sentences of
 * `npm run eval -- vocabulary`. An engine that is sure of a word has most likely heard it right.
 */
const UNSURE = 0.34
const SURE = 0.16
/** Confidences between which the limit goes from one to the other. */
const UNSURE_BELOW = 0.5
const SURE_ABOVE = 0.95
/** For stretches that are only words that everybody says, by the confidence of the least sure one. */
const COMMON_UNSURE = 0.26
const COMMON_SURE = 0.04
const COMMON_UNSURE_BELOW = 0.4
const COMMON_SURE_ABOVE = 0.9

/** An utterance that the engine is this unsure of is mostly made up: what sounds like a name in it does so by chance. */
const LEAST_CONFIDENCE = 0.45
/** Fewer words may all be names. */
const LEAST_WORDS = 5

/** Whether the engine has understood enough of an utterance for its sound to be compared with anything. */
export function isUnderstood(words: readonly HypothesisWord[]): boolean {
  return words.length < LEAST_WORDS || words.reduce((sum, { confidence }) => sum + confidence, 0) >= LEAST_CONFIDENCE * words.length
}

/** How far a stretch may be from a term; 0 when nothing that only sounds alike may take its place. */
export function correctionLimit(words: readonly HeardWord[]): number {
  const confidence = words.reduce((sum, { word }) => sum + word.confidence, 0) / words.length
  if (!words.every(({ common }) => common)) return between(confidence, [UNSURE_BELOW, SURE_ABOVE], [UNSURE, SURE])
  // A single such word sounds like many a name by chance.
  if (words.length === 1 || words.every(({ stop }) => stop)) return 0
  // One word that the engine isn't sure of casts doubt on those around it.
  const least = Math.min(...words.map(({ word }) => word.confidence))
  return between(least, [COMMON_UNSURE_BELOW, COMMON_SURE_ABOVE], [COMMON_UNSURE, COMMON_SURE])
}

/** The file's first terms are the likeliest to be said. From one place to the other more and more has to agree. */
const LIKELY_PLACES = 50
const UNLIKELY_PLACES = 500

/** Parts of a limit that a term is allowed. */
export interface LimitShare {
  readonly any: number
  /** In the place of words that everybody says. */
  readonly common: number
}

/**
 * Short terms sound like half the language, and among many terms one sounds alike by chance. What everybody says is likelier to have been
 * said than a name that hardly anybody says, however alike they sound: "le roi" isn't "Leroy".
 * @param weight of its sounds (`weightOfSounds`)
 * @param place in the file, from 1
 */
export function limitShare(weight: number, place: number): LimitShare {
  const unlikely = Math.min(1, Math.log(Math.max(1, place / LIKELY_PLACES)) / Math.log(UNLIKELY_PLACES / LIKELY_PLACES))
  const any = between(weight, [3 + 1.5 * unlikely, 4.5 + 2.5 * unlikely], [0.4 - 0.35 * unlikely, 1 - 0.45 * unlikely])
  return { any, common: any * (1 - unlikely) }
}

type Range = readonly [number, number]

function between(value: number, [low, high]: Range, [atLow, atHigh]: Range): number {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)))
  return atLow + share * (atHigh - atLow)
}
