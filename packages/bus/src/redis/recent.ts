const REMEMBERED_EVENTS = 8192
const REMEMBERED_CALLS = 16_384

/** Tells what came before, as far back as it remembers. */
export class RecentIds {
  readonly #ids = new Set<string>()

  isNew(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > REMEMBERED_EVENTS && oldest !== undefined) this.#ids.delete(oldest)
    return true
  }
}

export interface AudioOwner {
  readonly group: string
  /** `GENERATION:MEMBER` */
  readonly owner: string
}

/** As whose owner this process last heard a call's audio. */
export class RecentOwners {
  readonly #owners = new Map<string, AudioOwner>()

  of(callId: string): AudioOwner | undefined {
    return this.#owners.get(callId)
  }

  note(callId: string, group: string, owner: string): void {
    const known = this.#owners.get(callId)
    if (known?.owner === owner) return
    this.#owners.delete(callId)
    this.#owners.set(callId, { group, owner })
    const [oldest] = this.#owners.keys()
    if (this.#owners.size > REMEMBERED_CALLS && oldest !== undefined) this.#owners.delete(oldest)
  }
}
