/** The square of this is a vector's share beside the words and letters, which have 1. */
const VECTOR_WEIGHT = 1.2

/**
 * Makes vectors of a language model comparable: what all texts have in common says nothing, and is most of a vector of the e5 family
 * (Wang et al. 2022, section 4: cosines lie between 0.7 and 1).
 */
export class VectorScale {
  readonly #mean: Float64Array
  readonly width: number

  /** @param vectors of the examples, all of one length */
  constructor(vectors: readonly Float32Array[]) {
    this.width = vectors[0]?.length ?? 0
    this.#mean = new Float64Array(this.width)
    for (const vector of vectors) {
      for (let place = 0; place < this.width; place += 1)
        this.#mean[place] = (this.#mean[place] ?? 0) + (vector[place] ?? 0) / vectors.length
    }
  }

  scaled(vector: Float32Array): Float32Array {
    const centred = Float32Array.from(vector, (value, place) => value - (this.#mean[place] ?? 0))
    const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0)) || 1
    return centred.map((value) => (VECTOR_WEIGHT * value) / length)
  }
}
