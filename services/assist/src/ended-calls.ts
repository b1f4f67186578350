/** Enough for every event that may still be on its way. */
const MOST_REMEMBERED = 2000

/** Calls that are over, the latest ones: what still comes for them is late. */
export class EndedCalls {
  readonly #keys = new Set<string>()

  add(callId: string, epoch: number): void {
    this.#keys.add(keyOf(callId, epoch))
    const [oldest] = this.#keys
    if (this.#keys.size > MOST_REMEMBERED && oldest !== undefined) this.#keys.delete(oldest)
  }

  has(callId: string, epoch: number): boolean {
    return this.#keys.has(keyOf(callId, epoch))
  }
}

function keyOf(callId: string, epoch: number): string {
  return `${epoch} ${callId}`
}
