import type { Clock } from '@souffleur/flow'
import type { AudioBatch } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import type { BusCapacity, StreamName } from '../in-process-bus.ts'

export interface RedisBusOptions {
  /** `redis://HOST:PORT/DATABASE`, or `rediss://` for TLS. May carry user and password; those below come before. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** PEM. Without it, the certificates that Node trusts. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly servername?: string }
  /** Of this process, for the server's list of connections: "gateway", "recognizer". */
  readonly service: string
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** A handler threw or rejected. The group goes on with its next message. */
  onHandlerError(error: unknown, where: { readonly stream: StreamName; readonly group: string; readonly callId: string }): void
  /** This process could not get rid of the batch, and lost it for good. Must not publish at once. */
  onAudioDropped?(batch: AudioBatch, group: string): void
  /** Entries that a group hadn't acknowledged, and that the server has no longer. An empty group: nobody has ever subscribed. */
  onTrimmed?(lost: { readonly stream: StreamName; readonly group: string; readonly entries: number }): void
  readonly capacity?: Partial<BusCapacity>
  readonly settings?: Partial<RedisBusSettings>
}

/** All processes of an installation have the same `prefix` and the same number of shards. Times are milliseconds. */
export interface RedisBusSettings {
  readonly prefix: string
  /** Of each stream. A call's messages are all in one; a shard has one reader in each group. */
  readonly shards: number
  /** How long audio is gathered before it is sent, for all calls together. */
  readonly audioLingerMs: number
  /** Of audio that was handled, what is acknowledged later: who takes over a call hears it again, so that a word isn't cut. */
  readonly audioReplayMs: number
  /** How often readers acknowledge. Audio is heard twice for at most this, and the two above, together. */
  readonly acknowledgeMs: number
  /** A member that is silent for longer has lost its shards. */
  readonly leaseMs: number
  readonly heartbeatMs: number
  /** A shard without a message for so long changes hands at once when another member has too few. */
  readonly idleShardMs: number
  /** One that is busy changes hands after so long. */
  readonly busyHandoverMs: number
  /** How often readers look without having been woken. */
  readonly pollMs: number
  /** What every group has acknowledged is kept for so long, for those who only watch. */
  readonly watchKeepMs: number
  /** Of each shard, on the server. */
  readonly maxEntries: { readonly audio: number; readonly events: number }
  readonly maxBytes: { readonly audio: number; readonly events: number }
  /** What waits in this process while the server is away. */
  readonly maxOutboxBytes: number
  /** Entries that a reader holds in memory. */
  readonly maxInHand: number
  /** The longest that the first connection is tried. */
  readonly startPatienceMs: number
  /** A command that takes longer has failed. */
  readonly commandTimeoutMs: number
  /** The longest that `close` waits for what is in hand. */
  readonly closePatienceMs: number
}

/**
 * Of each call, what one process keeps while the server is away: audio of a minute (two channels, 20 ms a batch), so that a cable that is put
 * back in takes nothing away.
 */
export const defaultOutboxCapacity: BusCapacity = { audio: 6000, events: 2048 }

/** 32 shards of 10,000 entries of 100 ms: at 500 calls, about a minute of audio of each. */
export const defaultRedisBusSettings: RedisBusSettings = {
  prefix: 'souffleur',
  shards: 32,
  audioLingerMs: 100,
  audioReplayMs: 600,
  acknowledgeMs: 200,
  leaseMs: 5000,
  heartbeatMs: 1000,
  idleShardMs: 5000,
  busyHandoverMs: 30_000,
  pollMs: 500,
  watchKeepMs: 30_000,
  maxEntries: { audio: 10_000, events: 20_000 },
  maxBytes: { audio: 32 << 20, events: 32 << 20 },
  maxOutboxBytes: 128 << 20,
  maxInHand: 1024,
  startPatienceMs: 30_000,
  commandTimeoutMs: 5000,
  closePatienceMs: 5000,
}
