import type { ErrorCode } from '@souffleur/proto'
import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import { type Database, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { callStates } from './call-row.ts'
import { visibleCondition } from './visible-calls.ts'

/** What operations should look at, of what calls are warned of: it says something of the set-up rather than of the call. */
const alerting = ['call.no-words', 'call.unbalanced'] as const satisfies readonly ErrorCode[]

/** A call without anything that was said in it, nor its title. */
export const callAlert = z.object({
  callId: z.string(),
  state: z.enum(callStates),
  /** The door that it came through. */
  source: z.string(),
  queue: z.string(),
  language: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  codes: z.array(z.enum(alerting)),
})
export type CallAlert = z.infer<typeof callAlert>

const alertRow = z.object({
  call_id: z.string(),
  state: z.enum(callStates),
  source: z.string(),
  queue: z.string(),
  language: z.string(),
  started_at: z.date(),
  warnings: z.array(z.string()),
  utterances: z.number(),
})

/** Calls that started since then and are worth a look, newest first. One that has found its words since isn't. */
export async function listCallAlerts(
  database: Database,
  { visible, since, limit }: { readonly visible: VisibleCalls; readonly since: Date; readonly limit: number },
): Promise<CallAlert[]> {
  const rows = await select(
    database,
    alertRow,
    sql`SELECT call_id, state, source, queue, language, started_at, warnings, utterances FROM calls
      WHERE started_at >= ${since} AND ${visibleCondition(visible, sql`advisor_id`)} AND ('call.unbalanced' = ANY(warnings) OR ('call.no-words' = ANY(warnings) AND utterances = 0))
      ORDER BY started_at DESC, call_id DESC LIMIT ${limit}`,
  )
  return rows.map(({ call_id: callId, state, source, queue, language, started_at, warnings, utterances }) => ({
    callId,
    state,
    source,
    queue,
    language,
    startedAt: started_at.toISOString(),
    codes: alerting.filter((code) => warnings.includes(code) && (code !== 'call.no-words' || utterances === 0)),
  }))
}
