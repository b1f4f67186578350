import type { CallEvent } from '@souffleur/proto'
import * as z from 'zod'
import type { CallOwner, CallOwners } from '../access.ts'
import { type Database, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** Calls remembered from their start on: more than any machine runs at once, and enough for what is asked right after a call. */
const REMEMBERED = 10_000

/** Whose each call is, from the moment it starts: the database may hear of it later, or not at all while it fails. */
export class CallOwnership {
  readonly #database: Database
  /** Oldest first. */
  readonly #started = new Map<string, string | null>()

  constructor(database: Database) {
    this.#database = database
  }

  note(event: CallEvent): void {
    if (event.body.case !== 'callStarted') return
    const { advisorId } = event.body.value
    this.#started.delete(event.callId)
    this.#started.set(event.callId, advisorId === '' ? null : advisorId)
    const [oldest] = this.#started.keys()
    if (this.#started.size > REMEMBERED && oldest !== undefined) this.#started.delete(oldest)
  }

  /** What is known without asking the database. */
  startedBy(callId: string): string | null | undefined {
    return this.#started.get(callId)
  }

  /**
   * Empty for a call that nobody knows. Teams are as they are now: a supervisor sees the past calls of whoever is in their team.
   */
  async ownersOf(callId: string): Promise<CallOwners> {
    const started = this.#started.get(callId)
    const isStarted = started !== undefined
    return select(
      this.#database,
      ownerRow,
      sql`SELECT o.advisor_id, COALESCE(a.team, '') AS team
        FROM (SELECT advisor_id FROM calls WHERE call_id = ${callId} UNION ALL SELECT ${started ?? null}::text WHERE ${isStarted}::boolean) AS o
        LEFT JOIN accounts a ON a.username = o.advisor_id`,
    )
  }
}

const ownerRow = z
  .object({ advisor_id: z.string().nullable(), team: z.string() })
  .transform(({ advisor_id, team }): CallOwner => ({ advisorId: advisor_id, team }))
