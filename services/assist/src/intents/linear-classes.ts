import { PackedExamples, type Point } from './packed-examples.ts'
import { shuffler } from './shuffler.ts'
import type { Steps } from './steps.ts'

export interface TrainingOptions {
  /** The SVM's C: how much a wrong example costs against a large weight. */
  readonly penalty: number
  readonly rounds: number
}

/** One linear separator a class. */
export interface LinearClasses {
  /** Signed distances from each class's plane: the greater, the more of that class. */
  margins(point: Point): Float64Array
}

interface Shape {
  readonly classes: number
  /** Sparse ones. */
  readonly features: number
}

/**
 * One-vs-rest support vector machines with squared hinge loss, by dual coordinate descent with shrinking (Hsieh et al., ICML 2008, as in
 * LIBLINEAR). Deterministic: the order of examples is shuffled with a fixed seed. One step a class.
 * @param labels of each example: none, one or several
 */
export function* trainLinearClasses(
  points: readonly Point[],
  labels: readonly (readonly number[])[],
  shape: Shape,
  options: TrainingOptions,
): Steps<LinearClasses> {
  const examples = new PackedExamples(points)
  const columns = shape.features + examples.width + 1
  // Feature by feature, the classes side by side: an utterance touches few features and all classes.
  const weights = new Float32Array(columns * shape.classes)
  for (let label = 0; label < shape.classes; label += 1) {
    const signs = Int8Array.from(labels, (own) => (own.includes(label) ? 1 : -1))
    const separator = separate(examples, signs, columns, options)
    for (let column = 0; column < columns; column += 1) weights[column * shape.classes + label] = separator[column] ?? 0
    yield
  }
  return { margins: (point) => marginsOf(point, weights, shape) }
}

function marginsOf({ sparse, dense }: Point, weights: Float32Array, { classes, features }: Shape): Float64Array {
  const last = weights.length - classes
  const margins = Float64Array.from(weights.subarray(last))
  const add = (value: number, row: number) => {
    for (let label = 0; label < classes; label += 1) margins[label] = (margins[label] ?? 0) + value * (weights[row + label] ?? 0)
  }
  for (let place = 0; place < sparse.indices.length; place += 1) add(sparse.values[place] ?? 0, (sparse.indices[place] ?? 0) * classes)
  const first = features * classes
  if (first + dense.length * classes > last) return margins
  for (const [place, value] of dense.entries()) add(value, first + place * classes)
  return margins
}

/** The examples that a round still looks at: a negative one that is far on its own side seldom comes back. */
interface Active {
  readonly order: Uint32Array
  count: number
}

/** Weights of one class against the rest. */
function separate(examples: PackedExamples, signs: Int8Array, columns: number, { penalty, rounds }: TrainingOptions): Float32Array {
  const weights = new Float32Array(columns)
  const duals = new Float64Array(examples.count)
  const active: Active = { order: Uint32Array.from(signs, (_, example) => example), count: examples.count }
  const shuffle = shuffler(1)
  const softness = 0.5 / penalty
  let far = Number.POSITIVE_INFINITY
  for (let round = 0; round < rounds; round += 1) {
    shuffle(active.order.subarray(0, active.count))
    const { most, least } = descend({ examples, signs, weights, duals, softness }, active, far)
    far = most > 0 ? most : Number.POSITIVE_INFINITY
    if (most - least > CLOSE_ENOUGH) continue
    if (active.count === examples.count) break
    active.count = examples.count
    far = Number.POSITIVE_INFINITY
  }
  return weights
}

const CLOSE_ENOUGH = 0.1

interface Separation {
  readonly examples: PackedExamples
  readonly signs: Int8Array
  readonly weights: Float32Array
  readonly duals: Float64Array
  readonly softness: number
}

/** One round: moves each dual to where its slope is 0. Says how steep the steepest slopes were. */
function descend({ examples, signs, weights, duals, softness }: Separation, active: Active, far: number): { most: number; least: number } {
  let [most, least] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let place = 0; place < active.count; place += 1) {
    const example = active.order[place] ?? 0
    const sign = signs[example] ?? 1
    const dual = duals[example] ?? 0
    const slope = sign * examples.dot(example, weights) - 1 + softness * dual
    if (dual === 0 && slope > far) {
      active.count -= 1
      active.order[place] = active.order[active.count] ?? 0
      active.order[active.count] = example
      place -= 1
      continue
    }
    const projected = dual === 0 ? Math.min(slope, 0) : slope
    most = Math.max(most, projected)
    least = Math.min(least, projected)
    if (Math.abs(projected) < 1e-9) continue
    const changed = Math.max(0, dual - slope / ((examples.norms[example] ?? 1) + softness))
    duals[example] = changed
    examples.addTo(weights, example, (changed - dual) * sign)
  }
  return { most, least }
}
