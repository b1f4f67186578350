/** One thing after another, however long each takes: a group's handler is never run twice at the same time. */
export class WorkQueue<Item> {
  #waiting: Item[] = []
  #isWorking = false
  #idle: PromiseWithResolvers<void> | undefined
  readonly #work: (item: Item) => Promise<void> | undefined
  readonly #onIdle: () => void

  /** @param work must not throw or reject. */
  constructor(work: (item: Item) => Promise<void> | undefined, onIdle: () => void) {
    this.#work = work
    this.#onIdle = onIdle
  }

  get length(): number {
    return this.#waiting.length
  }

  /** Resolves when nothing waits and nothing is being worked on. */
  get idle(): Promise<void> {
    if (!this.#isWorking) return Promise.resolve()
    this.#idle ??= Promise.withResolvers()
    return this.#idle.promise
  }

  get isIdle(): boolean {
    return !this.#isWorking
  }

  push(item: Item): void {
    this.#waiting.push(item)
    if (this.#isWorking) return
    this.#isWorking = true
    queueMicrotask(() => void this.#run())
  }

  has(matches: (item: Item) => boolean): boolean {
    return this.#waiting.some(matches)
  }

  drop(matches: (item: Item) => boolean): void {
    this.#waiting = this.#waiting.filter((item) => !matches(item))
  }

  async #run(): Promise<void> {
    for (let worked = 1; this.#waiting.length > 0; worked += 1) {
      const items = this.#waiting.splice(0, 1)
      for (const item of items) await this.#work(item)
      // Sockets and timers have their turn in between.
      if (worked % 64 === 0) await new Promise<void>((resolve) => void setImmediate(resolve))
    }
    this.#isWorking = false
    this.#idle?.resolve()
    this.#idle = undefined
    this.#onIdle()
  }
}
