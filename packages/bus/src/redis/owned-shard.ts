import { isBefore } from './entry.ts'

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
  #handled: { readonly id: string; readonly atMs: number }[] = []
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

  handled(id: string, atMs: number): void {
    this.#handled.push({ id, atMs })
    if (isBefore(this.#newestId, id)) this.#newestId = id
  }

  /** Ids of handled entries, but for those of the last while before the newest, unless they were handled as long ago. */
  readyToAcknowledge(nowMs: number, keepMs: number): string[] {
    if (keepMs === 0) return this.#handled.map(({ id }) => id)
    const lastId = `${Math.max(0, Number.parseInt(this.#newestId, 10) - keepMs)}-0`
    return this.#handled.filter(({ id, atMs }) => isBefore(id, lastId) || nowMs - atMs >= keepMs).map(({ id }) => id)
  }

  acknowledged(ids: readonly string[]): void {
    const gone = new Set(ids)
    for (const id of ids) this.#inHand.delete(id)
    this.#handled = this.#handled.filter(({ id }) => !gone.has(id))
  }
}
