/** The same choices at every run: Marsaglia, "Xorshift RNGs", 2003, the 32-bit generator with shifts 13, 17 and 5. */
export class SeededRandom {
  #state: number

  constructor(seed: number) {
    // Neighbouring seeds start far apart; a state of 0 would stay 0.
    this.#state = Math.imul(seed + 1, 0x9e37_79b1) | 1
    for (let round = 0; round < 8; round += 1) this.share()
  }

  /** From 0 to just under 1. */
  share(): number {
    this.#state ^= this.#state << 13
    this.#state ^= this.#state >>> 17
    this.#state ^= this.#state << 5
    return (this.#state >>> 0) / 2 ** 32
  }

  between(least: number, most: number): number {
    return least + this.share() * (most - least)
  }

  /** A copy in another order: every order is as likely (Fisher and Yates). */
  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list]
    const order: T[] = []
    while (left.length > 0) order.push(...left.splice(Math.floor(this.share() * left.length), 1))
    return order
  }
}
