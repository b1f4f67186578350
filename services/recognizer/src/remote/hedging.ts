/** How many durations are remembered: a few minutes of a busy recognizer. */
const REMEMBERED = 200
/** Before so many nothing is known about how long a request takes. */
const LEAST_KNOWN = 20
const SLOW_QUANTILE = 0.95
/** A second request for one in so many, and no more than a handful at once: hedging must not double the load of a server that is slow because of it. */
const SHARE = 0.05
const MOST_SAVED = 5
const LEAST_WAIT_MS = 50

/** When a second server should be asked the same: once a request takes longer than 19 of 20 do (Dean and Barroso, "The Tail at Scale", 2013). */
export class Hedging {
  readonly #durationsMs: number[] = []
  #next = 0
  #tokens = 1

  /** How long to wait for an answer before asking again; undefined while that isn't known, or was done often enough. */
  get afterMs(): number | undefined {
    if (this.#durationsMs.length < LEAST_KNOWN || this.#tokens < 1) return undefined
    const sorted = this.#durationsMs.toSorted((a, b) => a - b)
    return Math.max(LEAST_WAIT_MS, sorted[Math.floor(sorted.length * SLOW_QUANTILE)] ?? 0)
  }

  /** Each request earns a share of a second one. */
  noteAsked(): void {
    this.#tokens = Math.min(MOST_SAVED, this.#tokens + SHARE)
  }

  noteHedged(): void {
    this.#tokens -= 1
  }

  noteAnswered(tookMs: number): void {
    this.#durationsMs[this.#next] = tookMs
    this.#next = (this.#next + 1) % REMEMBERED
  }
}
