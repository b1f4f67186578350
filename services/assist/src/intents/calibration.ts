import { fitLogistic, type LogisticWeights, logistic } from './logistic.ts'
import type { Steps } from './steps.ts'

/** What margins mean: the probability of being right, and from where on an intent is believed. */
export interface Calibration {
  /** @param lead over the margin of what has no intent; 0 where there are no such examples */
  probabilityOf(margin: number, lead: number): number
  readonly threshold: number
}

/** An example with the margins that a model gives it which has never seen it. */
export interface HeldOutMargins {
  /** The number of labels stands for none. */
  readonly label: number
  readonly margins: Float64Array
}

/** Fits a logistic curve through held-out best margins (Platt 1999), and chooses the threshold on the same. */
export function* fitCalibration(held: readonly HeldOutMargins[], labels: number): Steps<Calibration> {
  const judged = held.flatMap(({ label, margins }) => {
    const best = bestOf(margins, labels)
    return best === undefined ? [] : [{ ...best, right: best.label === label, inScope: label < labels }]
  })
  const weights = yield* fitLogistic(
    judged.map(({ margin, lead, right }) => ({ features: [margin, lead], positive: right })),
    2,
  )
  const probabilityOf = (margin: number, lead: number) => logistic(rising(weights), [margin, lead])
  return { probabilityOf, threshold: chooseThreshold(judged.map((one) => ({ ...one, probability: probabilityOf(one.margin, one.lead) }))) }
}

/** A handful of examples can bend the curve the wrong way: a greater margin never means less. */
function rising(weights: LogisticWeights): LogisticWeights {
  const [offset = 0, margin = 0, lead = 0] = weights
  return [offset, Math.max(margin, 0.5), Math.max(lead, 0)]
}

function bestOf(margins: Float64Array, labels: number): { label: number; margin: number; lead: number } | undefined {
  let best: { label: number; margin: number } | undefined
  for (let label = 0; label < labels; label += 1) {
    const margin = margins[label] ?? Number.NEGATIVE_INFINITY
    if (best === undefined || margin > best.margin) best = { label, margin }
  }
  return best === undefined ? undefined : { ...best, lead: leadOf(best.margin, margins, labels) }
}

/** How far a margin is above that of having no intent, which is the last one, when there is one. */
export function leadOf(margin: number, margins: Float64Array, labels: number): number {
  const nothing = margins[labels]
  return nothing === undefined ? 0 : margin - nothing
}

/** One held-out example: how sure the best guess is, and whether it is right. */
export interface ScoredExample {
  readonly probability: number
  readonly right: boolean
  readonly inScope: boolean
}

/**
 * Where the rate of in-scope examples that are understood and the rate of others that are refused are best together. 0 without examples
 * of both kinds.
 */
export function chooseThreshold(examples: readonly ScoredExample[]): number {
  const scored = examples.toSorted((a, b) => a.probability - b.probability)
  const others = scored.filter(({ inScope }) => !inScope).length
  const inScope = scored.length - others
  if (others === 0 || inScope === 0) return 0
  let understood = scored.filter(({ right, inScope: within }) => right && within).length / inScope
  let refused = 0
  let best = { threshold: 0, value: understood }
  for (const [place, one] of scored.entries()) {
    if (one.right && one.inScope) understood -= 1 / inScope
    if (!one.inScope) refused += 1 / others
    const next = scored[place + 1]?.probability ?? 1
    if (understood + refused > best.value) best = { threshold: (one.probability + next) / 2, value: understood + refused }
  }
  return best.threshold
}
