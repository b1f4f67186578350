import type { CallEvent } from '@souffleur/proto'
import type { CallOwners } from '../access.ts'
import type { Database } from '../storage/database.ts'
import { storedOwnership } from './call-repository.ts'

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

  /** Empty for a call that nobody knows. */
  async ownersOf(callId: string): Promise<CallOwners> {
    const stored = await storedOwnership(this.#database, callId)
    const started = this.#started.get(callId)
    return [...(stored === undefined ? [] : [stored.advisorId]), ...(started === undefined ? [] : [started])]
  }
}
