import type { Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import type { Database } from '../storage/database.ts'
import { WriteQueue, type WriteQueueState } from '../storage/write-queue.ts'
import { type AuditFact, appendAudit } from './audit-chain.ts'

export interface AuditTrailOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly capacity: number
}

/**
 * Audit entries of things that must not wait for the database, such as reading a call that runs: they are chained in their
 * order, as soon as the database takes them. What changes data writes its entry in its own transaction instead.
 */
export class AuditTrail {
  readonly #queue: WriteQueue<AuditFact>
  readonly #clock: Clock

  constructor({ database, clock, log, capacity }: AuditTrailOptions) {
    this.#clock = clock
    this.#queue = new WriteQueue<AuditFact>({
      name: 'audit',
      capacity,
      clock,
      log,
      write: (facts) =>
        database.transaction(async (tx) => {
          for (const fact of facts) await appendAudit(tx, fact)
        }),
      onRefused: ({ action }, error) => log.error('an audit entry cannot be stored', { code: 'data.event-refused', action, error }),
    })
  }

  record(fact: Omit<AuditFact, 'atMs'>): void {
    this.#queue.push({ ...fact, atMs: this.#clock.unixMs() })
  }

  state(): WriteQueueState {
    return this.#queue.state()
  }

  settled(): Promise<void> {
    return this.#queue.settled()
  }

  stop(): Promise<void> {
    return this.#queue.stop()
  }
}
