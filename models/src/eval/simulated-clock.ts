import type { CancelTimer, Clock } from '@souffleur/flow'

/** Time that passes as the audio does, however long the machine takes for it. */
export class SimulatedClock implements Clock {
  readonly #timers = new Map<() => void, number>()
  #nowMs = 0

  monotonicMs(): number {
    return this.#nowMs
  }

  unixMs(): number {
    return this.#nowMs
  }

  setTimer(callback: () => void, delayMs: number): CancelTimer {
    // A callback may be set twice: each timer has its own key.
    const run = () => callback()
    this.#timers.set(run, this.#nowMs + delayMs)
    return () => {
      this.#timers.delete(run)
    }
  }

  advance(ms: number): void {
    this.#nowMs += ms
    for (const [run, dueMs] of [...this.#timers]) {
      if (dueMs <= this.#nowMs && this.#timers.delete(run)) run()
    }
  }
}
