import type { Clock } from './clock.ts'

const MOST_FAILURES = 3
const REST_MS = 30_000

/** Leaves alone for a while what failed several times in a row; then one attempt shows whether it works again. */
export class Breaker {
  readonly #clock: Clock
  #failures = 0
  #restsUntilMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get rests(): boolean {
    return this.#clock.monotonicMs() < this.#restsUntilMs
  }

  succeeded(): void {
    this.#failures = 0
  }

  failed(): void {
    this.#failures += 1
    if (this.#failures >= MOST_FAILURES) this.#restsUntilMs = this.#clock.monotonicMs() + REST_MS
  }
}
