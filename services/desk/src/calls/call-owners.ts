import type { CallEvent } from '@souffleur/proto'
import * as z from 'zod'
import type { CallOwners } from '../access.ts'
import { type Database, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
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
    const advisors = [...(stored === undefined ? [] : [stored.advisorId]), ...(started === undefined ? [] : [started])]
    const teams = await teamsOf(this.#database, advisors)
    return advisors.map((advisorId) => ({ advisorId, team: teams.get(advisorId ?? '') ?? '' }))
  }
}

const teamRow = z.object({ username: z.string(), team: z.string() })

/** As they are now: a supervisor sees the past calls of whoever is in their team. */
async function teamsOf(database: Database, advisors: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(advisors)].filter((name) => name !== null)
  if (names.length === 0) return new Map()
  const rows = await select(database, teamRow, sql`SELECT username, team FROM accounts WHERE username = ANY(${names})`)
  return new Map(rows.map(({ username, team }) => [username, team]))
}
