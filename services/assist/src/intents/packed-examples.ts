import type { SparseVector } from './text-features.ts'

/** What an utterance is to a linear model: some of many features, and a dense vector, which may be of length 0. */
export interface Point {
  readonly sparse: SparseVector
  readonly dense: Float32Array
}

/** Examples side by side in a few long arrays: training reads each of them thousands of times. */
export class PackedExamples {
  readonly count: number
  /** Numbers of a dense vector. */
  readonly width: number
  /** Squared lengths, the constant feature included. */
  readonly norms: Float64Array
  readonly #starts: Uint32Array
  readonly #indices: Uint32Array
  readonly #values: Float32Array
  readonly #dense: Float32Array

  constructor(points: readonly Point[]) {
    this.count = points.length
    this.width = points[0]?.dense.length ?? 0
    const total = points.reduce((sum, { sparse }) => sum + sparse.indices.length, 0)
    this.#starts = new Uint32Array(points.length + 1)
    this.#indices = new Uint32Array(total)
    this.#values = new Float32Array(total)
    this.#dense = new Float32Array(points.length * this.width)
    this.norms = Float64Array.from(points, ({ sparse, dense }) => 1 + squared(sparse.values) + squared(dense))
    for (const [place, { sparse, dense }] of points.entries()) {
      const start = this.#starts[place] ?? 0
      this.#indices.set(sparse.indices, start)
      this.#values.set(sparse.values, start)
      this.#starts[place + 1] = start + sparse.indices.length
      this.#dense.set(dense, place * this.width)
    }
  }

  /** @param weights those of the sparse features, then those of the dense vector, then the constant one */
  dot(example: number, weights: Float32Array): number {
    const [indices, values, dense, width] = [this.#indices, this.#values, this.#dense, this.width]
    const end = this.#starts[example + 1] ?? 0
    let sum = weights[weights.length - 1] ?? 0
    for (let place = this.#starts[example] ?? 0; place < end; place += 1) sum += (values[place] ?? 0) * (weights[indices[place] ?? 0] ?? 0)
    const [from, first] = [example * width, weights.length - 1 - width]
    for (let place = 0; place < width; place += 1) sum += (dense[from + place] ?? 0) * (weights[first + place] ?? 0)
    return sum
  }

  addTo(weights: Float32Array, example: number, factor: number): void {
    const [indices, values, dense, width] = [this.#indices, this.#values, this.#dense, this.width]
    const end = this.#starts[example + 1] ?? 0
    for (let place = this.#starts[example] ?? 0; place < end; place += 1) {
      const index = indices[place] ?? 0
      weights[index] = (weights[index] ?? 0) + factor * (values[place] ?? 0)
    }
    const [from, last] = [example * width, weights.length - 1]
    const first = last - width
    for (let place = 0; place < width; place += 1)
      weights[first + place] = (weights[first + place] ?? 0) + factor * (dense[from + place] ?? 0)
    weights[last] = (weights[last] ?? 0) + factor
  }
}

function squared(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value * value, 0)
}
