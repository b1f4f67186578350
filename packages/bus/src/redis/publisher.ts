import type { CancelTimer } from '@souffleur/flow'
import { AppError, type AudioBatch, type CallEvent } from '@souffleur/proto'
import type { CallNotes } from '../bus.ts'
import type { StreamName } from '../in-process-bus.ts'
import type { BusMetrics } from './bus-metrics.ts'
import type { RedisConnection } from './connection.ts'
import { encodeBatch, encodeEvent, listOf, textOf, traceparentOf } from './entry.ts'
import { type BusKeys, shardOf } from './keys.ts'
import type { LossReport } from './loss-report.ts'
import { Outbox, type Outgoing, type OutgoingEntry } from './outbox.ts'
import type { RecentOwners } from './recent.ts'
import { publishScript } from './scripts.ts'
import { defaultOutboxCapacity, type RedisBusOptions, type RedisBusSettings } from './settings.ts'

export interface PublisherPorts {
  readonly options: RedisBusOptions
  readonly settings: RedisBusSettings
  readonly metrics: BusMetrics
  readonly keys: BusKeys
  /** This process, as no other is called. */
  readonly member: string
  readonly connection: RedisConnection
  readonly owners: RecentOwners
  readonly losses: LossReport
  /** Resolves when all who watch know where they begin: they would miss what is sent before. */
  watchersStarted(): Promise<void>
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
/** No call lasts longer without a word. */
const NOTES_KEPT_MS = 86_400_000
/** Where this process loses what it publishes, for `onAudioDropped`. */
const OUTBOX = 'outbox'

/** What one process publishes: gathered, sent in order, sent again after a break, and refused or dropped when too much waits. */
export class Publisher {
  readonly #ports: PublisherPorts
  readonly #audio: Outbox<AudioBatch>
  readonly #events: Outbox<CallEvent>
  #cancelLinger: CancelTimer | undefined
  #cancelRetry: CancelTimer | undefined
  #flushesSoon = false
  #closed = false

  constructor(ports: PublisherPorts) {
    this.#ports = ports
    const capacity = { ...defaultOutboxCapacity, ...ports.options.capacity }
    this.#audio = this.#outbox('audio', capacity.audio)
    this.#events = this.#outbox('events', capacity.events)
  }

  get isEmpty(): boolean {
    return this.#audio.isEmpty && this.#events.isEmpty
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
      notes: [],
    }
    while (!this.#audio.hasRoomFor(callId, message.bytes.byteLength)) {
      const dropped = this.#audio.dropOldestOf(callId, message.shard)
      this.#ports.metrics.dropped.inc({ stream: 'audio' })
      this.#ports.losses.noteDropped(callId)
      this.#ports.options.onAudioDropped?.(dropped ?? batch, OUTBOX)
      if (dropped === undefined) return
    }
    this.#audio.push(message)
    this.#cancelLinger ??= this.#ports.options.clock.setTimer(() => {
      this.#cancelLinger = undefined
      this.#audio.flush()
    }, this.#ports.settings.audioLingerMs)
  }

  publishEvent(event: CallEvent, traceparent?: string, notes: CallNotes = {}): void {
    if (this.#closed) return
    const { callId, body } = event
    const bytes = encodeEvent(event)
    if (!this.#events.hasRoomFor(callId, bytes.byteLength)) {
      this.#ports.metrics.dropped.inc({ stream: 'events' })
      throw new AppError('bus.overflow', `${OUTBOX}, ${body.case ?? 'empty event'}`)
    }
    const madeBy = madeFromAudio.has(body.case) ? this.#ports.owners.of(callId) : undefined
    const isPrivate = body.case === 'privateWords'
    this.#events.push({
      ...this.#addressed(callId, traceparent),
      message: event,
      bytes,
      isPrivate,
      madeBy,
      notes: Object.entries(notes).flat(),
    })
    if (this.#flushesSoon) return
    this.#flushesSoon = true
    queueMicrotask(() => {
      this.#flushesSoon = false
      this.#events.flush()
    })
  }

  /** Resolves when the server has everything. */
  async emptied(): Promise<void> {
    this.flush()
    await Promise.all([this.#audio.emptied(), this.#events.emptied()])
  }

  flush(): void {
    this.#audio.flush()
    this.#events.flush()
  }

  /** Gives up what waits. */
  close(): void {
    this.#closed = true
    this.#cancelLinger?.()
    this.#cancelRetry?.()
    this.#audio.clear()
    this.#events.clear()
  }

  #addressed(callId: string, traceparent: string | undefined) {
    return { callId, shard: shardOf(callId, this.#ports.settings.shards), traceparent: traceparentOf(traceparent) }
  }

  #outbox<Message>(stream: StreamName, capacityPerCall: number): Outbox<Message> {
    return new Outbox<Message>({
      stream,
      metrics: this.#ports.metrics,
      maxBytes: this.#ports.settings.maxOutboxBytes,
      capacityPerCall,
      joinsMessages: stream === 'audio',
      send: (shard, entries) => this.#send(stream, shard, entries),
      onFailure: () => this.#retryLater(),
    })
  }

  /** @throws AppError */
  async #send(stream: StreamName, shard: number, entries: readonly OutgoingEntry<unknown>[]): Promise<void> {
    await this.#ports.watchersStarted()
    const keys = [
      this.#ports.keys.stream(stream, shard),
      this.#ports.keys.state(stream, shard),
      this.#ports.keys.numbers(stream, shard, this.#ports.member),
    ]
    const { maxEntries, maxBytes } = this.#ports.settings
    const head = [maxEntries[stream], maxBytes[stream], this.#ports.keys.wake(stream), this.#ports.keys.unkept, NUMBERS_KEPT_MS, shard]
    const values = entries.flatMap((entry) => this.#argumentsOf(entry))
    const [outcomes, lost] = listOf(await this.#ports.connection.run(publishScript, keys, [...head, ...values]))
    for (const [at, outcome] of listOf(outcomes).entries()) this.#noteOutcome(stream, textOf(outcome), entries[at])
    const flat = listOf(lost)
    for (let at = 0; at + 1 < flat.length; at += 2) this.#ports.losses.noteTrimmed(stream, textOf(flat[at]), Number(flat[at + 1]))
  }

  #argumentsOf({ number, messages }: OutgoingEntry<unknown>): (string | number | Uint8Array)[] {
    const [first] = messages
    // An entry with notes has one message: only audio is joined.
    const { callId = '', notes = [] }: Partial<Outgoing<unknown>> = first ?? {}
    const noted = [notes.length === 0 ? '' : this.#ports.keys.notes(callId), NOTES_KEPT_MS, notes.length]
    const { isPrivate = false, madeBy, traceparent = '' }: Partial<Outgoing<unknown>> = first ?? {}
    const owners = madeBy === undefined ? '' : this.#ports.keys.owners(madeBy.group)
    const parts = messages.map(({ bytes }) => bytes)
    return [number, isPrivate ? 'private' : 'kept', madeBy?.owner ?? '', owners, traceparent, parts.length, ...noted, ...parts, ...notes]
  }

  #noteOutcome(stream: StreamName, outcome: string, entry: OutgoingEntry<unknown> | undefined): void {
    const messages = entry?.messages ?? []
    if (outcome !== 'late') {
      this.#ports.metrics.published.inc({ stream }, messages.length)
      return
    }
    this.#ports.metrics.late.inc(messages.length)
    for (const { callId } of messages) this.#ports.losses.noteLate(callId)
  }

  #retryLater(): void {
    if (this.#closed) return
    this.#cancelRetry ??= this.#ports.options.clock.setTimer(() => {
      this.#cancelRetry = undefined
      if (this.#ports.connection.isUp) this.flush()
    }, RETRY_MS)
  }
}
