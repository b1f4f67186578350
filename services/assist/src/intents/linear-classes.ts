import type { Steps } from './steps.ts'
import type { SparseVector } from './text-features.ts'

export interface TrainingOptions {
  /** The SVM's C: how much a wrong example costs against a large weight. */
  readonly penalty: number
  readonly rounds: number
}

/** One linear separator a class. */
export interface LinearClasses {
  /** Signed distances from each class's plane: the greater, the more of that class. */
  margins(vector: SparseVector): Float64Array
}

/**
 * One-vs-rest support vector machines with squared hinge loss, by dual coordinate descent (Hsieh et al., ICML 2008, as in LIBLINEAR).
 * Deterministic: the order of examples is shuffled with a fixed seed. One step a class.
 */
export function* trainLinearClasses(
  vectors: readonly SparseVector[],
  labels: readonly number[],
  shape: { readonly classes: number; readonly features: number },
  { penalty, rounds }: TrainingOptions,
): Steps<LinearClasses> {
  const norms = vectors.map(({ values }) => values.reduce((sum, value) => sum + value * value, 1))
  // Feature by feature, the classes side by side: an utterance touches few features and all classes.
  const weights = new Float32Array((shape.features + 1) * shape.classes)
  for (let label = 0; label < shape.classes; label += 1) {
    const separator = separate(vectors, norms, (example) => labels[example] === label, shape.features, { penalty, rounds })
    for (let feature = 0; feature <= shape.features; feature += 1) weights[feature * shape.classes + label] = separator[feature] ?? 0
    yield
  }
  return { margins: (vector) => marginsOf(vector, weights, shape) }
}

function marginsOf({ indices, values }: SparseVector, weights: Float32Array, shape: { classes: number; features: number }): Float64Array {
  const margins = new Float64Array(shape.classes)
  const bias = shape.features * shape.classes
  for (let label = 0; label < shape.classes; label += 1) margins[label] = weights[bias + label] ?? 0
  for (let place = 0; place < indices.length; place += 1) {
    const value = values[place] ?? 0
    const row = (indices[place] ?? 0) * shape.classes
    for (let label = 0; label < shape.classes; label += 1) margins[label] = (margins[label] ?? 0) + value * (weights[row + label] ?? 0)
  }
  return margins
}

/** Weights of one class against the rest; the last one is the bias. */
function separate(
  vectors: readonly SparseVector[],
  norms: readonly number[],
  isPositive: (example: number) => boolean,
  features: number,
  { penalty, rounds }: TrainingOptions,
): Float32Array {
  const weights = new Float32Array(features + 1)
  const duals = new Float64Array(vectors.length)
  const signs = Int8Array.from(vectors, (_, example) => (isPositive(example) ? 1 : -1))
  const order = Uint32Array.from(vectors, (_, example) => example)
  const random = shuffler(1)
  const softness = 0.5 / penalty
  for (let round = 0; round < rounds; round += 1) {
    random(order)
    let worst = 0
    for (const example of order) {
      const vector = vectors[example]
      if (vector === undefined) continue
      const sign = signs[example] ?? 1
      const dual = duals[example] ?? 0
      const slope = sign * dot(vector, weights) - 1 + softness * dual
      const projected = dual === 0 ? Math.min(slope, 0) : slope
      worst = Math.max(worst, Math.abs(projected))
      if (Math.abs(projected) < 1e-9) continue
      const changed = Math.max(0, dual - slope / ((norms[example] ?? 1) + softness))
      duals[example] = changed
      add(vector, weights, (changed - dual) * sign)
    }
    if (worst < CLOSE_ENOUGH) break
  }
  return weights
}

const CLOSE_ENOUGH = 0.05

function dot({ indices, values }: SparseVector, weights: Float32Array): number {
  let sum = weights[weights.length - 1] ?? 0
  for (let place = 0; place < indices.length; place += 1) sum += (values[place] ?? 0) * (weights[indices[place] ?? 0] ?? 0)
  return sum
}

function add({ indices, values }: SparseVector, weights: Float32Array, factor: number): void {
  for (let place = 0; place < indices.length; place += 1) {
    const index = indices[place] ?? 0
    weights[index] = (weights[index] ?? 0) + factor * (values[place] ?? 0)
  }
  const bias = weights.length - 1
  weights[bias] = (weights[bias] ?? 0) + factor
}

/** Fisher-Yates with a linear congruential generator (Numerical Recipes): the same order every time. */
function shuffler(seed: number): (items: Uint32Array) => void {
  let state = seed
  return (items) => {
    for (let last = items.length - 1; last > 0; last -= 1) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      const other = state % (last + 1)
      const held = items[last] ?? 0
      items[last] = items[other] ?? 0
      items[other] = held
    }
  }
}
