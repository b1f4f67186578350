import type { CancelTimer, Clock } from '@souffleur/flow'
import { errorCatalogue } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { type StorageFailureCode, storageFailureOf } from './database-failure.ts'

export interface WriteQueueOptions<T> {
  readonly name: string
  /** Items kept in memory while the database can't take them; more are dropped and counted. */
  readonly capacity: number
  readonly clock: Clock
  readonly log: Log
  /** All of them or none. */
  write(items: readonly T[]): Promise<void>
  /** An item that the database will never take: it is left out, so that the rest is stored. */
  onRefused(item: T, error: unknown): void
}

export interface WriteQueueState {
  readonly waiting: number
  readonly dropped: number
  readonly refused: number
  /** Why nothing can be stored at the moment. */
  readonly failure: StorageFailureCode | null
}

interface Entry<T> {
  item: T
  readonly replaces: string | undefined
}

const BATCH = 200
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000

/**
 * Between those who must not wait and a database that may: items are written in order, in batches, and tried again for as
 * long as the database fails. An outage is logged once when it begins and once when it ends.
 */
export class WriteQueue<T> {
  readonly #options: WriteQueueOptions<T>
  readonly #entries: Entry<T>[] = []
  readonly #replaceable = new Map<string, Entry<T>>()
  readonly #idle: (() => void)[] = []
  #writing = false
  #lastRun: Promise<void> = Promise.resolve()
  #stopped = false
  #batchLimit = BATCH
  #retryMs = FIRST_RETRY_MS
  #cancelRetry: CancelTimer | undefined
  #failure: StorageFailureCode | null = null
  #dropped = 0
  #refused = 0

  constructor(options: WriteQueueOptions<T>) {
    this.#options = options
  }

  /** @param replaces the new item takes the place of one that still waits under the same name. Returns false when it had to be dropped. */
  push(item: T, replaces?: string): boolean {
    const waiting = replaces === undefined ? undefined : this.#replaceable.get(replaces)
    if (waiting !== undefined) {
      waiting.item = item
      return true
    }
    if (this.#stopped || this.#entries.length >= this.#options.capacity) {
      this.#dropped += 1
      return false
    }
    const entry = { item, replaces }
    this.#entries.push(entry)
    if (replaces !== undefined) this.#replaceable.set(replaces, entry)
    this.#wake()
    return true
  }

  /** What isn't stored yet, oldest first; what is being written included. */
  waiting(): T[] {
    return this.#entries.map(({ item }) => item)
  }

  state(): WriteQueueState {
    return { waiting: this.#entries.length, dropped: this.#dropped, refused: this.#refused, failure: this.#failure }
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    if (this.#entries.length === 0) return
    await new Promise<void>((resolve) => {
      this.#idle.push(resolve)
    })
  }

  /** Writes what waits, one last time; what the database doesn't take then is counted as dropped. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelRetry?.()
    await this.#lastRun
    await this.#writeAll()
    this.#dropped += this.#entries.length
    if (this.#entries.length > 0) {
      this.#options.log.error('stopped with items that could not be stored', { queue: this.#options.name, waiting: this.#entries.length })
    }
  }

  #wake(): void {
    if (this.#writing || this.#cancelRetry !== undefined) return
    this.#lastRun = this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    this.#writing = true
    while (this.#entries.length > 0) {
      if (!(await this.#writeBatch())) break
    }
    this.#writing = false
    if (this.#entries.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
    else if (!this.#stopped) this.#retryLater()
  }

  /** Returns false when the database can't take anything now. */
  async #writeBatch(): Promise<boolean> {
    const batch = this.#entries.slice(0, this.#batchLimit)
    for (const { replaces } of batch) if (replaces !== undefined) this.#replaceable.delete(replaces)
    try {
      await this.#options.write(batch.map(({ item }) => item))
      this.#entries.splice(0, batch.length)
      this.#batchLimit = Math.min(BATCH, this.#batchLimit * 2)
      this.#recovered()
      return true
    } catch (error) {
      const failure = storageFailureOf(error)
      if (failure !== undefined) {
        this.#failed(failure, error)
        return false
      }
      if (batch.length > 1) this.#batchLimit = 1
      else this.#refuse(batch, error)
      return true
    }
  }

  #refuse(batch: readonly Entry<T>[], error: unknown): void {
    this.#entries.splice(0, batch.length)
    this.#refused += batch.length
    for (const { item } of batch) this.#options.onRefused(item, error)
  }

  #failed(failure: StorageFailureCode, error: unknown): void {
    if (this.#failure === failure) return
    this.#failure = failure
    const { name, log } = this.#options
    log.error(errorCatalogue[failure].message.en, { event: 'storage-failing', code: failure, queue: name, error })
  }

  #recovered(): void {
    this.#retryMs = FIRST_RETRY_MS
    if (this.#failure === null) return
    this.#options.log.info('storing works again', { event: 'storage-recovered', code: this.#failure, queue: this.#options.name })
    this.#failure = null
  }

  #retryLater(): void {
    this.#cancelRetry = this.#options.clock.setTimer(() => {
      this.#cancelRetry = undefined
      this.#wake()
    }, this.#retryMs)
    this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2)
  }
}
