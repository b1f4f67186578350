import { type Confusions, type HeldOutMargins, learnConfusions } from './confusions.ts'
import { fitLogistic, type LogisticWeights, logistic } from './logistic.ts'
import type { Steps } from './steps.ts'

/** A label that an utterance may have. */
export interface Guess {
  readonly label: number
  /** Of having it. */
  readonly probability: number
}

/** What margins mean: which labels, how likely, and from where on an intent is believed. */
export interface Calibration {
  /** Best first, at most three; none of what is less likely than having no intent. */
  guessesOf(margins: Float64Array): Guess[]
  readonly threshold: number
}

export const MOST_GUESSES = 3

/** What a probability is made of. */
interface Evidence {
  readonly label: number
  readonly features: readonly number[]
}

/**
 * Learns which labels are mistaken for each other, then fits a logistic curve for the best guess, the second, the third (Platt 1999) and
 * chooses the threshold, all on margins of models that have not seen the example. The curves are fitted on guesses of a half whose
 * confusions were learned from the other half.
 */
export function* fitCalibration(held: readonly HeldOutMargins[], labels: number): Steps<Calibration> {
  const classes = held[0]?.margins.length ?? labels
  const halves = [held.filter((_, place) => place % 2 === 0), held.filter((_, place) => place % 2 === 1)] as const
  const [fromEven, fromOdd] = [yield* learnConfusions(halves[0], classes), yield* learnConfusions(halves[1], classes)]
  const judged = held.map((one, place) => ({
    evidence: evidenceOf(one.margins, place % 2 === 0 ? fromOdd : fromEven, labels),
    labels: one.labels,
    inScope: !one.labels.includes(labels),
  }))
  const curves: LogisticWeights[] = []
  for (let rank = 0; rank < MOST_GUESSES; rank += 1) {
    const examples = judged.flatMap(({ evidence, labels: own }) => {
      const guess = evidence[rank]
      return guess === undefined ? [] : [{ features: guess.features, positive: own.includes(guess.label) }]
    })
    curves.push(rising(yield* fitLogistic(examples, FEATURES)))
  }
  const scored = judged.map(({ evidence: [best], labels: own, inScope }) => {
    const probability = best === undefined ? 0 : logistic(curves[0] ?? [], best.features)
    return { probability, right: best !== undefined && own.includes(best.label), inScope }
  })
  const confusions = yield* learnConfusions(held, classes)
  return { threshold: chooseThreshold(scored), guessesOf: (margins) => guessesOf(evidenceOf(margins, confusions, labels), curves) }
}

function guessesOf(evidence: readonly Evidence[], curves: readonly LogisticWeights[]): Guess[] {
  let most = 1
  return evidence.map(({ label, features }, rank) => {
    // Ranks have curves of their own, which may cross.
    most = Math.min(most, logistic(curves[rank] ?? [], features))
    return { label, probability: most }
  })
}

const FEATURES = 3

function evidenceOf(margins: Float64Array, confusions: Confusions, labels: number): Evidence[] {
  const probabilities = confusions.probabilitiesOf(margins)
  const nothing = probabilities[labels] ?? 0
  const lead = (label: number) => (margins.length > labels ? (margins[label] ?? 0) - (margins[labels] ?? 0) : 0)
  return (
    [...probabilities.subarray(0, labels).keys()]
      // Small talk is one class of many examples, and each intent has few: either way of looking at it may speak for the intent.
      .filter((label) => (probabilities[label] ?? 0) >= nothing || lead(label) >= 0)
      .toSorted((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
      .slice(0, MOST_GUESSES)
      .map((label) => ({ label, features: [logOdds(probabilities[label] ?? 0), margins[label] ?? 0, lead(label)] }))
  )
}

function logOdds(probability: number): number {
  const bounded = Math.min(Math.max(probability, 1e-4), 1 - 1e-4)
  return Math.log(bounded / (1 - bounded)) / 2
}

/** A handful of examples can bend a curve the wrong way: more evidence never means less. */
function rising([offset = 0, odds = 0, margin = 0, lead = 0]: LogisticWeights): LogisticWeights {
  return [offset, Math.max(odds, 0.25), Math.max(margin, 0), Math.max(lead, 0)]
}
/** One held-out example: how sure the best guess is, and whether it is right. */
export interface ScoredExample {
  readonly probability: number
  readonly right: boolean
  readonly inScope: boolean
}

/**
 * Where the lower one of two rates is highest: in-scope examples that are understood, others that are refused. One falls with the threshold
 * and the other rises, so that few examples suffice to find where they meet; their sum has its top anywhere. 0 without examples of both kinds.
 */
export function chooseThreshold(examples: readonly ScoredExample[]): number {
  const scored = examples.toSorted((a, b) => a.probability - b.probability)
  const others = scored.filter(({ inScope }) => !inScope).length
  const inScope = scored.length - others
  if (others === 0 || inScope === 0) return 0
  let understood = scored.filter(({ right, inScope: within }) => right && within).length / inScope
  let refused = 0
  let best = { threshold: 0, value: 0 }
  for (const [place, one] of scored.entries()) {
    if (one.right && one.inScope) understood -= 1 / inScope
    if (!one.inScope) refused += 1 / others
    const next = scored[place + 1]?.probability ?? 1
    const value = Math.min(understood, refused)
    if (value > best.value && next > one.probability) best = { threshold: (one.probability + next) / 2, value }
  }
  return best.threshold
}
