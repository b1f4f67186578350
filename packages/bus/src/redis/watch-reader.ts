import type { CancelTimer } from '@souffleur/flow'
import { bytesOf, type Entry, isBefore, listOf, readEntries, textOf } from './entry.ts'
import type { Reader, ReaderOptions } from './reader.ts'
import { WorkQueue } from './work-queue.ts'

const ENTRIES_A_SHARD = 64

interface Position {
  readonly shard: number
  id: string
  /** What the stream should have been given before the next entry; undefined when that isn't known. */
  nextBytes: number | undefined
}

/** Every event from now on, in a process that shares its group with nobody. After a break it goes on where it was, if that is still kept. */
export class WatchReader<Message> implements Reader<Message> {
  readonly #options: ReaderOptions<Message>
  readonly #positions: Position[]
  readonly #queue: WorkQueue<Entry | { readonly message: Message }>
  #cancelPoll: CancelTimer = () => undefined
  #pumping: Promise<void> | undefined
  #pumpAgain = false
  #isPlaced = false
  #closed = false
  #accepted = 0
  /** Resolves when it is known where the reading begins, or the server went away. */
  readonly started: Promise<void>

  constructor(options: ReaderOptions<Message>) {
    this.#options = options
    this.#positions = Array.from({ length: options.settings.shards }, (_, shard) => ({ shard, id: '0-0', nextBytes: undefined }))
    this.#queue = new WorkQueue(
      (item) => this.#handle(item),
      () => this.wake(undefined),
    )
    this.started = this.#place().catch(() => undefined)
    this.#poll()
  }

  wake(_shard: number | undefined): void {
    void this.#pump()
  }

  resume(): void {
    this.#place().then(
      () => this.wake(undefined),
      () => undefined,
    )
  }

  offer(_shard: number, message: Message): void {
    if (this.#closed) return
    this.#accepted += 1
    this.#queue.push({ message })
  }

  async caughtUp(): Promise<boolean> {
    const before = this.#accepted
    const wasIdle = this.#queue.isIdle
    await this.#pump()
    await this.#queue.idle
    return wasIdle && this.#queue.isIdle && this.#accepted === before
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#cancelPoll()
    this.#queue.drop(() => true)
    await this.#queue.idle
  }

  #poll(): void {
    this.#cancelPoll = this.#options.clock.setTimer(() => {
      if (this.#closed) return
      this.#poll()
      this.wake(undefined)
    }, this.#options.settings.pollMs)
  }

  /** The first time: at the end. Later: where it was, unless the server has lost what was there. */
  async #place(): Promise<void> {
    const { connection, keys, stream } = this.#options
    const isFirst = !this.#isPlaced
    await Promise.all(
      this.#positions.map(async (position) => {
        const tip = await connection.command('XINFO', 'STREAM', keys.stream(stream, position.shard)).then(lastIdOf, (error: unknown) => {
          if (connection.isUp) return '0-0'
          throw error
        })
        if (isFirst) position.id = tip
        else if (isBefore(tip, position.id)) Object.assign(position, { id: '0-0', nextBytes: undefined })
      }),
    )
    this.#isPlaced = true
  }

  #handle(item: Entry | { readonly message: Message }): Promise<void> | undefined {
    if ('message' in item) return this.#options.deliver(item.message, undefined, undefined)
    return this.#handleEntry(item)
  }

  async #handleEntry({ parts, traceparent }: Entry): Promise<void> {
    for (const part of parts) {
      let message: Message
      try {
        message = this.#options.decode(part)
      } catch (error) {
        this.#options.onUnreadable(error)
        continue
      }
      await this.#options.deliver(message, traceparent, undefined)
    }
  }

  async #pump(): Promise<void> {
    this.#pumpAgain = true
    await this.started
    while (this.#pumping !== undefined) await this.#pumping
    this.#pumping = (async () => {
      const { connection, settings } = this.#options
      while (this.#pumpAgain && this.#isPlaced && !this.#closed && connection.isUp && this.#queue.length < settings.maxInHand) {
        this.#pumpAgain = false
        if (await this.#readOnce()) this.#pumpAgain = true
      }
    })()
    await this.#pumping
    this.#pumping = undefined
  }

  async #readOnce(): Promise<boolean> {
    const { connection, keys, stream } = this.#options
    const streams = this.#positions.map(({ shard }) => keys.stream(stream, shard))
    const ids = this.#positions.map(({ id }) => id)
    const reply = await connection.command('XREAD', 'COUNT', ENTRIES_A_SHARD, 'STREAMS', ...streams, ...ids).catch(() => null)
    if (reply === null || this.#closed) return false
    for (const pair of listOf(reply)) {
      const [name, found] = listOf(pair)
      const position = this.#positions[streams.indexOf(textOf(name))]
      if (position !== undefined) for (const entry of readEntries(found)) this.#accept(position, entry)
    }
    return true
  }

  #accept(position: Position, entry: Entry): void {
    if (position.nextBytes !== undefined && entry.startBytes !== position.nextBytes) this.#options.onMissed?.()
    position.id = entry.id
    position.nextBytes = entry.startBytes + bytesOf(entry)
    this.#accepted += 1
    this.#queue.push(entry)
  }
}

function lastIdOf(reply: unknown): string {
  const flat = listOf(reply)
  for (let at = 0; at + 1 < flat.length; at += 2) if (textOf(flat[at]) === 'last-generated-id') return textOf(flat[at + 1])
  return '0-0'
}
