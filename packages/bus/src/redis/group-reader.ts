import type { CancelTimer } from '@souffleur/flow'
import { type Entry, listOf, readEntries, textOf } from './entry.ts'
import { OwnedShard } from './owned-shard.ts'
import type { GroupReaderOptions, GroupShards, Reader } from './reader.ts'
import { acknowledgeScript, heartbeatScript, leaveScript, readScript, tidyScript } from './scripts.ts'
import { type GroupView, type HeldShard, shardsToGiveUp } from './shard-ownership.ts'
import { WorkQueue } from './work-queue.ts'

const ENTRIES_A_SHARD = 64
/** Entries handled in a row before they are acknowledged without waiting for the time to. */
const ACKNOWLEDGED_AFTER = 64

interface Item<Message> {
  readonly shard: OwnedShard
  readonly entry: Entry | undefined
  /** What came past the stream, and is nowhere else. */
  readonly message: Message | undefined
}

/**
 * One process's part in a group: the shards that it owns, read in order, handled one after the other, acknowledged when handled. What it
 * has in hand when it dies is read again by the next owner.
 */
export class GroupReader<Message extends { readonly callId: string }> implements Reader<Message>, GroupShards {
  readonly #options: GroupReaderOptions<Message>
  readonly #owned = new Map<number, OwnedShard>()
  readonly #queue: WorkQueue<Item<Message>>
  readonly #cancelTimers: CancelTimer[] = []
  #labels: { readonly stream: string; readonly group: string }
  #excessSinceMs: number | undefined
  #beating: Promise<void> | undefined
  #pumping: Promise<void> | undefined
  #pumpAgain = false
  #acknowledging: Promise<void> | undefined
  #closed = false
  #accepted = 0
  #handledSince = 0

  constructor(options: GroupReaderOptions<Message>) {
    this.#options = options
    this.#labels = { stream: options.stream, group: options.group }
    this.#queue = new WorkQueue(
      (item) => this.#handle(item),
      () => {
        void this.acknowledge()
        this.wake(undefined)
      },
    )
    const { heartbeatMs, pollMs, acknowledgeMs } = options.settings
    this.#every(heartbeatMs, () => void this.#beat().then(() => this.#tidy()))
    this.#every(pollMs, () => this.wake(undefined))
    this.#every(acknowledgeMs, () => void this.acknowledge())
    void this.#beat().then(() => this.wake(undefined))
  }

  wake(shard: number | undefined): void {
    if (shard === undefined || this.#owned.has(shard)) void this.#pump()
  }

  /** The server is back: what was read when it went away may never have come. */
  resume(): void {
    for (const shard of this.#owned.values()) shard.historyFrom = '0'
    void this.#beat().then(() => this.wake(undefined))
  }

  offer(shard: number, message: Message): void {
    const owned = this.#owned.get(shard)
    if (owned === undefined || this.#closed) return
    this.#accepted += 1
    this.#queue.push({ shard: owned, entry: undefined, message })
  }

  shard(shard: number): OwnedShard | undefined {
    return this.#owned.get(shard)
  }

  async caughtUp(): Promise<boolean> {
    const before = this.#accepted
    const wasIdle = this.#queue.isIdle
    await this.#beating
    await this.#beat()
    await this.#pump()
    await this.#queue.idle
    return wasIdle && this.#queue.isIdle && this.#accepted === before
  }

  /** What is in hand is finished, nothing more is read, and the shards are free for others. */
  async close(): Promise<void> {
    this.#closed = true
    for (const cancel of this.#cancelTimers) cancel()
    this.#queue.drop(() => true)
    await this.#queue.idle
    await this.acknowledge()
    const { connection, keys, group, member } = this.#options
    this.#owned.clear()
    // Whoever reads the group's other stream in this process goes on, and the shards stay here.
    if (this.#options.mayLeave())
      await connection.run(leaveScript, [keys.owners(group), keys.members(group)], [member]).catch(() => undefined)
  }

  async acknowledge(): Promise<void> {
    await this.#acknowledging
    this.#acknowledging ??= this.#acknowledge().finally(() => {
      this.#acknowledging = undefined
    })
    await this.#acknowledging
  }

  #every(ms: number, action: () => void): void {
    const at = this.#cancelTimers.length
    const again = () => {
      this.#cancelTimers[at] = this.#options.clock.setTimer(() => {
        if (this.#closed) return
        again()
        action()
      }, ms)
    }
    this.#cancelTimers.push(() => undefined)
    again()
  }

  #handle({ shard, entry, message }: Item<Message>): Promise<void> | undefined {
    if (this.#owned.get(shard.shard) !== shard) return undefined
    if (message !== undefined) return this.#options.deliver(message, undefined, shard)
    return entry === undefined ? undefined : this.#handleEntry(shard, entry)
  }

  async #handleEntry(shard: OwnedShard, { id, parts, traceparent }: Entry): Promise<void> {
    const { decode, deliver, clock, onUnreadable, settling } = this.#options
    const waitsFor: (() => boolean)[] = []
    let callId = ''
    for (const part of parts) {
      let message: Message
      try {
        message = decode(part)
      } catch (error) {
        onUnreadable(error)
        continue
      }
      callId = message.callId
      await deliver(message, traceparent, shard)
      const isSettled = settling?.(message)
      if (isSettled !== undefined) waitsFor.push(isSettled)
    }
    shard.handled({ id, callId, atMs: clock.monotonicMs(), isSettled: () => waitsFor.every((isSettled) => isSettled()) })
    this.#handledSince += 1
    if (this.#handledSince < ACKNOWLEDGED_AFTER) return
    this.#handledSince = 0
    void this.acknowledge()
  }

  /** Never rejects: without the server, things stay as they are; whoever took a shard over meanwhile is found at the next attempt. */
  #beat(): Promise<void> {
    this.#beating ??= this.#beatOnce()
      .catch(() => undefined)
      .finally(() => {
        this.#beating = undefined
      })
    return this.#beating
  }

  async #beatOnce(): Promise<void> {
    const { connection, keys, group, member, settings } = this.#options
    if (this.#closed || !connection.isUp) return
    const other = this.#options.other()
    const leaving = [...this.#owned.values()].filter(
      ({ shard, isLeaving, waits }) => isLeaving && !waits && other?.shard(shard)?.waits !== true,
    )
    const values = [member, settings.leaseMs, settings.shards, leaving.map(({ shard }) => shard).join(',')]
    if (leaving.length > 0) await Promise.all([this.acknowledge(), other?.acknowledge()])
    const reply = listOf(await connection.run(heartbeatScript, [keys.owners(group), keys.members(group)], values))
    if (this.#closed) return
    const owners = Array.from({ length: settings.shards }, (_, shard) => textOf(reply[2 + 2 * shard]))
    this.#update({ members: Number(reply[0]), fairShare: Number(reply[1]), owners })
  }

  #update({ owners, fairShare }: GroupView): void {
    const { clock, settings, metrics, member } = this.#options
    const nowMs = clock.monotonicMs()
    let isNew = false
    for (const [shard, owner] of owners.entries()) {
      const known = this.#owned.get(shard)
      if (known?.owner === owner) continue
      if (known !== undefined) this.#lose(known)
      if (!owner.endsWith(`:${member}`)) continue
      this.#owned.set(shard, new OwnedShard(shard, owner))
      isNew = true
    }
    metrics.ownedShards.set(this.#labels, this.#owned.size)
    const owned = [...this.#owned.values()]
    this.#excessSinceMs = owned.length > fairShare ? (this.#excessSinceMs ?? nowMs) : undefined
    this.#giveUp(shardsToGiveUp(this.#withOther(owned), fairShare, { ...settings, nowMs, excessSinceMs: this.#excessSinceMs }))
    if (isNew) this.wake(undefined)
  }

  /** A call that is quiet on one stream may be busy on the other. */
  #withOther(owned: readonly OwnedShard[]): HeldShard[] {
    const other = this.#options.other()
    return owned.map(({ shard, isLeaving, lastMessageMs }) => {
      const lastElsewhereMs = other?.shard(shard)?.lastMessageMs ?? Number.NEGATIVE_INFINITY
      return { shard, isLeaving, lastMessageMs: Math.max(lastMessageMs, lastElsewhereMs) }
    })
  }

  #giveUp(shards: readonly HeldShard[]): void {
    const other = this.#options.other()
    for (const { shard } of shards)
      for (const owned of [this.#owned.get(shard), other?.shard(shard)]) if (owned !== undefined) owned.isLeaving = true
  }

  #lose(shard: OwnedShard): void {
    this.#owned.delete(shard.shard)
    this.#queue.drop((item) => item.shard === shard)
  }

  async #pump(): Promise<void> {
    this.#pumpAgain = true
    while (this.#pumping !== undefined) await this.#pumping
    this.#pumping = (async () => {
      while (this.#pumpAgain && !this.#closed && this.#options.connection.isUp && this.#queue.length < this.#options.settings.maxInHand) {
        this.#pumpAgain = false
        if (await this.#readOnce()) this.#pumpAgain = true
      }
    })()
    await this.#pumping
    this.#pumping = undefined
  }

  /** Resolves to true when there may be more. */
  async #readOnce(): Promise<boolean> {
    const { connection, keys, stream, group } = this.#options
    const shards = [...this.#owned.values()].filter(({ isLeaving }) => !isLeaving)
    if (shards.length === 0) return false
    const from = shards.map(({ historyFrom }) => historyFrom)
    const values = shards.flatMap(({ shard, owner }, at) => [shard, owner, from[at] ?? '>'])
    const streams = shards.map(({ shard }) => keys.stream(stream, shard))
    let replies: readonly unknown[]
    try {
      replies = listOf(await connection.run(readScript, [keys.owners(group), ...streams], [group, ENTRIES_A_SHARD, ...values]))
    } catch {
      // It may have been carried out, and its answer lost.
      for (const shard of shards) shard.historyFrom = '0'
      return false
    }
    let isMore = false
    for (const [at, shard] of shards.entries()) {
      const reply = replies[at]
      if (!Array.isArray(reply)) {
        if (this.#owned.get(shard.shard) === shard) this.#lose(shard)
        continue
      }
      const entries = readEntries(reply)
      if (from[at] !== undefined || entries.length === ENTRIES_A_SHARD) isMore = true
      this.#accept(shard, entries, from[at])
    }
    return isMore
  }

  /** @param from where the entries were read from, if they had been in hand before. */
  #accept(shard: OwnedShard, entries: readonly Entry[], from: string | undefined): void {
    const isHistory = from !== undefined
    // A break in between starts the history over.
    if (isHistory && shard.historyFrom === from) shard.historyFrom = entries.length === ENTRIES_A_SHARD ? entries.at(-1)?.id : undefined
    if (this.#owned.get(shard.shard) !== shard) return
    for (const entry of entries) {
      if (!shard.take(entry.id)) continue
      this.#accepted += 1
      shard.lastMessageMs = this.#options.clock.monotonicMs()
      if (isHistory) this.#options.metrics.reclaimed.inc(this.#labels)
      this.#queue.push({ shard, entry, message: undefined })
    }
  }

  async #acknowledge(): Promise<void> {
    const { connection, keys, stream, group, clock, keepMs, metrics } = this.#options
    const nowMs = clock.monotonicMs()
    const done = [...this.#owned.values()]
      .map((shard) => ({ shard, ids: shard.readyToAcknowledge(nowMs, keepMs) }))
      .filter(({ ids }) => ids.length > 0)
    if (done.length === 0 || !connection.isUp) return
    const values = done.flatMap(({ shard, ids }) => [shard.shard, shard.owner, ids.length, ...ids])
    const streams = done.map(({ shard }) => keys.stream(stream, shard.shard))
    try {
      const count = await connection.run(acknowledgeScript, [keys.owners(group), ...streams], [group, ...values])
      metrics.acknowledged.inc(this.#labels, Number(count))
      for (const { shard, ids } of done) shard.acknowledged(ids)
    } catch {
      // They are acknowledged with the next ones, or read again by somebody else.
    }
  }

  async #tidy(): Promise<void> {
    const { connection, keys, stream, group, settings, metrics } = this.#options
    if (this.#closed || !connection.isUp || this.#owned.size === 0) return
    const streams = [...this.#owned.keys()].flatMap((shard) => [keys.stream(stream, shard), keys.state(stream, shard)])
    try {
      const [bytes, pending, unread] = listOf(await connection.run(tidyScript, streams, [settings.watchKeepMs, group])).map(Number)
      metrics.keptBytes.set({ stream }, bytes ?? 0)
      metrics.pending.set(this.#labels, pending ?? 0)
      metrics.unread.set(this.#labels, unread ?? 0)
    } catch {
      // The next heartbeat tries again.
    }
  }
}
