import { randomUUID } from 'node:crypto'
import type { CancelTimer } from '@souffleur/flow'
import { AppError, type AudioBatch, type CallEvent } from '@souffleur/proto'
import type { Bus, Unsubscribe } from '../bus.ts'
import { defaultBusCapacity, type StreamName } from '../in-process-bus.ts'
import { type BusMetrics, createBusMetrics } from './bus-metrics.ts'
import { RedisConnection } from './connection.ts'
import { decodeBatch, decodeEvent, encodeBatch, encodeEvent, listOf, textOf, traceparentOf } from './entry.ts'
import { GroupReader } from './group-reader.ts'
import { type BusKeys, busKeys, shardOf } from './keys.ts'
import { LossReport } from './loss-report.ts'
import { Outbox, type Outgoing, type OutgoingEntry } from './outbox.ts'
import type { OwnedShard } from './owned-shard.ts'
import type { Reader, ReaderOptions } from './reader.ts'
import { RecentIds, RecentOwners } from './recent.ts'
import { publishScript } from './scripts.ts'
import { defaultRedisBusSettings, type RedisBusOptions, type RedisBusSettings } from './settings.ts'
import { WatchReader } from './watch-reader.ts'

export interface RedisBus extends Bus {
  /** False while the server is away: what is published waits in this process. */
  readonly isUp: boolean
}

/** Events that say what was heard: only of value from the process that the call's audio still goes to. */
const madeFromAudio: ReadonlySet<CallEvent['body']['case']> = new Set([
  'partialTranscript',
  'utterance',
  'utteranceDiscarded',
  'transcriptCompleted',
  'privateWords',
])

const RETRY_MS = 250
/** Long enough for a publisher that was cut off to send again what it isn't sure about. */
const NUMBERS_KEPT_MS = 600_000
/** Where this process loses what it publishes, for `onAudioDropped`. */
const OUTBOX = 'outbox'

/**
 * The bus of several processes: Redis Streams behind the same port.
 * @throws AppError when the server isn't fit for it (`bus.redis-version`, `bus.redis-eviction`, `bus.redis-refused`), or stays away.
 */
export async function createRedisBus(options: RedisBusOptions): Promise<RedisBus> {
  const bus = new RedisStreamsBus(options)
  await bus.start()
  return bus
}

class RedisStreamsBus implements RedisBus {
  readonly #options: RedisBusOptions
  readonly #settings: RedisBusSettings
  readonly #metrics: BusMetrics
  readonly #keys: BusKeys
  readonly #member: string
  readonly #connection: RedisConnection
  readonly #audioOutbox: Outbox<AudioBatch>
  readonly #eventOutbox: Outbox<CallEvent>
  readonly #audioReaders = new Map<string, Reader<AudioBatch>>()
  readonly #eventReaders = new Map<string, Reader<CallEvent>>()
  readonly #watchers = new Map<string, WatchReader<CallEvent>>()
  /** Readers that unsubscribed and finish what they have in hand. */
  readonly #closing = new Set<Promise<void>>()
  readonly #owners = new RecentOwners()
  readonly #losses: LossReport
  #cancelLinger: CancelTimer | undefined
  #cancelRetry: CancelTimer | undefined
  #flushesSoon = false
  #closed = false

  constructor(options: RedisBusOptions) {
    this.#options = options
    this.#settings = Object.freeze({ ...defaultRedisBusSettings, ...options.settings })
    this.#metrics = createBusMetrics(options.metrics)
    this.#keys = busKeys(this.#settings.prefix)
    this.#member = `${options.service}-${randomUUID()}`
    this.#losses = new LossReport(options, this.#metrics)
    const capacity = { ...defaultBusCapacity, ...options.capacity }
    this.#audioOutbox = this.#outbox('audio', capacity.audio)
    this.#eventOutbox = this.#outbox('events', capacity.events)
    this.#connection = new RedisConnection({
      options,
      settings: this.#settings,
      metrics: this.#metrics,
      channels: [this.#keys.wake('audio'), this.#keys.wake('events'), this.#keys.unkept],
      events: {
        onUp: () => this.#resume(),
        onDown: () => undefined,
        onMessage: (channel, message) => this.#hear(channel, message),
      },
    })
  }

  get isUp(): boolean {
    return this.#connection.isUp
  }

  start(): Promise<void> {
    return this.#connection.start()
  }

  publishAudio(batch: AudioBatch, traceparent?: string): void {
    if (this.#closed) return
    const { callId } = batch
    const message = {
      ...this.#addressed(callId, traceparent),
      message: batch,
      bytes: encodeBatch(batch),
      isPrivate: false,
      madeBy: undefined,
    }
    while (!this.#audioOutbox.hasRoomFor(callId, message.bytes.byteLength)) {
      const dropped = this.#audioOutbox.dropOldestOf(callId, message.shard)
      this.#metrics.dropped.inc({ stream: 'audio' })
      this.#losses.noteDropped(callId)
      this.#options.onAudioDropped?.(dropped ?? batch, OUTBOX)
      if (dropped === undefined) return
    }
    this.#audioOutbox.push(message)
    this.#cancelLinger ??= this.#options.clock.setTimer(() => {
      this.#cancelLinger = undefined
      this.#audioOutbox.flush()
    }, this.#settings.audioLingerMs)
  }

  publishEvent(event: CallEvent, traceparent?: string): void {
    if (this.#closed) return
    const { callId, body } = event
    const bytes = encodeEvent(event)
    if (!this.#eventOutbox.hasRoomFor(callId, bytes.byteLength)) {
      this.#metrics.dropped.inc({ stream: 'events' })
      throw new AppError('bus.overflow', `${OUTBOX}, ${body.case ?? 'empty event'}`)
    }
    const madeBy = madeFromAudio.has(body.case) ? this.#owners.of(callId) : undefined
    const isPrivate = body.case === 'privateWords'
    this.#eventOutbox.push({ ...this.#addressed(callId, traceparent), message: event, bytes, isPrivate, madeBy })
    if (this.#flushesSoon) return
    this.#flushesSoon = true
    queueMicrotask(() => {
      this.#flushesSoon = false
      this.#eventOutbox.flush()
    })
  }

  subscribeAudio(group: string, handler: (batch: AudioBatch, traceparent?: string) => void | Promise<void>): Unsubscribe {
    if (this.#audioReaders.has(group)) throw alreadyReads(group, 'audio')
    const deliver = (batch: AudioBatch, traceparent: string | undefined, shard: OwnedShard | undefined) => {
      if (shard !== undefined) {
        this.#owners.note(batch.callId, group, shard.owner)
        batch.ownership = shard.generation
      }
      return this.#guarded('audio', group, batch.callId, () => handler(batch, traceparent))
    }
    const reader = new GroupReader({
      ...this.#readerPorts('audio', group),
      keepMs: this.#settings.audioReplayMs,
      decode: decodeBatch,
      deliver,
    })
    this.#audioReaders.set(group, reader)
    return () => this.#end(this.#audioReaders, group, reader)
  }

  subscribeEvents(group: string, handler: (event: CallEvent, traceparent?: string) => void | Promise<void>): Unsubscribe {
    if (this.#eventReaders.has(group)) throw alreadyReads(group, 'events')
    const reader = new GroupReader({ ...this.#readerPorts('events', group), ...this.#eventPorts(group, handler) })
    this.#eventReaders.set(group, reader)
    return () => this.#end(this.#eventReaders, group, reader)
  }

  watchEvents(name: string, handler: (event: CallEvent, traceparent?: string) => void | Promise<void>): Unsubscribe {
    if (this.#watchers.has(name)) throw alreadyReads(name, 'events')
    const onMissed = () => this.#losses.noteTrimmed('events', name, 1)
    const watcher = new WatchReader({ ...this.#readerPorts('events', name), ...this.#eventPorts(name, handler), onMissed })
    this.#watchers.set(name, watcher)
    return () => this.#end(this.#watchers, name, watcher)
  }

  async settled(): Promise<void> {
    for (;;) {
      this.#flush()
      await Promise.all([this.#audioOutbox.emptied(), this.#eventOutbox.emptied(), ...this.#closing])
      const areDone = await Promise.all(this.#readers().map((reader) => reader.caughtUp()))
      if (areDone.every((isDone) => isDone) && this.#audioOutbox.isEmpty && this.#eventOutbox.isEmpty) return
      await new Promise<void>((resolve) => void setImmediate(resolve))
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const patience = Promise.withResolvers<void>()
    const cancel = this.#options.clock.setTimer(patience.resolve, this.#settings.closePatienceMs)
    if (this.#connection.isUp) await Promise.race([this.settled(), patience.promise])
    this.#closed = true
    await Promise.race([Promise.all(this.#readers().map((reader) => reader.close())), patience.promise])
    cancel()
    for (const readers of [this.#audioReaders, this.#eventReaders, this.#watchers]) readers.clear()
    this.#cancelLinger?.()
    this.#cancelRetry?.()
    this.#losses.close()
    this.#audioOutbox.clear()
    this.#eventOutbox.clear()
    this.#connection.close()
  }

  #addressed(callId: string, traceparent: string | undefined) {
    return { callId, shard: shardOf(callId, this.#settings.shards), traceparent: traceparentOf(traceparent) }
  }

  #readers(): Reader<never>[] {
    return [...this.#audioReaders.values(), ...this.#eventReaders.values(), ...this.#watchers.values()]
  }

  #readerPorts(stream: StreamName, group: string): Omit<ReaderOptions<never>, 'decode' | 'deliver' | 'keepMs'> {
    const { clock, log } = this.#options
    const onUnreadable = (error: unknown) => {
      this.#metrics.unreadable.inc({ stream })
      log.error('A message of the bus is passed over', { code: 'bus.message-unreadable', stream, group, error })
    }
    const [connection, keys, member, metrics, settings] = [this.#connection, this.#keys, this.#member, this.#metrics, this.#settings]
    return { stream, group, clock, connection, keys, member, metrics, settings, onUnreadable }
  }

  #eventPorts(group: string, handler: (event: CallEvent, traceparent?: string) => void | Promise<void>) {
    const recent = new RecentIds()
    const deliver = (event: CallEvent, traceparent: string | undefined) => {
      if (event.eventId !== '' && !recent.isNew(event.eventId)) {
        this.#metrics.repeated.inc({ group })
        return undefined
      }
      return this.#guarded('events', group, event.callId, () => handler(event, traceparent))
    }
    return { decode: decodeEvent, deliver, keepMs: 0 }
  }

  async #guarded(stream: StreamName, group: string, callId: string, handle: () => void | Promise<void>): Promise<void> {
    this.#metrics.delivered.inc({ stream, group })
    try {
      await handle()
    } catch (error) {
      this.#options.onHandlerError(error, { stream, group, callId })
    }
  }

  #end<R extends Reader<never>>(readers: Map<string, R>, group: string, reader: R): void {
    if (readers.get(group) !== reader) return
    readers.delete(group)
    const closing = reader.close().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }

  #outbox<Message>(stream: StreamName, capacityPerCall: number): Outbox<Message> {
    return new Outbox<Message>({
      stream,
      metrics: this.#metrics,
      maxBytes: this.#settings.maxOutboxBytes,
      capacityPerCall,
      joinsMessages: stream === 'audio',
      send: (shard, entries) => this.#send(stream, shard, entries),
      onFailure: () => this.#retryLater(),
    })
  }

  /** @throws AppError */
  async #send(stream: StreamName, shard: number, entries: readonly OutgoingEntry<unknown>[]): Promise<void> {
    // Whoever watches has to have found the end first, or would miss what comes after it.
    for (const watcher of this.#watchers.values()) await watcher.started
    const keys = [this.#keys.stream(stream, shard), this.#keys.state(stream, shard), this.#keys.numbers(stream, shard, this.#member)]
    const { maxEntries, maxBytes } = this.#settings
    const head = [maxEntries[stream], maxBytes[stream], this.#keys.wake(stream), this.#keys.unkept, NUMBERS_KEPT_MS, shard]
    const values = entries.flatMap((entry) => this.#argumentsOf(entry))
    const [outcomes, lost] = listOf(await this.#connection.run(publishScript, keys, [...head, ...values]))
    for (const [at, outcome] of listOf(outcomes).entries()) this.#noteOutcome(stream, textOf(outcome), entries[at])
    const flat = listOf(lost)
    for (let at = 0; at + 1 < flat.length; at += 2) this.#losses.noteTrimmed(stream, textOf(flat[at]), Number(flat[at + 1]))
  }

  #argumentsOf({ number, messages }: OutgoingEntry<unknown>): (string | number | Uint8Array)[] {
    const [first] = messages
    const { isPrivate = false, madeBy, traceparent = '' }: Partial<Outgoing<unknown>> = first ?? {}
    const owners = madeBy === undefined ? '' : this.#keys.owners(madeBy.group)
    const parts = messages.map(({ bytes }) => bytes)
    return [number, isPrivate ? 'private' : 'kept', madeBy?.owner ?? '', owners, traceparent, parts.length, ...parts]
  }

  #noteOutcome(stream: StreamName, outcome: string, entry: OutgoingEntry<unknown> | undefined): void {
    const messages = entry?.messages ?? []
    if (outcome !== 'late') {
      this.#metrics.published.inc({ stream }, messages.length)
      return
    }
    this.#metrics.late.inc(messages.length)
    for (const { callId } of messages) this.#losses.noteLate(callId)
  }

  #retryLater(): void {
    if (this.#closed) return
    this.#cancelRetry ??= this.#options.clock.setTimer(() => {
      this.#cancelRetry = undefined
      if (this.#connection.isUp) this.#flush()
    }, RETRY_MS)
  }

  #flush(): void {
    this.#audioOutbox.flush()
    this.#eventOutbox.flush()
  }

  #resume(): void {
    this.#flush()
    for (const reader of this.#readers()) reader.resume()
  }

  #hear(channel: string, message: Uint8Array): void {
    if (channel === this.#keys.wake('audio')) for (const reader of this.#audioReaders.values()) reader.wake(Number(textOf(message)))
    else if (channel === this.#keys.unkept) this.#hearUnkept(message)
    else for (const reader of [...this.#eventReaders.values(), ...this.#watchers.values()]) reader.wake(Number(textOf(message)))
  }

  #hearUnkept(message: Uint8Array): void {
    try {
      const event = decodeEvent(message)
      const shard = shardOf(event.callId, this.#settings.shards)
      for (const reader of [...this.#eventReaders.values(), ...this.#watchers.values()]) reader.offer(shard, event)
    } catch (error) {
      this.#metrics.unreadable.inc({ stream: 'events' })
      this.#options.log.error('A message of the bus is passed over', { code: 'bus.message-unreadable', error })
    }
  }
}

function alreadyReads(group: string, stream: StreamName): Error {
  return new Error(`group ${group} reads ${stream} already: two readers of one group would lose the order`)
}
