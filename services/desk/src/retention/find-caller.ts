import type { CallRow } from '../calls/call-row.ts'
import { selectCalls } from '../calls/call-row.ts'
import { callerKeyOf } from '../sealing/event-facts.ts'
import type { Queryable } from '../storage/database.ts'
import { sql, storableText } from '../storage/statement.ts'

/**
 * Calls that the telephone platform gave this identifier, the newest first: the call's own id, or a value of its metadata, such as the
 * caller's number. Words don't say it: numbers are masked in them. Calls that run are among them.
 * @param identifier as a person types it; numbers are compared by their last nine digits
 */
export function findCallsOf(database: Queryable, identifier: string, limit: number): Promise<CallRow[]> {
  const key = callerKeyOf(storableText(identifier), database.seal)
  return selectCalls(
    database,
    sql`WHERE c.call_id = ${storableText(identifier)} OR c.call_id IN (
        SELECT e.call_id FROM call_events e WHERE e.kind = 'callStarted' AND e.event -> 'callStarted' -> 'callerKeys' ? ${key})
      ORDER BY c.started_at DESC, c.call_id DESC LIMIT ${limit}`,
  )
}
