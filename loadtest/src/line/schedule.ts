import type { CancelTimer, Clock } from '@souffleur/flow'

interface Entry {
  readonly dueMs: number
  readonly order: number
  readonly run: () => void
}

/**
 * Many things to do at their times, with one timer: the frames of a thousand calls would be fifty thousand timers a second. Due times are the
 * caller's own, counted from a start: a late turn is made up for by the next ones, and adds nothing to them.
 */
export class Schedule {
  readonly #clock: Clock
  /** A binary heap: the earliest first, among equals in the order in which they were asked for. */
  readonly #entries: Entry[] = []
  #order = 0
  #timerDueMs = Infinity
  #cancelTimer: CancelTimer = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs it once the clock's monotonic time is `dueMs`, never within this call. */
  at(dueMs: number, run: () => void): void {
    this.#push({ dueMs, order: this.#order, run })
    this.#order += 1
    if (dueMs < this.#timerDueMs) this.#arm()
  }

  /** Rejects with the signal's reason when that comes first. */
  until(dueMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (signal.aborted) reject(signal.reason)
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    this.at(dueMs, resolve)
    return promise.finally(() => signal.removeEventListener('abort', onAbort))
  }

  #arm(): void {
    this.#cancelTimer()
    const [next] = this.#entries
    this.#timerDueMs = next?.dueMs ?? Infinity
    if (next === undefined) return
    this.#cancelTimer = this.#clock.setTimer(() => this.#runDue(), Math.max(0, next.dueMs - this.#clock.monotonicMs()))
  }

  #runDue(): void {
    const nowMs = this.#clock.monotonicMs()
    // What is asked for on the way waits for its own timer.
    this.#timerDueMs = -Infinity
    for (let next = this.#entries[0]; next !== undefined && next.dueMs <= nowMs; next = this.#entries[0]) {
      this.#pop()
      next.run()
    }
    this.#arm()
  }

  #push(entry: Entry): void {
    const entries = this.#entries
    let index = entries.push(entry) - 1
    while (index > 0) {
      const above = (index - 1) >> 1
      const parent = entries[above]
      if (parent === undefined || !isBefore(entry, parent)) break
      entries[index] = parent
      index = above
    }
    entries[index] = entry
  }

  #pop(): void {
    const entries = this.#entries
    const last = entries.pop()
    if (last === undefined || entries.length === 0) return
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const [one, other] = [entries[left], entries[left + 1]]
      const least = other !== undefined && one !== undefined && isBefore(other, one) ? other : one
      if (least === undefined || !isBefore(least, last)) break
      entries[index] = least
      index = least === one ? left : left + 1
    }
    entries[index] = last
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.order < other.order)
}
