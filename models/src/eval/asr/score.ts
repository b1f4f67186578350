import { normaliseWords } from '../wording/normalise-words.ts'
import { addWordErrors, noWordErrors, type WordErrors, wordErrorRate, wordErrors } from '../wording/word-errors.ts'
import { type Interval, werInterval } from './intervals.ts'
import type { AsrItem } from './manifest.ts'

/** An item with what was heard of it. */
export interface Scored {
  readonly item: AsrItem
  readonly heard: string
  readonly errors: WordErrors
}

/** One utterance that was heard badly. */
export interface BadlyHeard {
  readonly audio: string
  readonly reference: string
  readonly heard: string
  readonly errors: number
}

export function scoreItem(item: AsrItem, heard: string): Scored {
  return { item, heard, errors: wordErrors(normaliseWords(item.text, item.lang), normaliseWords(heard, item.lang)) }
}

export function totalErrors(scored: readonly Scored[]): WordErrors {
  return scored.reduce((total, { errors }) => addWordErrors(total, errors), noWordErrors)
}

export function rateOf(scored: readonly Scored[]): number | null {
  return rounded(wordErrorRate(totalErrors(scored)))
}

export function intervalOf(scored: readonly Scored[]): Interval | null {
  const interval = werInterval(scored.map(({ errors }) => errors))
  return interval === null ? null : [rounded(interval[0]), rounded(interval[1])]
}

/** Rates and intervals of the groups that `keyOf` makes. */
export function byGroup<Figure>(
  scored: readonly Scored[],
  keyOf: (one: Scored) => string,
  figureOf: (group: readonly Scored[]) => Figure,
): Record<string, Figure> {
  const groups = Object.entries(Object.groupBy(scored, keyOf))
  return Object.fromEntries(groups.map(([name, group]) => [name, figureOf(group ?? [])]))
}

/** Those with the most errors, the shorter first among equals. Only with errors. */
export function worstOf(scored: readonly Scored[], count: number): BadlyHeard[] {
  const bad = scored.map(({ item, heard, errors }) => ({ item, heard, errors: errorCount(errors), words: errors.words }))
  return bad
    .filter(({ errors }) => errors > 0)
    .toSorted((a, b) => b.errors - a.errors || a.words - b.words)
    .slice(0, count)
    .map(({ item, heard, errors }) => ({ audio: item.audio, reference: item.text, heard, errors }))
}

function errorCount({ substitutions, insertions, deletions }: WordErrors): number {
  return substitutions + insertions + deletions
}

/** Rates to a thousandth of a percent. */
function rounded(rate: number): number
function rounded(rate: number | null): number | null
function rounded(rate: number | null): number | null {
  return rate === null ? null : Number(rate.toFixed(5))
}
