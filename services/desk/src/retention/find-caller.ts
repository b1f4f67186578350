import type { CallRow } from '../calls/call-row.ts'
import { selectCallRows, storedCallRow } from '../calls/call-row.ts'
import { type Queryable, select } from '../storage/database.ts'
import { type Statement, sql, storableText } from '../storage/statement.ts'

/** Telephone numbers are the same from here on, whatever their country code or leading zero looks like. */
const SAME_DIGITS = 9
const FEWEST_DIGITS = 6

/**
 * Calls that the telephone platform gave this identifier, the newest first: the call's own id, or a value of its metadata, such as the
 * caller's number. Words don't say it: numbers are masked in them. Calls that run are among them.
 * @param identifier as a person types it; numbers are compared by their last nine digits
 */
export function findCallsOf(database: Queryable, identifier: string, limit: number): Promise<CallRow[]> {
  return select(
    database,
    storedCallRow,
    sql`${selectCallRows} WHERE c.call_id = ${storableText(identifier)} OR c.call_id IN (
        SELECT e.call_id FROM call_events e, jsonb_each_text(COALESCE(e.event -> 'callStarted' -> 'metadata', '{}'::jsonb)) AS said (name, value)
        WHERE e.kind = 'callStarted' AND ${saysIdentifier(identifier)})
      ORDER BY c.started_at DESC, c.call_id DESC LIMIT ${limit}`,
  )
}

function saysIdentifier(identifier: string): Statement {
  const digits = identifier.replaceAll(/\D/g, '')
  const isNumber = digits.length >= FEWEST_DIGITS && !/\p{L}/u.test(identifier)
  if (!isNumber) return sql`lower(said.value) = lower(${storableText(identifier)})`
  const last = digits.slice(-SAME_DIGITS)
  return sql`right(regexp_replace(said.value, '[^0-9]', '', 'g'), ${last.length}::integer) = ${last}`
}
