import type { CancelTimer, Clock } from '@souffleur/flow'

interface PendingTimer {
  readonly dueMs: number
  readonly order: number
  readonly callback: () => void
}

/** 14 November 2023, 22:13:20 UTC: a round number that is easy to recognise in an event. */
const START_UNIX_MS = 1_700_000_000_000

/** Time that passes only when a test says so. Timers run in the order in which they are due, then in which they were set. */
export class ManualClock implements Clock {
  readonly #startUnixMs: number
  readonly #pending = new Set<PendingTimer>()
  #nowMs = 0
  #nextOrder = 0

  constructor(startUnixMs: number = START_UNIX_MS) {
    this.#startUnixMs = startUnixMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  unixMs(): number {
    return this.#startUnixMs + this.#nowMs
  }

  setTimer(callback: () => void, delayMs: number): CancelTimer {
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), order: this.#nextOrder, callback }
    this.#nextOrder += 1
    this.#pending.add(timer)
    return () => {
      this.#pending.delete(timer)
    }
  }

  /** Timers that have been set, and neither run nor cancelled: a leak if any is left when a part has stopped. */
  get pendingTimers(): number {
    return this.#pending.size
  }

  /** Runs every timer that falls due, those set on the way included. Promises don't settle in between: see {@link advanceAsync}. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms
    for (let timer = this.#nextDue(endMs); timer !== undefined; timer = this.#nextDue(endMs)) this.#run(timer)
    this.#nowMs = endMs
  }

  /** As {@link advance}, but lets promises settle before the first timer and after each: for code that awaits between timers. */
  async advanceAsync(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms
    await promisesSettle()
    for (let timer = this.#nextDue(endMs); timer !== undefined; timer = this.#nextDue(endMs)) {
      this.#run(timer)
      await promisesSettle()
    }
    this.#nowMs = endMs
  }

  #run(timer: PendingTimer): void {
    this.#pending.delete(timer)
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
    timer.callback()
  }

  #nextDue(endMs: number): PendingTimer | undefined {
    let next: PendingTimer | undefined
    for (const timer of this.#pending) {
      if (timer.dueMs > endMs) continue
      if (next === undefined || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order)) next = timer
    }
    return next
  }
}

/** Resolves once every promise that is ready has run its continuations. */
export function promisesSettle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
