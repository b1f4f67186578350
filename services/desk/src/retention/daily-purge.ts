import type { CancelTimer, Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import type { Database } from '../storage/database.ts'
import type { VaultRules } from '../vault/originals.ts'
import { type PurgeReport, purge } from './purge.ts'
import type { RetentionRules } from './retention-rules.ts'

const HOUR_MS = 3_600_000
/** After the start, when models load and calls come back. */
const FIRST_MS = 10 * 60_000

export interface DailyPurgeOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly rules: RetentionRules
  /** As it holds now. */
  vault(): VaultRules
  /** Whether it is this process that removes what is due by itself. */
  isMine(): boolean
}

/** Removes what is due every hour, beside the calls; and whenever somebody asks. One at a time. */
export class DailyPurge {
  readonly #options: DailyPurgeOptions
  readonly #stopping = new AbortController()
  #cancel: CancelTimer
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: DailyPurgeOptions) {
    this.#options = options
    this.#cancel = options.clock.setTimer(() => this.#runLater(), FIRST_MS)
  }

  /** @param actor the account's user name, or `system` */
  run(actor: string, dryRun = false): Promise<PurgeReport> {
    const { database, clock, rules, vault } = this.#options
    const work = this.#last.then(() =>
      purge(database, { rules: rules.all, vault: vault(), now: new Date(clock.unixMs()), actor, dryRun, signal: this.#stopping.signal }),
    )
    this.#last = work.catch(() => undefined)
    return work
  }

  async stop(): Promise<void> {
    this.#cancel()
    this.#stopping.abort()
    await this.#last
  }

  #runLater(): void {
    const { clock, isMine } = this.#options
    if (isMine()) this.#runNow()
    if (!this.#stopping.signal.aborted) this.#cancel = clock.setTimer(() => this.#runLater(), HOUR_MS)
  }

  #runNow(): void {
    const { log } = this.#options
    this.run('system')
      .then(({ parts }) => {
        const left = parts.reduce((sum, part) => sum + part.left + part.rowsLeft, 0)
        if (left > 0 && !this.#stopping.signal.aborted)
          log.error('what should be gone is still there', { code: 'retention.left-over', calls: left })
      })
      .catch((error: unknown) =>
        log.error('what is due could not be removed; it is tried again in an hour', { code: 'data.unavailable', error }),
      )
  }
}
