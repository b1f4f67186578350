/**
 * Time as a dependency, so that tests decide when it passes. `monotonicMs` measures durations; `unixMs` stamps events.
 * `setTimer` returns the function that cancels it.
 */
export interface Clock {
  monotonicMs(): number
  unixMs(): number
  setTimer(callback: () => void, delayMs: number): CancelTimer
}

export type CancelTimer = () => void

export const systemClock: Clock = {
  monotonicMs: () => performance.now(),
  unixMs: () => Date.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs)
    return () => clearTimeout(timer)
  },
}
