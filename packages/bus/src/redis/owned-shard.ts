import { isBefore } from './entry.ts'

export interface HandledEntry {
  readonly id: string
  readonly callId: string
  readonly atMs: number
  /** Nothing more is to come of it: who takes the shard over doesn't need it. */
  isSettled(): boolean
}

/** Entries of a call that is caught up with hold up to 200 ms each, whatever the time between them. */
const MOST_KEPT_OF_A_CALL = 5

/** A shard that this process reads for a group, from the time it became the owner. */
export class OwnedShard {
  readonly shard: number
  /** `GENERATION:MEMBER`, as the server has it. */
  readonly owner: string
  /** From where entries are read that were in hand once: after a takeover, or a break. Undefined when there are none. */
  historyFrom: string | undefined = '0'
  /** No longer read: what is in hand is finished, then another member takes it. */
  isLeaving = false
  lastMessageMs = Number.NEGATIVE_INFINITY
  readonly #inHand = new Set<string>()
  #handled: HandledEntry[] = []
  #newestId = '0-0'

  constructor(shard: number, owner: string) {
    this.shard = shard
    this.owner = owner
  }

  /** Grows each time that the shard changes hands. */
  get generation(): number {
    return Number.parseInt(this.owner, 10)
  }

  /** Read, and not handled yet. */
  get waits(): boolean {
    return this.#inHand.size > this.#handled.length
  }

  /** False for an entry that is in hand already. */
  take(id: string): boolean {
    if (this.#inHand.has(id)) return false
    this.#inHand.add(id)
    return true
  }

  handled(entry: HandledEntry): void {
    this.#handled.push(entry)
    if (isBefore(this.#newestId, entry.id)) this.#newestId = entry.id
  }

  /**
   * Ids of handled entries of which nothing more is to come, but for the last few of each call that came in the last while, until they were
   * handled as long ago.
   * @param keepMs 0 keeps none back
   */
  readyToAcknowledge(nowMs: number, keepMs: number): string[] {
    const lastId = `${Math.max(0, Number.parseInt(this.#newestId, 10) - keepMs)}-0`
    const kept = new Map<string, number>()
    const ready: string[] = []
    for (const { id, atMs, callId, isSettled } of this.#handled.toReversed()) {
      if (!isSettled()) continue
      const count = kept.get(callId) ?? 0
      if (keepMs > 0 && count < MOST_KEPT_OF_A_CALL && !isBefore(id, lastId) && nowMs - atMs < keepMs) kept.set(callId, count + 1)
      else ready.push(id)
    }
    return ready.reverse()
  }

  acknowledged(ids: readonly string[]): void {
    const gone = new Set(ids)
    for (const id of ids) this.#inHand.delete(id)
    this.#handled = this.#handled.filter(({ id }) => !gone.has(id))
  }
}
