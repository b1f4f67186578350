import { randomUUID } from 'node:crypto'
import type { CancelTimer, Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type PlainQueryable, select } from './database.ts'
import { sql } from './statement.ts'

export interface DutyPorts {
  readonly database: PlainQueryable
  readonly clock: Clock
  readonly log: Log
  /** What one of several desks does for all. */
  readonly name: string
  /** This process has the duty, from now on or still: called every few seconds. */
  onHeld(): void
  /** Somebody else may have it from now on. */
  onLost(): void
}

const RENEWED_EVERY_MS = 3000
/** A desk that died leaves its duty after this. By the database's clock: those of machines differ. */
const HELD_SECONDS = 15
/** One that can't renew lets go before another may begin. */
const LET_GO_AFTER_MS = 10_000

const heldRow = z.object({ holder: z.string() })

/** What only one of several desks may do, such as sending webhooks: a lease in the database, which another desk takes when it runs out. */
export class Duty {
  readonly #ports: DutyPorts
  readonly #holder = randomUUID()
  #heldAtMs: number | undefined
  #cancel: CancelTimer = () => undefined
  #last: Promise<void>
  #stopped = false

  constructor(ports: DutyPorts) {
    this.#ports = ports
    this.#last = this.#renew()
  }

  get isHeld(): boolean {
    return this.#heldAtMs !== undefined
  }

  /** Another desk may have it at once. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#last
    const { database, name } = this.#ports
    await database.query(sql`DELETE FROM duties WHERE name = ${name} AND holder = ${this.#holder}`).catch(() => undefined)
  }

  async #renew(): Promise<void> {
    const { clock, database, name } = this.#ports
    const askedMs = clock.monotonicMs()
    const held = await select(
      database,
      heldRow,
      sql`
        INSERT INTO duties AS d (name, holder, held_until) VALUES (${name}, ${this.#holder}, now() + make_interval(secs => ${HELD_SECONDS}))
        ON CONFLICT (name) DO UPDATE SET holder = EXCLUDED.holder, held_until = EXCLUDED.held_until
        WHERE d.holder = EXCLUDED.holder OR d.held_until < now()
        RETURNING holder`,
    ).catch(() => undefined)
    if (held === undefined) this.#letGoWhenOld()
    else if (held.length > 0) this.#hold(askedMs)
    else this.#lose()
    if (this.#stopped) return
    this.#cancel = clock.setTimer(() => {
      this.#last = this.#renew()
    }, RENEWED_EVERY_MS)
  }

  #hold(atMs: number): void {
    if (this.#heldAtMs === undefined) this.#ports.log.info('This desk has a duty now', { duty: this.#ports.name })
    this.#heldAtMs = atMs
    if (!this.#stopped) this.#ports.onHeld()
  }

  #letGoWhenOld(): void {
    if (this.#heldAtMs !== undefined && this.#ports.clock.monotonicMs() - this.#heldAtMs >= LET_GO_AFTER_MS) this.#lose()
  }

  #lose(): void {
    if (this.#heldAtMs === undefined) return
    this.#heldAtMs = undefined
    this.#ports.onLost()
  }
}
