import type { Clock } from '@souffleur/flow'
import type { StreamName } from '../in-process-bus.ts'
import type { BusMetrics } from './bus-metrics.ts'
import type { RedisConnection } from './connection.ts'
import type { BusKeys } from './keys.ts'
import type { OwnedShard } from './owned-shard.ts'
import type { RedisBusSettings } from './settings.ts'

export interface ReaderOptions<Message> {
  readonly stream: StreamName
  readonly group: string
  /** This process, as no other is called. */
  readonly member: string
  readonly connection: RedisConnection
  readonly keys: BusKeys
  readonly clock: Clock
  readonly metrics: BusMetrics
  readonly settings: RedisBusSettings
  /** Handled entries of the last while that aren't acknowledged yet. */
  readonly keepMs: number
  /** @throws Error for what isn't a message. */
  decode(bytes: Uint8Array): Message
  /** Neither throws nor rejects. `shard` is absent for those who only watch. */
  deliver(message: Message, traceparent: string | undefined, shard: OwnedShard | undefined): Promise<void> | undefined
  onUnreadable(error: unknown): void
  /** Entries are gone that this reader never saw. */
  onMissed?(): void
}

/** What the reader of a group's audio and the reader of its events, in one process, have to know of each other: they own the same shards. */
export interface GroupShards {
  shard(shard: number): OwnedShard | undefined
  acknowledge(): Promise<void>
}

export interface GroupReaderOptions<Message> extends ReaderOptions<Message> {
  /** See `ReadingOptions`. */
  readonly settling: ((message: Message) => () => boolean) | undefined
  /** The reader of the same group's other stream in this process. */
  other(): GroupShards | undefined
  /** Nobody else in this process reads for the group. */
  mayLeave(): boolean
}

export interface Reader<Message> {
  /** There is something new: in this shard, or nobody knows where. */
  wake(shard: number | undefined): void
  /** After a break. */
  resume(): void
  /** A message that is in no stream. */
  offer(shard: number, message: Message): void
  /** Resolves to true when there was nothing left to read or to handle. */
  caughtUp(): Promise<boolean>
  close(): Promise<void>
}
