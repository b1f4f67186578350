import type { Steps } from './steps.ts'

/** Weights of a logistic regression; the first one is the offset. */
export type LogisticWeights = readonly number[]

export interface LogisticExample {
  readonly features: readonly number[]
  readonly positive: boolean
}

const ROUNDS = 2000
const ROUNDS_A_STEP = 50
const STEP = 1
const SHRINKAGE = 1e-3

/** Gradient descent with a little shrinkage: a handful of features, so that nothing cleverer is needed. Deterministic. */
export function* fitLogistic(examples: readonly LogisticExample[], features: number): Steps<LogisticWeights> {
  const weights = Array.from({ length: features + 1 }, () => 0)
  for (let round = 0; round < ROUNDS && examples.length > 0; round += 1) {
    const gradient = weights.map((weight) => SHRINKAGE * weight)
    for (const example of examples) {
      const error = (logistic(weights, example.features) - (example.positive ? 1 : 0)) / examples.length
      gradient[0] = (gradient[0] ?? 0) + error
      example.features.forEach((value, index) => {
        gradient[index + 1] = (gradient[index + 1] ?? 0) + error * value
      })
    }
    weights.forEach((weight, index) => {
      weights[index] = weight - STEP * (gradient[index] ?? 0)
    })
    if (round % ROUNDS_A_STEP === 0) yield
  }
  return weights
}

export function logistic(weights: LogisticWeights, features: readonly number[]): number {
  const sum = features.reduce((total, value, index) => total + value * (weights[index + 1] ?? 0), weights[0] ?? 0)
  return 1 / (1 + Math.exp(-sum))
}
