/** Nonces that were used, for as long as a signature with one would be accepted. It never grows beyond its limit. */
export class NonceMemory {
  readonly #limit: number
  /** Until when each is remembered, in Unix milliseconds; the oldest use first. */
  readonly #untilMs = new Map<string, number>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** False when it was used before, or when there is no room to remember it: then nobody comes in until others are forgotten. */
  use(nonce: string, untilMs: number, nowMs: number): boolean {
    if (this.#untilMs.has(nonce)) return false
    if (this.#untilMs.size >= this.#limit) this.#forget(nowMs)
    if (this.#untilMs.size >= this.#limit) return false
    this.#untilMs.set(nonce, untilMs)
    return true
  }

  #forget(nowMs: number): void {
    for (const [nonce, untilMs] of this.#untilMs) if (untilMs < nowMs) this.#untilMs.delete(nonce)
  }
}
