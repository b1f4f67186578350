import type { Clock } from './clock.ts'

export interface BreakerSettings {
  /** Failures in a row after which it rests. */
  readonly mostFailures: number
  readonly restMs: number
}

const defaultSettings: BreakerSettings = { mostFailures: 3, restMs: 30_000 }

/** Leaves alone for a while what failed several times in a row; then one attempt shows whether it works again. */
export class Breaker {
  readonly #clock: Clock
  readonly #settings: BreakerSettings
  #failures = 0
  #restsUntilMs = 0

  constructor(clock: Clock, settings: Partial<BreakerSettings> = {}) {
    this.#clock = clock
    this.#settings = { ...defaultSettings, ...settings }
  }

  get rests(): boolean {
    return this.#clock.monotonicMs() < this.#restsUntilMs
  }

  /** It has rested, and nothing has shown since whether it works: a single attempt is to show it. */
  get isOnTrial(): boolean {
    return this.#failures >= this.#settings.mostFailures && !this.rests
  }

  succeeded(): void {
    this.#failures = 0
    this.#restsUntilMs = 0
  }

  failed(): void {
    this.#failures += 1
    if (this.#failures >= this.#settings.mostFailures) this.#restsUntilMs = this.#clock.monotonicMs() + this.#settings.restMs
  }
}
