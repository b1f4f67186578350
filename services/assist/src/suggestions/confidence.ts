import { logistic } from '../intents/logistic.ts'

/** What speaks for an article that was found. */
export interface FindingEvidence {
  /** Share of what was said that the article answers. */
  readonly lexical: number
  /** Probability of the likeliest intent, whichever it is. */
  readonly intent: number
  /** Probability of the likeliest intent that the article answers. */
  readonly agreement: number
  /** Whether the words ask for something. */
  readonly asks: boolean
}

/**
 * Offset, then one weight for each piece of evidence. Fitted on the demonstration catalogue's examples and silence in cross-validation by
 * `npm run eval -- confidence` (models/eval/confidence.json); the test set of models/eval/suggestions has no part in it.
 */
const weights = [-2.59, 2.55, 0.69, 1.96, 0.74]

/** Probability that the article helps. */
export function confidenceOf(evidence: FindingEvidence): number {
  return logistic(weights, evidenceFeatures(evidence))
}

/** In the order of the weights. */
export function evidenceFeatures({ lexical, intent, agreement, asks }: FindingEvidence): number[] {
  return [lexical, intent, agreement, asks ? 1 : 0]
}

/** The probability when the odds are multiplied by a factor. */
export function withOdds(probability: number, factor: number): number {
  if (factor === 1 || probability <= 0 || probability >= 1) return probability
  const odds = (probability / (1 - probability)) * factor
  return odds / (1 + odds)
}
