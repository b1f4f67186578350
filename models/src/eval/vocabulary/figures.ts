import { differenceInterval } from '../asr/intervals.ts'
import type { Figure } from '../evaluation.ts'
import { rounded } from '../percentiles.ts'
import { addWordErrors, noWordErrors, type WordErrors, wordErrorRate } from '../wording/word-errors.ts'
import type { TermScore } from './term-score.ts'

export interface SetFigures {
  readonly [name: string]: Figure
  /** That were said. */
  readonly words: number
  readonly recallBefore: number | null
  readonly recallAfter: number | null
  readonly wrongTerms: number
  readonly corrections: number
  readonly werBefore: number | null
  readonly werAfter: number | null
}

/** Figures of one set of utterances; null where there is nothing to measure. */
export function figuresOf(scores: readonly TermScore[]): SetFigures {
  const terms = sum(scores, (one) => one.terms)
  const recall = (found: number) => (terms === 0 ? null : rounded(found / terms, 4))
  return {
    utterances: scores.length,
    words: sum(scores, ({ errorsBefore }) => errorsBefore.words),
    terms,
    recallBefore: recall(sum(scores, (one) => one.foundBefore)),
    recallAfter: recall(sum(scores, (one) => one.foundAfter)),
    // Terms that the corrector wrote where they weren't said.
    wrongTerms: sum(scores, (one) => Math.max(0, one.wrongAfter - one.wrongBefore)),
    corrections: sum(scores, (one) => one.corrections),
    werBefore: rate(scores.map((one) => one.errorsBefore)),
    werAfter: rate(scores.map((one) => one.errorsAfter)),
    // 95 % interval of what correcting takes from the word error rate.
    werGain: interval(scores),
    // Of all words that were written, the time that an organisation's names take.
    correctionMsAWord: rounded(sum(scores, ({ ms }) => ms) / Math.max(1, sum(scores, wordsWritten)), 4),
  }
}

function wordsWritten({ before }: TermScore): number {
  return before.split(/\s+/).filter(Boolean).length
}

function interval(scores: readonly TermScore[]): readonly number[] | null {
  const ends = differenceInterval(scores.map((one) => [one.errorsBefore, one.errorsAfter] as const))
  return ends === null ? null : ends.map((end) => Number(end.toFixed(5)))
}

function rate(errors: readonly WordErrors[]): number | null {
  return rounded(wordErrorRate(errors.reduce(addWordErrors, noWordErrors)), 5)
}

function sum(scores: readonly TermScore[], figure: (one: TermScore) => number): number {
  return scores.reduce((total, one) => total + figure(one), 0)
}
