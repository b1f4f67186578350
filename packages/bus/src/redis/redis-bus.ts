import { randomUUID } from 'node:crypto'
import type { AudioBatch, CallEvent } from '@souffleur/proto'
import type { AudioHandler, Bus, CallNotes, EventHandler, ReadingOptions, Unsubscribe } from '../bus.ts'
import type { StreamName } from '../in-process-bus.ts'
import { type BusMetrics, createBusMetrics } from './bus-metrics.ts'
import { CallClaims } from './call-claims.ts'
import { RedisConnection } from './connection.ts'
import { decodeBatch, decodeEvent, listOf, textOf } from './entry.ts'
import { GroupReader } from './group-reader.ts'
import { type BusKeys, busKeys, shardOf } from './keys.ts'
import { LossReport } from './loss-report.ts'
import { MemberBoard } from './member-board.ts'
import type { OwnedShard } from './owned-shard.ts'
import { Publisher } from './publisher.ts'
import type { GroupShards, Reader, ReaderOptions } from './reader.ts'
import { RecentIds, RecentOwners } from './recent.ts'
import { defaultRedisBusSettings, type RedisBusOptions, type RedisBusSettings } from './settings.ts'
import { WatchReader } from './watch-reader.ts'

export interface RedisBus extends Bus {
  /** False while the server is away: what is published waits in this process. */
  readonly isUp: boolean
  /** Which process holds which call's socket. */
  readonly claims: CallClaims
  /** Puts this process on the board, and reads it. Call it once. @param words what it says of itself, as JSON */
  joinBoard(words: () => string): MemberBoard
}

/**
 * The bus of several processes: Redis Streams behind the same port.
 * @throws AppError when the server isn't fit for it (`bus.redis-version`, `bus.redis-eviction`, `bus.redis-refused`,
 * `bus.redis-certificate`), or stays away.
 */
export async function createRedisBus(options: RedisBusOptions): Promise<RedisBus> {
  const bus = new RedisStreamsBus(options)
  await bus.start()
  return bus
}

/** How soon notes are asked for again. */
const NOTES_RETRY_MS = 250

class RedisStreamsBus implements RedisBus {
  readonly #options: RedisBusOptions
  readonly #settings: RedisBusSettings
  readonly #metrics: BusMetrics
  readonly #keys: BusKeys
  readonly #member: string
  readonly #connection: RedisConnection
  readonly #publisher: Publisher
  readonly #audioReaders = new Map<string, GroupReader<AudioBatch>>()
  readonly #eventReaders = new Map<string, GroupReader<CallEvent>>()
  readonly #watchers = new Map<string, WatchReader<CallEvent>>()
  /** Readers that unsubscribed and finish what they have in hand. */
  readonly #closing = new Set<Promise<void>>()
  readonly #owners = new RecentOwners()
  readonly #losses: LossReport
  readonly claims: CallClaims
  #board: MemberBoard | undefined
  readonly #closedSignal = Promise.withResolvers<void>()
  #closed = false

  constructor(options: RedisBusOptions) {
    this.#options = options
    this.#settings = Object.freeze({ ...defaultRedisBusSettings, ...options.settings })
    this.#metrics = createBusMetrics(options.metrics)
    this.#keys = busKeys(this.#settings.prefix)
    this.#member = `${options.service}-${randomUUID()}`
    this.#losses = new LossReport(options, this.#metrics)
    this.#connection = new RedisConnection({
      options,
      settings: this.#settings,
      metrics: this.#metrics,
      channels: [this.#keys.wake('audio'), this.#keys.wake('events'), this.#keys.unkept],
      onUp: () => this.#resume(),
      onMessage: (channel, message) => this.#hear(channel, message),
    })
    this.claims = new CallClaims({ connection: this.#connection, keys: this.#keys, member: this.#member })
    this.#publisher = new Publisher({
      options,
      settings: this.#settings,
      metrics: this.#metrics,
      keys: this.#keys,
      member: this.#member,
      connection: this.#connection,
      owners: this.#owners,
      losses: this.#losses,
      watchersStarted: async () => {
        for (const watcher of this.#watchers.values()) await watcher.started
      },
    })
  }

  get isUp(): boolean {
    return this.#connection.isUp
  }

  joinBoard(words: () => string): MemberBoard {
    const [connection, keys, member, { clock }] = [this.#connection, this.#keys, this.#member, this.#options]
    this.#board ??= new MemberBoard({ connection, keys, clock, member, words })
    return this.#board
  }

  start(): Promise<void> {
    return this.#connection.start()
  }

  publishAudio(batch: AudioBatch, traceparent?: string): void {
    if (!this.#closed) this.#publisher.publishAudio(batch, traceparent)
  }

  publishEvent(event: CallEvent, traceparent?: string, notes?: CallNotes): void {
    if (!this.#closed) this.#publisher.publishEvent(event, traceparent, notes)
  }

  async notesOf(callId: string): Promise<CallNotes | undefined> {
    while (!this.#closed) {
      try {
        const flat = listOf(await this.#connection.command('HGETALL', this.#keys.notes(callId))).map(textOf)
        return Object.fromEntries(flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : [])))
      } catch {
        // The connection tells of its troubles itself.
        await this.#aWhile(NOTES_RETRY_MS)
      }
    }
    return undefined
  }

  subscribeAudio(group: string, handler: AudioHandler, options: ReadingOptions<AudioBatch> = {}): Unsubscribe {
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
      ...this.#groupPorts(group, this.#eventReaders),
      keepMs: this.#settings.audioReplayMs,
      decode: decodeBatch,
      deliver,
      settling: options.settling,
    })
    this.#audioReaders.set(group, reader)
    return () => this.#end(this.#audioReaders, group, reader)
  }

  subscribeEvents(group: string, handler: EventHandler, options: ReadingOptions<CallEvent> = {}): Unsubscribe {
    if (this.#eventReaders.has(group)) throw alreadyReads(group, 'events')
    const reader = new GroupReader({
      ...this.#readerPorts('events', group),
      ...this.#eventPorts(group, handler),
      ...this.#groupPorts(group, this.#audioReaders),
      settling: options.settling,
    })
    this.#eventReaders.set(group, reader)
    return () => this.#end(this.#eventReaders, group, reader)
  }

  watchEvents(name: string, handler: EventHandler): Unsubscribe {
    if (this.#watchers.has(name)) throw alreadyReads(name, 'events')
    const onMissed = () => this.#losses.noteTrimmed('events', name, 1)
    const watcher = new WatchReader({ ...this.#readerPorts('events', name), ...this.#eventPorts(name, handler), onMissed })
    this.#watchers.set(name, watcher)
    return () => this.#end(this.#watchers, name, watcher)
  }

  async settled(): Promise<void> {
    for (;;) {
      await Promise.all([this.#publisher.emptied(), ...this.#closing])
      const areDone = await Promise.all(this.#readers().map((reader) => reader.caughtUp()))
      if (this.#closed || (areDone.every((isDone) => isDone) && this.#publisher.isEmpty)) return
      await new Promise<void>((resolve) => void setImmediate(resolve))
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    const patience = Promise.withResolvers<void>()
    const cancel = this.#options.clock.setTimer(patience.resolve, this.#settings.closePatienceMs)
    if (this.#connection.isUp) await Promise.race([this.settled(), patience.promise])
    this.#closed = true
    this.#closedSignal.resolve()
    await Promise.race([Promise.all(this.#readers().map((reader) => reader.close())), patience.promise])
    cancel()
    await this.#board?.stop()
    for (const readers of [this.#audioReaders, this.#eventReaders, this.#watchers]) readers.clear()
    this.#losses.close()
    this.#publisher.close()
    this.#connection.close()
  }

  /** Or until the bus is closed. */
  async #aWhile(delayMs: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#options.clock.setTimer(resolve, delayMs)
    await Promise.race([promise, this.#closedSignal.promise])
    cancel()
  }

  #readers(): Reader<never>[] {
    return [...this.#audioReaders.values(), ...this.#eventReaders.values(), ...this.#watchers.values()]
  }

  #readerPorts(stream: StreamName, group: string): Omit<ReaderOptions<never>, 'decode' | 'deliver' | 'keepMs'> {
    const { clock } = this.#options
    const onUnreadable = (error: unknown) => this.#passOver(error, stream, group)
    const [connection, keys, member, metrics, settings] = [this.#connection, this.#keys, this.#member, this.#metrics, this.#settings]
    return { stream, group, clock, connection, keys, member, metrics, settings, onUnreadable }
  }

  #groupPorts(group: string, others: ReadonlyMap<string, GroupShards>) {
    const mayLeave = () => this.#closed || !(this.#audioReaders.has(group) || this.#eventReaders.has(group))
    return { other: () => others.get(group), mayLeave }
  }

  #eventPorts(group: string, handler: EventHandler) {
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

  #passOver(error: unknown, stream: StreamName, group: string): void {
    this.#metrics.unreadable.inc({ stream })
    this.#options.log.error('A message of the bus is passed over', { code: 'bus.message-unreadable', stream, group, error })
  }

  #end<R extends Reader<never>>(readers: Map<string, R>, group: string, reader: R): void {
    if (readers.get(group) !== reader) return
    readers.delete(group)
    const closing = reader.close().finally(() => this.#closing.delete(closing))
    this.#closing.add(closing)
  }

  #resume(): void {
    this.#publisher.flush()
    for (const reader of this.#readers()) reader.resume()
  }

  #hear(channel: string, message: Uint8Array): void {
    if (channel === this.#keys.wake('audio')) for (const reader of this.#audioReaders.values()) reader.wake(Number(textOf(message)))
    else if (channel === this.#keys.unkept) this.#hearUnkept(message)
    else for (const reader of [...this.#eventReaders.values(), ...this.#watchers.values()]) reader.wake(Number(textOf(message)))
  }

  #hearUnkept(message: Uint8Array): void {
    let event: CallEvent
    try {
      event = decodeEvent(message)
    } catch (error) {
      this.#passOver(error, 'events', this.#keys.unkept)
      return
    }
    const shard = shardOf(event.callId, this.#settings.shards)
    for (const reader of [...this.#eventReaders.values(), ...this.#watchers.values()]) reader.offer(shard, event)
  }
}

function alreadyReads(group: string, stream: StreamName): Error {
  return new Error(`group ${group} reads ${stream} already: two readers of one group would lose the order`)
}
