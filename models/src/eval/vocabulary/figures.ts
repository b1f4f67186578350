import { differenceInterval } from '../asr/intervals.ts'
import type { Figure } from '../evaluation.ts'
import { percentile, rounded } from '../percentiles.ts'
import { addWordErrors, noWordErrors, type WordErrors, wordErrorRate } from '../wording/word-errors.ts'
import type { TermScore } from './term-score.ts'

export interface SetFigures {
  readonly [name: string]: Figure
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
    correctionMs: {
      p50: rounded(
        percentile(
          scores.map((one) => one.ms),
          0.5,
        ),
        3,
      ),
      p95: rounded(
        percentile(
          scores.map((one) => one.ms),
          0.95,
        ),
        3,
      ),
    },
  }
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
