/** What the order depends on. */
export interface WaitingDecoding {
  readonly kind: 'final' | 'partial'
  /** Whose audio it is; a channel has at most one partial waiting. */
  readonly channelKey: string
  /** On the monotonic clock. */
  readonly deadlineMs: number
  readonly audioMs: number
}

export interface DecodingSlots {
  readonly total: number
  readonly running: number
  readonly runningPartials: number
}

/**
 * Which decoding comes next. Finals go before partials, the oldest deadline first; a newer partial replaces the channel's older one;
 * partials leave one slot free for finals where there are several. Bounded by the audio that waits: beyond that the finals with the
 * oldest deadlines are given up, because their words come too late to help anybody.
 */
export class DecodingQueue<T extends WaitingDecoding> {
  readonly #maxWaitingAudioMs: number
  readonly #finals: T[] = []
  readonly #partials = new Map<string, T>()

  constructor(maxWaitingAudioMs: number) {
    this.#maxWaitingAudioMs = maxWaitingAudioMs
  }

  get waitingFinals(): number {
    return this.#finals.length
  }

  get waitingPartials(): number {
    return this.#partials.size
  }

  /** Returns what had to go for it. */
  push(decoding: T): T[] {
    const superseded = this.#partials.get(decoding.channelKey)
    this.#partials.delete(decoding.channelKey)
    if (decoding.kind === 'partial') this.#partials.set(decoding.channelKey, decoding)
    else this.#insertByDeadline(decoding)
    return [...(superseded === undefined ? [] : [superseded]), ...this.#giveUpBeyondBound()]
  }

  /** False when it had been taken or dropped already. */
  remove(decoding: T): boolean {
    if (this.#partials.get(decoding.channelKey) === decoding) return this.#partials.delete(decoding.channelKey)
    const index = this.#finals.indexOf(decoding)
    if (index >= 0) this.#finals.splice(index, 1)
    return index >= 0
  }

  /** Of those that can be started. */
  next({ total, running, runningPartials }: DecodingSlots, canStart: (decoding: T) => boolean): T | undefined {
    if (running >= total) return undefined
    const index = this.#finals.findIndex(canStart)
    if (index >= 0) return this.#finals.splice(index, 1)[0]
    if (runningPartials >= Math.max(1, total - 1)) return undefined
    const [partial] = [...this.#partials.values()].filter(canStart).sort((a, b) => a.deadlineMs - b.deadlineMs)
    if (partial !== undefined) this.#partials.delete(partial.channelKey)
    return partial
  }

  /** Gives up all that match. */
  clear(matches: (decoding: T) => boolean): T[] {
    const all = [...this.#finals, ...this.#partials.values()].filter(matches)
    for (const decoding of all) this.remove(decoding)
    return all
  }

  #insertByDeadline(decoding: T): void {
    const index = this.#finals.findIndex((other) => other.deadlineMs > decoding.deadlineMs)
    this.#finals.splice(index < 0 ? this.#finals.length : index, 0, decoding)
  }

  #giveUpBeyondBound(): T[] {
    const given: T[] = []
    let waitingMs = this.#finals.reduce((sum, final) => sum + final.audioMs, 0)
    while (waitingMs > this.#maxWaitingAudioMs && this.#finals.length > 1) {
      const oldest = this.#finals.shift()
      if (oldest === undefined) break
      waitingMs -= oldest.audioMs
      given.push(oldest)
    }
    return given
  }
}
