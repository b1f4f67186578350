import { type DotMemory, dotMemory, NUMBERS_A_STEP } from './dot-products.ts'
import { peakOf, quantise } from './quantised-vector.ts'

const GROWTH = 1.5
const LEAST_ROWS = 256
/** Sums have 32 bits. */
const LARGEST_SUM = 2 ** 31 - 1
const LARGEST_NUMBER = 127
const LARGEST_QUERY_NUMBER = 32_767

/** Vectors of one width in rows of 8 bits, searched exactly: the cosines of a query with all of them. It grows as rows are set. */
export class VectorTable {
  readonly width: number
  readonly #stride: number
  readonly #queryLevels: number
  #rows = 0
  #capacity = 0
  #memory: DotMemory
  #scales = new Float32Array(0)

  constructor(width: number) {
    this.width = width
    this.#stride = Math.ceil(width / NUMBERS_A_STEP) * NUMBERS_A_STEP
    // However many products are added up, no sum may overflow.
    this.#queryLevels = Math.min(LARGEST_QUERY_NUMBER, Math.floor(LARGEST_SUM / (LARGEST_NUMBER * Math.max(1, this.#stride))))
    this.#memory = dotMemory(0)
  }

  /** @throws RangeError when the vector has another width */
  set(row: number, vector: Float32Array): void {
    if (vector.length !== this.width) throw new RangeError(`a vector of ${vector.length} numbers instead of ${this.width}`)
    if (row >= this.#capacity) this.#grow(row + 1)
    const { scale, numbers } = quantise(vector)
    new Int8Array(this.#memory.buffer, this.#rowsAt + row * this.#stride, this.width).set(numbers)
    this.#scales[row] = scale
    this.#rows = Math.max(this.#rows, row + 1)
  }

  /** Cosines with all rows, for vectors of length 1; within a thousandth. Of rows that were never set, 0. */
  cosines(query: Float32Array): Float32Array {
    const cosines = new Float32Array(this.#rows)
    if (this.#rows === 0) return cosines
    const scale = peakOf(query) / this.#queryLevels
    const numbers = new Int16Array(this.#memory.buffer, 0, this.#stride)
    for (let place = 0; place < this.width; place += 1) numbers[place] = Math.round((query[place] ?? 0) / scale)
    this.#memory.dot(this.#rows, this.#stride, 0, this.#rowsAt, this.#sumsAt)
    const sums = new Int32Array(this.#memory.buffer, this.#sumsAt, this.#rows)
    for (let row = 0; row < cosines.length; row += 1) cosines[row] = (sums[row] ?? 0) * (this.#scales[row] ?? 0) * scale
    return cosines
  }

  /** The query lies first, then the sums, then the rows. */
  get #sumsAt(): number {
    return 2 * this.#stride
  }

  get #rowsAt(): number {
    return this.#sumsAt + 4 * Math.ceil(this.#capacity / NUMBERS_A_STEP) * NUMBERS_A_STEP
  }

  #grow(rows: number): void {
    const old = new Int8Array(this.#memory.buffer, this.#rows === 0 ? 0 : this.#rowsAt, this.#rows * this.#stride)
    this.#capacity = Math.max(LEAST_ROWS, Math.ceil(rows * GROWTH))
    this.#memory = dotMemory(this.#rowsAt + this.#capacity * this.#stride)
    new Int8Array(this.#memory.buffer, this.#rowsAt).set(old)
    const scales = new Float32Array(this.#capacity)
    scales.set(this.#scales)
    this.#scales = scales
  }
}
