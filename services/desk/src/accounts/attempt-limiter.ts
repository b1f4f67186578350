import type { Clock } from '@souffleur/flow'

export interface AttemptLimits {
  readonly attempts: number
  readonly windowMs: number
  /** Keys remembered at once: beyond it, the oldest window is forgotten. */
  readonly keys: number
}

interface Window {
  readonly startMs: number
  used: number
}

/** So many attempts a window for each key, such as a user name or an address. */
export class AttemptLimiter {
  readonly #clock: Clock
  readonly #limits: AttemptLimits
  /** In the order in which the windows began. */
  readonly #windows = new Map<string, Window>()

  constructor(clock: Clock, limits: AttemptLimits) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Counts an attempt. Returns how long to wait in milliseconds, 0 when it may go ahead. */
  take(key: string): number {
    const nowMs = this.#clock.monotonicMs()
    const { attempts, windowMs, keys } = this.#limits
    let window = this.#windows.get(key)
    if (window === undefined || nowMs - window.startMs >= windowMs) {
      this.#windows.delete(key)
      window = { startMs: nowMs, used: 0 }
      this.#windows.set(key, window)
      const [oldest] = this.#windows.keys()
      if (this.#windows.size > keys && oldest !== undefined) this.#windows.delete(oldest)
    }
    if (window.used >= attempts) return window.startMs + windowMs - nowMs
    window.used += 1
    return 0
  }

  /** After an attempt that turned out to be none, such as a right password. */
  giveBack(key: string): void {
    const window = this.#windows.get(key)
    if (window !== undefined && window.used > 0) window.used -= 1
  }

  forget(key: string): void {
    this.#windows.delete(key)
  }
}
