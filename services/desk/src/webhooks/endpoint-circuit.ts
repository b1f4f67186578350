import type { Verdict } from './retry-rules.ts'

export const FAILURES_TO_OPEN = 5
/** As long as it takes to answer a healthy endpoint, and no attempt more. */
const SENT_AT_ONCE = 2
const LONGEST_PAUSE_MS = 300_000

/**
 * How an endpoint does, by its last attempts. After five failures in a row one delivery at a time goes out, with a pause after each, until
 * one is answered. Deliveries that wait meanwhile spend no attempt. Kept in memory: a start tries again.
 */
export class EndpointCircuit {
  #failures = 0
  #heldUntilMs = 0
  #sending = 0

  get failures(): number {
    return this.#failures
  }

  get isOpen(): boolean {
    return this.#failures >= FAILURES_TO_OPEN
  }

  /** Unix milliseconds; nothing goes out before. */
  get heldUntilMs(): number {
    return this.#heldUntilMs
  }

  get isFull(): boolean {
    return this.#sending >= (this.isOpen ? 1 : SENT_AT_ONCE)
  }

  began(): void {
    this.#sending += 1
  }

  ended(): void {
    this.#sending -= 1
  }

  /** @returns whether the endpoint answers again after a time in which it didn't. */
  note(verdict: Verdict, nowMs: number): boolean {
    if (verdict.kind !== 'retry') {
      const wasOpen = this.isOpen
      this.forget()
      return wasOpen
    }
    this.#failures += 1
    // What the receiver asks for is meant for all that it would get.
    if (verdict.asked) this.#hold(nowMs + verdict.waitMs)
    else if (this.isOpen) this.#hold(nowMs + Math.min(LONGEST_PAUSE_MS, verdict.waitMs))
    return false
  }

  /** It was changed by a person, or it answered. */
  forget(): void {
    this.#failures = 0
    this.#heldUntilMs = 0
  }

  #hold(untilMs: number): void {
    this.#heldUntilMs = Math.max(this.#heldUntilMs, untilMs)
  }
}
