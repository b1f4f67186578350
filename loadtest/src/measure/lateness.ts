/** How late things were, in bins of a quarter of a millisecond: fifty thousand a second are not worth a list. */
export class Lateness {
  #bins = new Uint32Array(BINS)
  #count = 0
  #max = 0

  note(ms: number): void {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(ms / BIN_MS)))
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1
    this.#count += 1
    if (ms > this.#max) this.#max = ms
  }

  get count(): number {
    return this.#count
  }

  get maxMs(): number {
    return this.#max
  }

  /** The upper end of the bin; 0 when nothing was noted. */
  percentile(share: number): number {
    let left = share * this.#count
    for (let bin = 0; bin < BINS; bin += 1) {
      left -= this.#bins[bin] ?? 0
      if (left <= 0 && this.#count > 0) return bin === BINS - 1 ? this.#max : (bin + 1) * BIN_MS
    }
    return 0
  }

  clear(): void {
    this.#bins = new Uint32Array(BINS)
    this.#count = 0
    this.#max = 0
  }
}

const BIN_MS = 0.25
/** One second. */
const BINS = 4000
