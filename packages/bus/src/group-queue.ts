/**
 * What waits for one group of subscribers on one stream, in the order published. The bound counts for each call apart, so that
 * a call that floods the bus costs its own messages and nobody else's.
 */
export class GroupQueue<Message extends { readonly callId: string }> {
  #waiting: Message[] = []
  /** Where the first waiting message is: shifting a long array for each message would cost more than the message. */
  #head = 0
  readonly #waitingByCall = new Map<string, number>()
  readonly #capacityPerCall: number
  #idle = Promise.resolve()
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
    return this.#idle
  }

  hasRoomFor(callId: string): boolean {
    return (this.#waitingByCall.get(callId) ?? 0) < this.#capacityPerCall
  }

  /** The handler never runs inside this call: a publisher isn't re-entered. */
  push(message: Message): void {
    if (this.#closed) return
    this.#waiting.push(message)
    this.#count(message.callId, 1)
    if (!this.#draining) this.#idle = this.#drain()
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
    this.#waitingByCall.clear()
  }

  async #drain(): Promise<void> {
    this.#draining = true
    await Promise.resolve()
    let handledInARow = 0
    for (let message = this.#take(); message !== undefined; message = this.#take()) {
      try {
        const pending = this.#handle(message)
        if (pending !== undefined) await pending
      } catch (error) {
        this.#onError(error, message)
      }
      handledInARow += 1
      if (handledInARow % MESSAGES_BETWEEN_TURNS === 0) await nextTurn()
    }
    this.#draining = false
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

  #count(callId: string, change: 1 | -1): void {
    const waiting = (this.#waitingByCall.get(callId) ?? 0) + change
    if (waiting > 0) this.#waitingByCall.set(callId, waiting)
    else this.#waitingByCall.delete(callId)
  }
}

/** A long queue lets sockets and timers have their turn in between. */
const MESSAGES_BETWEEN_TURNS = 256
/** Messages handled before their places are given back. */
const COMPACTED_AFTER = 1024

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
