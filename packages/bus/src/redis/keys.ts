import type { StreamName } from '../in-process-bus.ts'

/** The names of everything that the bus keeps on a server. */
export interface BusKeys {
  stream(stream: StreamName, shard: number): string
  /** Bytes that a stream was ever given, and how many of them are gone. */
  state(stream: StreamName, shard: number): string
  /** The last number that a publisher's entry had: a repeated one is not added again. */
  numbers(stream: StreamName, shard: number, publisher: string): string
  /** What is known of a call beyond its owner. */
  notes(callId: string): string
  /** Who holds a call's socket. */
  claim(callId: string): string
  /** Ids of calls whose sockets somebody holds, or held when it died. */
  readonly running: string
  /** Processes that say how they do. */
  readonly board: string
  boardOf(member: string): string
  /** Of both streams: who hears a call's audio for a group gets the call's events for it as well. */
  owners(group: string): string
  members(group: string): string
  /** Where readers hear that there is something new, by shard. */
  wake(stream: StreamName): string
  /** For events that nobody may keep. */
  readonly unkept: string
}

export function busKeys(prefix: string): BusKeys {
  return {
    stream: (stream, shard) => `${prefix}:${stream}:${shard}`,
    state: (stream, shard) => `${prefix}:${stream}:${shard}:state`,
    numbers: (stream, shard, publisher) => `${prefix}:${stream}:${shard}:from:${publisher}`,
    notes: (callId) => `${prefix}:notes:${callId}`,
    claim: (callId) => `${prefix}:call:${callId}`,
    running: `${prefix}:calls`,
    board: `${prefix}:board`,
    boardOf: (member) => `${prefix}:board:${member}`,
    owners: (group) => `${prefix}:owners:${group}`,
    members: (group) => `${prefix}:members:${group}`,
    wake: (stream) => `${prefix}:wake:${stream}`,
    unkept: `${prefix}:unkept`,
  }
}

/** Which shard a call's messages go to: FNV-1a over its id, the same in every process and release. */
export function shardOf(callId: string, shards: number): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < callId.length; at += 1) {
    hash ^= callId.charCodeAt(at)
    hash = Math.imul(hash, 0x01000193)
  }
  return (hash >>> 0) % shards
}
