import type { Language } from '@souffleur/proto'
import type { SpeechFigures } from './row-figures.ts'

export type CallsLanguage = Language | 'mixed'

/** A figure of a row against its target. */
export interface Verdict {
  readonly figure: 'finalP50Ms' | 'finalP95Ms' | 'firstWordP95Ms' | 'firmWordsRevisedShare' | 'wordErrorRateAdded'
  readonly value: number | null
  /** At most. */
  readonly target: number
  /** Null when the figure could not be measured. */
  readonly met: boolean | null
}

/** Calls at once, with two channels each, on two cores. */
export const capacityTargets: Readonly<Record<CallsLanguage, number>> = { en: 16, fr: 8, mixed: 12 }
/** Up to here a machine is not busy, and text comes sooner. */
const UNHURRIED_CALLS = 4

const targets = {
  unhurriedFinalP50Ms: 350,
  unhurriedFinalP95Ms: 600,
  finalP95Ms: 1000,
  firstWordP95Ms: 800,
  firmWordsRevisedShare: 0.02,
  /** Half a point over what the same sound gives on a machine that does nothing else. */
  wordErrorRateAdded: 0.005,
}

/** What never came is later than any limit: more than these are missing, and the 95th percentile is. */
const MAX_UNMATCHED = 0.05

export type JudgeableRow = SpeechFigures & { readonly lang: CallsLanguage; readonly refusals: readonly string[] }

/** Beyond the number of calls that the machine has to carry nothing is asked: the list is empty. A refused or broken call misses everything. */
export function verdictsOf(row: JudgeableRow): Verdict[] {
  if (row.calls > capacityTargets[row.lang]) return []
  const isUnhurried = row.calls <= UNHURRIED_CALLS
  const { wordErrorRate, wordErrorRateAlone } = row
  const added = wordErrorRate === null || wordErrorRateAlone === null ? null : Number((wordErrorRate - wordErrorRateAlone).toFixed(5))
  const finals = { missing: row.turnEndsUnmatched, of: row.finals + row.turnEndsUnmatched }
  const starts = { missing: row.turnStartsUnmatched, of: row.turns }
  const verdicts = [
    ...(isUnhurried ? [latency('finalP50Ms', row.finalP50Ms, targets.unhurriedFinalP50Ms, finals)] : []),
    latency('finalP95Ms', row.finalP95Ms, isUnhurried ? targets.unhurriedFinalP95Ms : targets.finalP95Ms, finals),
    latency('firstWordP95Ms', row.firstWordP95Ms, targets.firstWordP95Ms, starts),
    verdict('firmWordsRevisedShare', row.firmWordsRevisedShare, targets.firmWordsRevisedShare),
    verdict('wordErrorRateAdded', added, targets.wordErrorRateAdded),
  ]
  return row.refusals.length === 0 ? verdicts : verdicts.map((one) => ({ ...one, met: false }))
}

interface Missing {
  readonly missing: number
  readonly of: number
}

function latency(figure: Verdict['figure'], value: number | null, target: number, { missing, of }: Missing): Verdict {
  const judged = verdict(figure, value, target)
  return missing > of * MAX_UNMATCHED ? { ...judged, met: false } : judged
}

function verdict(figure: Verdict['figure'], value: number | null, target: number): Verdict {
  return { figure, value, target, met: value === null ? null : value <= target }
}
