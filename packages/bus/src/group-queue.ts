/**
 * What waits for one group of subscribers on one stream, in the order published. The bound counts for each call apart, so that
 * a call that floods the bus costs its own messages and nobody else's.
 */
export class GroupQueue<Message extends { readonly callId: string }> {
  #waiting: Message[] = []
  /** Where the first waiting message is: shifting a long array for each message would cost more than the message. */
  #head = 0
  /** Kept only while so much waits that one call could be at its bound. */
  #waitingByCall: Map<string, number> | undefined
  readonly #capacityPerCall: number
  #idle: PromiseWithResolvers<void> | undefined
  #draining = false
  #closed = false
  readonly #handle: (message: Message) => void | Promise<void>
  readonly #onError: (error: unknown, message: Message) => void

  constructor(
    capacityPerCall: number,
    handle: (message: Message) => void | Promise<void>,
    onError: (error: unknown, message: Message) => void,
  ) {
    if (!Number.isInteger(capacityPerCall) || capacityPerCall < 1) throw new RangeError(`capacity ${capacityPerCall}: expected 1 or more`)
    this.#capacityPerCall = capacityPerCall
    this.#handle = handle
    this.#onError = onError
  }

  get depth(): number {
    return this.#waiting.length - this.#head
  }

  get busy(): boolean {
    return this.#draining
  }

  /** Resolves when what waits now has been handled. */
  get idle(): Promise<void> {
    if (!this.#draining) return Promise.resolve()
    this.#idle ??= Promise.withResolvers()
    return this.#idle.promise
  }

  hasRoomFor(callId: string): boolean {
    return this.depth < this.#capacityPerCall || (this.#waitingByCall?.get(callId) ?? 0) < this.#capacityPerCall
  }

  /** The handler never runs inside this call: a publisher isn't re-entered. */
  push(message: Message): void {
    if (this.#closed) return
    this.#waiting.push(message)
    this.#count(message.callId, 1)
    if (this.#draining) return
    this.#draining = true
    queueMicrotask(this.#drain)
  }

  /** Takes the call's oldest waiting message out. */
  dropOldestOf(callId: string): Message | undefined {
    const index = this.#waiting.findIndex((message, at) => at >= this.#head && message.callId === callId)
    const [dropped] = index < 0 ? [] : this.#waiting.splice(index, 1)
    if (dropped !== undefined) this.#count(callId, -1)
    return dropped
  }

  /** The message being handled is finished; nothing else is. */
  close(): void {
    this.#closed = true
    this.#waiting = []
    this.#head = 0
    this.#waitingByCall = undefined
  }

  /**
   * Handlers that finish at once cost no promise: on a busy front door there are tens of thousands of messages a second, most of them
   * alone in their queue.
   */
  readonly #drain = (): void => {
    let handledInARow = 0
    for (let message = this.#take(); message !== undefined; message = this.#take()) {
      const pending = this.#handled(message)
      if (pending !== undefined) {
        void pending.then(this.#drain)
        return
      }
      handledInARow += 1
      if (handledInARow === MESSAGES_BETWEEN_TURNS) {
        setImmediate(this.#drain)
        return
      }
    }
    this.#draining = false
    this.#idle?.resolve()
    this.#idle = undefined
  }

  /** Undefined when it is done; otherwise a promise that never rejects. */
  #handled(message: Message): Promise<void> | undefined {
    try {
      return this.#handle(message)?.catch((error: unknown) => this.#onError(error, message))
    } catch (error) {
      this.#onError(error, message)
      return undefined
    }
  }

  #take(): Message | undefined {
    const message = this.#waiting[this.#head]
    if (message === undefined) return undefined
    this.#head += 1
    if (this.#head === this.#waiting.length || this.#head === COMPACTED_AFTER) {
      this.#waiting = this.#waiting.slice(this.#head)
      this.#head = 0
    }
    this.#count(message.callId, -1)
    return message
  }

  /** After a message has come or gone. */
  #count(callId: string, change: 1 | -1): void {
    if (this.#waitingByCall !== undefined) {
      this.#waitingByCall.set(callId, (this.#waitingByCall.get(callId) ?? 0) + change)
      if (this.depth < this.#capacityPerCall / 2) this.#waitingByCall = undefined
    } else if (this.depth >= this.#capacityPerCall) {
      this.#waitingByCall = this.#countAll()
    }
  }

  #countAll(): Map<string, number> {
    const counts = new Map<string, number>()
    for (let at = this.#head; at < this.#waiting.length; at += 1) {
      const callId = this.#waiting[at]?.callId
      if (callId !== undefined) counts.set(callId, (counts.get(callId) ?? 0) + 1)
    }
    return counts
  }
}

/** A long queue lets sockets and timers have their turn in between. */
const MESSAGES_BETWEEN_TURNS = 256
/** Messages handled before their places are given back. */
const COMPACTED_AFTER = 1024
