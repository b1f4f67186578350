import type { CancelTimer, Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type PlainQueryable, select } from './database.ts'
import { sql } from './statement.ts'

/** What processes hold in memory of what is stored; triggers count the changes of each. */
export const changeKinds = ['documents', 'knowledge', 'feedback', 'retention', 'sources'] as const
export type ChangeKind = (typeof changeKinds)[number]

export interface FollowedChangesPorts {
  readonly database: PlainQueryable
  readonly clock: Clock
  readonly log: Log
}

/** One small query: soon enough for configuration that holds from the next call on. */
const POLL_MS = 2000

const changeRow = z.object({ what: z.string(), version: z.coerce.number() })

/**
 * Tells this process what other processes have changed, whatever way they did: it asks the database itself, so that nothing is missed while a
 * connection is down. A reading that fails is tried again with the next change or poll.
 */
export class FollowedChanges {
  readonly #ports: FollowedChangesPorts
  readonly #readers: Readonly<Partial<Record<ChangeKind, () => Promise<void>>>>
  readonly #seen = new Map<string, number>()
  #cancel: CancelTimer = () => undefined
  #last: Promise<void>
  #hasFailed = false
  #stopped = false

  /** @param readers of each kind that this process holds: reads it again */
  constructor(ports: FollowedChangesPorts, readers: Readonly<Partial<Record<ChangeKind, () => Promise<void>>>>) {
    this.#ports = ports
    this.#readers = readers
    this.#last = this.#look()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#last
  }

  async #look(): Promise<void> {
    const { clock, log } = this.#ports
    try {
      await this.#readChanged()
      this.#hasFailed = false
    } catch (error) {
      if (!this.#hasFailed)
        log.warn('Changes of the configuration could not be read; it is tried again', { code: 'data.unavailable', error })
      this.#hasFailed = true
    }
    if (this.#stopped) return
    this.#cancel = clock.setTimer(() => {
      this.#last = this.#look()
    }, POLL_MS)
  }

  async #readChanged(): Promise<void> {
    const versions = await select(this.#ports.database, changeRow, sql`SELECT what, version FROM changes`)
    // What there was before this process looked first may have changed since it was read.
    for (const kind of changeKinds) {
      const version = versions.find(({ what }) => what === kind)?.version ?? 0
      if (version === this.#seen.get(kind)) continue
      await this.#readers[kind]?.()
      this.#seen.set(kind, version)
    }
  }
}
