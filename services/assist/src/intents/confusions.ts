import { shuffler } from './shuffler.ts'
import type { Steps } from './steps.ts'

/** An example with the margins that a model gives it which has never seen it. */
export interface HeldOutMargins {
  /** None, one or several; the number of labels stands for having no intent. */
  readonly labels: readonly number[]
  readonly margins: Float64Array
}

/** What margins say once it is known which classes are mistaken for which. */
export interface Confusions {
  /** Adds up to 1 over the classes. */
  probabilitiesOf(margins: Float64Array): Float64Array
}

const ROUNDS = 10
const STEP = 0.05
/** Every class starts by trusting its own margin alone; with little evidence that hardly changes. */
const OWN_WEIGHT = 4
/** An example's share of pulling the weights back to where they started. */
const SHRINKAGE = 4e-4
const EXAMPLES_A_STEP = 200
/** Classes that are all but impossible, and rightly so, teach nothing. */
const NEGLIGIBLE = 1e-3

/**
 * A softmax regression on held-out margins (stacking, Wolpert 1992): the margins of other classes tell how likely it is that one is
 * mistaken for another. By AdaGrad with a fixed order of examples.
 */
export function* learnConfusions(held: readonly HeldOutMargins[], classes: number): Steps<Confusions> {
  const width = classes + 1
  const started = new Float64Array(classes * width)
  for (let label = 0; label < classes; label += 1) started[label * width + label] = OWN_WEIGHT
  const weights = started.slice()
  const slopes = new Float64Array(weights.length).fill(1)
  const order = Uint32Array.from(held, (_, place) => place)
  const shuffle = shuffler(7)
  let done = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    shuffle(order)
    for (const place of order) {
      const example = held[place]
      if (example !== undefined) learnFrom(example, { weights, started, slopes, classes })
      done += 1
      if (done % EXAMPLES_A_STEP === 0) yield
    }
  }
  return { probabilitiesOf: (margins) => softmax(inputsOf(margins, classes), weights, classes) }
}

interface Learning {
  readonly weights: Float64Array
  readonly started: Float64Array
  readonly slopes: Float64Array
  readonly classes: number
}

function learnFrom({ labels, margins }: HeldOutMargins, { weights, started, slopes, classes }: Learning): void {
  const inputs = inputsOf(margins, classes)
  const probabilities = softmax(inputs, weights, classes)
  for (let label = 0; label < classes; label += 1) {
    const error = (probabilities[label] ?? 0) - (labels.includes(label) ? 1 / labels.length : 0)
    if (Math.abs(error) < NEGLIGIBLE) continue
    const row = label * inputs.length
    for (let column = 0; column < inputs.length; column += 1) {
      const at = row + column
      const weight = weights[at] ?? 0
      const slope = error * (inputs[column] ?? 0) + SHRINKAGE * (weight - (started[at] ?? 0))
      const steep = (slopes[at] ?? 1) + slope * slope
      slopes[at] = steep
      weights[at] = weight - (STEP * slope) / Math.sqrt(steep)
    }
  }
}

/** A class that is surely not meant has a margin near -1: it is to say nothing. The last input is constant. */
function inputsOf(margins: Float64Array, classes: number): Float64Array {
  const inputs = new Float64Array(classes + 1)
  for (let label = 0; label < classes; label += 1) inputs[label] = (margins[label] ?? -1) + 1
  inputs[classes] = 1
  return inputs
}

function softmax(inputs: Float64Array, weights: Float64Array, classes: number): Float64Array {
  const sums = new Float64Array(classes)
  for (let label = 0; label < classes; label += 1) {
    const row = label * inputs.length
    let sum = 0
    for (let column = 0; column < inputs.length; column += 1) sum += (inputs[column] ?? 0) * (weights[row + column] ?? 0)
    sums[label] = sum
  }
  const most = sums.reduce((best, sum) => Math.max(best, sum), Number.NEGATIVE_INFINITY)
  const powers = sums.map((sum) => Math.exp(sum - most))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}
