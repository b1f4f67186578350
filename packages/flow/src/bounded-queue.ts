/**
 * First in, first out, with a bound. When full, `drop-oldest` makes room (live audio: late sound is worth less than new
 * sound) and `reject-newest` refuses (events: the publisher must know). What was dropped is counted.
 */
export type DropPolicy = 'drop-oldest' | 'reject-newest'

export class BoundedQueue<T> {
  readonly #items: T[] = []
  readonly #capacity: number
  readonly #policy: DropPolicy
  #dropped = 0

  constructor(capacity: number, policy: DropPolicy) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`capacity ${capacity}: expected 1 or more`)
    this.#capacity = capacity
    this.#policy = policy
  }

  /** Returns what had to go: the oldest item, the new one, or nothing. */
  push(item: T): T | undefined {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item)
      return undefined
    }
    this.#dropped += 1
    if (this.#policy === 'reject-newest') return item
    const oldest = this.#items.shift()
    this.#items.push(item)
    return oldest
  }

  shift(): T | undefined {
    return this.#items.shift()
  }

  clear(): void {
    this.#items.length = 0
  }

  get length(): number {
    return this.#items.length
  }

  get dropped(): number {
    return this.#dropped
  }
}
