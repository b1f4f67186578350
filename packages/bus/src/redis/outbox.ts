import type { StreamName } from '../in-process-bus.ts'
import type { BusMetrics } from './bus-metrics.ts'

/** One message on its way to the server. */
export interface Outgoing<Message> {
  readonly callId: string
  readonly message: Message
  readonly bytes: Uint8Array
  readonly shard: number
  readonly traceparent: string | undefined
  /** Never written to a stream. */
  readonly isPrivate: boolean
  /** The owner of the call's audio that must still be there: the message was made from that audio. */
  readonly madeBy: { readonly group: string; readonly owner: string } | undefined
  /** Name and text by turns. */
  readonly notes: readonly string[]
}

/** What is sent as one entry: consecutive messages of one call. */
export interface OutgoingEntry<Message> {
  readonly number: number
  readonly messages: readonly Outgoing<Message>[]
}

export interface OutboxOptions<Message> {
  readonly stream: StreamName
  readonly metrics: BusMetrics
  readonly maxBytes: number
  readonly capacityPerCall: number
  /** Several messages of a call may become one entry. */
  readonly joinsMessages: boolean
  /** Rejects when the server may not have them: they are sent again, with the same numbers. */
  send(shard: number, entries: readonly OutgoingEntry<Message>[]): Promise<void>
  onFailure(): void
}

const MOST_ENTRIES_AT_ONCE = 128
/** About 200 ms of a call, when much has waited: entries are what is acknowledged, and read again, as a whole. */
const MOST_MESSAGES_AN_ENTRY = 10

interface ShardQueue<Message> {
  waiting: Outgoing<Message>[]
  /** Sent, and not answered yet: at most one lot a shard, so that the order holds when it has to be sent again. */
  sending: readonly OutgoingEntry<Message>[]
  isBusy: boolean
  nextNumber: number
}

/** What one process publishes on one stream, in the order published, until the server has it. Bounded by call and by bytes. */
export class Outbox<Message> {
  readonly #options: OutboxOptions<Message>
  readonly #shards = new Map<number, ShardQueue<Message>>()
  readonly #waitingByCall = new Map<string, number>()
  readonly #whenEmpty: (() => void)[] = []
  #bytes = 0

  constructor(options: OutboxOptions<Message>) {
    this.#options = options
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  /** Resolves when the server has everything, or the outbox was emptied. */
  emptied(): Promise<void> {
    return this.isEmpty ? Promise.resolve() : new Promise((resolve) => void this.#whenEmpty.push(resolve))
  }

  hasRoomFor(callId: string, bytes: number): boolean {
    const { capacityPerCall, maxBytes } = this.#options
    return (this.#waitingByCall.get(callId) ?? 0) < capacityPerCall && this.#bytes + bytes <= maxBytes
  }

  push(message: Outgoing<Message>): void {
    this.#shard(message.shard).waiting.push(message)
    this.#waitingByCall.set(message.callId, (this.#waitingByCall.get(message.callId) ?? 0) + 1)
    this.#count(sizeOf(message))
  }

  /** Takes the call's oldest message out, unless all of its are being sent. */
  dropOldestOf(callId: string, shard: number): Message | undefined {
    const queue = this.#shard(shard)
    const at = queue.waiting.findIndex((message) => message.callId === callId)
    const [dropped] = at < 0 ? [] : queue.waiting.splice(at, 1)
    if (dropped === undefined) return undefined
    this.#leave(dropped)
    this.#count(-sizeOf(dropped))
    return dropped.message
  }

  flush(): void {
    for (const [shard, queue] of this.#shards)
      if (!queue.isBusy && (queue.waiting.length > 0 || queue.sending.length > 0)) void this.#drain(shard, queue)
  }

  /** Gives everything up. */
  clear(): void {
    for (const queue of this.#shards.values()) {
      queue.waiting = []
      queue.sending = []
    }
    this.#waitingByCall.clear()
    this.#count(-this.#bytes)
  }

  async #drain(shard: number, queue: ShardQueue<Message>): Promise<void> {
    queue.isBusy = true
    try {
      while (queue.sending.length > 0 || queue.waiting.length > 0) {
        if (queue.sending.length === 0) queue.sending = this.#takeEntries(queue)
        await this.#options.send(shard, queue.sending)
        const sent = queue.sending.flatMap(({ messages }) => messages)
        queue.sending = []
        this.#count(-sent.reduce((sum, message) => sum + sizeOf(message), 0))
      }
    } catch {
      this.#options.onFailure()
    } finally {
      queue.isBusy = false
    }
  }

  #takeEntries(queue: ShardQueue<Message>): OutgoingEntry<Message>[] {
    const entries: { number: number; messages: Outgoing<Message>[] }[] = []
    const lastOf = new Map<string, { messages: Outgoing<Message>[] }>()
    let taken = 0
    for (const message of queue.waiting) {
      const last = this.#options.joinsMessages ? lastOf.get(message.callId) : undefined
      const joins =
        last !== undefined && last.messages.length < MOST_MESSAGES_AN_ENTRY && last.messages[0]?.traceparent === message.traceparent
      if (!joins && entries.length === MOST_ENTRIES_AT_ONCE) break
      taken += 1
      this.#leave(message)
      if (joins) {
        last.messages.push(message)
        continue
      }
      const entry = { number: queue.nextNumber, messages: [message] }
      queue.nextNumber += 1
      entries.push(entry)
      lastOf.set(message.callId, entry)
    }
    queue.waiting = queue.waiting.slice(taken)
    return entries
  }

  #shard(shard: number): ShardQueue<Message> {
    const known = this.#shards.get(shard)
    if (known !== undefined) return known
    const queue: ShardQueue<Message> = { waiting: [], sending: [], isBusy: false, nextNumber: 1 }
    this.#shards.set(shard, queue)
    return queue
  }

  #leave({ callId }: Outgoing<Message>): void {
    const left = (this.#waitingByCall.get(callId) ?? 1) - 1
    if (left > 0) this.#waitingByCall.set(callId, left)
    else this.#waitingByCall.delete(callId)
  }

  #count(bytes: number): void {
    this.#bytes += bytes
    this.#options.metrics.outboxBytes.set({ stream: this.#options.stream }, this.#bytes)
    if (this.#bytes === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve()
  }
}

/** An empty message takes room as well. */
function sizeOf({ bytes, notes }: Outgoing<unknown>): number {
  return notes.reduce((sum, text) => sum + text.length, bytes.byteLength + 64)
}
