import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'

/** Every table that says something of a call, by the column that names it. A test looks for tables that are missing here. */
export const tablesOfCalls = [
  'calls',
  'call_events',
  'call_intents',
  'call_figures',
  'call_index',
  'call_scorecards',
  'suggestion_outcomes',
  'summaries',
  'summary_revisions',
  'summary_drafts',
  'reviews',
  'webhook_deliveries',
] as const

const dataRow = z.object({ row: z.record(z.string(), z.unknown()) })

/** Everything that is held on calls, piece by piece: one JSON object with a list for each table. The index holds no more than the words do. */
export async function* exportCalls(database: Queryable, callIds: readonly string[]): AsyncGenerator<string> {
  yield '{'
  let first = true
  for (const table of tablesOfCalls) {
    if (table === 'call_index') continue
    yield `${first ? '' : ','}\n${JSON.stringify(table)}: [`
    first = false
    let isFirstRow = true
    for (const callId of callIds) {
      for (const { row } of await select(database, dataRow, rowsOf(table, callId))) {
        yield `${isFirstRow ? '' : ','}\n${JSON.stringify(row)}`
        isFirstRow = false
      }
    }
    yield ']'
  }
  yield '\n}\n'
}

function rowsOf(table: Exclude<(typeof tablesOfCalls)[number], 'call_index'>, callId: string) {
  switch (table) {
    case 'calls':
      return sql`SELECT to_jsonb(t) AS row FROM calls t WHERE call_id = ${callId}`
    case 'call_events':
      return sql`SELECT to_jsonb(t) AS row FROM call_events t WHERE call_id = ${callId} ORDER BY sequence`
    case 'call_intents':
      return sql`SELECT to_jsonb(t) AS row FROM call_intents t WHERE call_id = ${callId}`
    case 'call_figures':
      return sql`SELECT to_jsonb(t) AS row FROM call_figures t WHERE call_id = ${callId}`
    case 'call_scorecards':
      return sql`SELECT to_jsonb(t) AS row FROM call_scorecards t WHERE call_id = ${callId}`
    case 'suggestion_outcomes':
      return sql`SELECT to_jsonb(t) AS row FROM suggestion_outcomes t WHERE call_id = ${callId}`
    case 'summaries':
      return sql`SELECT to_jsonb(t) AS row FROM summaries t WHERE call_id = ${callId}`
    case 'summary_revisions':
      return sql`SELECT to_jsonb(t) AS row FROM summary_revisions t WHERE call_id = ${callId} ORDER BY revision`
    case 'summary_drafts':
      return sql`SELECT to_jsonb(t) AS row FROM summary_drafts t WHERE call_id = ${callId}`
    case 'reviews':
      return sql`SELECT to_jsonb(t) AS row FROM reviews t WHERE call_id = ${callId} ORDER BY revision`
    case 'webhook_deliveries':
      return sql`SELECT to_jsonb(t) AS row FROM webhook_deliveries t WHERE call_id = ${callId} ORDER BY sequence`
  }
}

export interface Erasure {
  readonly callIds: readonly string[]
  /** Why, in the words of whoever answers for it: they go into the audit log, so no name of a caller belongs there. */
  readonly reason: string
  readonly actor: string
  readonly at: Date
}

export interface Erased {
  readonly calls: number
  /** Other systems that were told of these calls: what they keep, they must erase themselves. */
  readonly toldTo: readonly string[]
}

const stateRow = z.object({ call_id: z.string(), state: z.string() })
const nameRow = z.object({ name: z.string() })

/**
 * Removes calls and everything that belongs to them, for ever. Audit entries stay: they hold ids and no words.
 * @throws AppError `call.still-running` when one of them runs, `call.not-found` when there is none
 */
export async function eraseCalls(database: Database, { callIds, reason, actor, at }: Erasure): Promise<Erased> {
  return database.transaction(async (tx) => {
    const found = await select(tx, stateRow, sql`SELECT call_id, state FROM calls WHERE call_id = ANY(${callIds})`)
    const running = found.find(({ state }) => state === 'live')
    if (running !== undefined) throw new AppError('call.still-running', running.call_id)
    if (found.length === 0) throw new AppError('call.not-found')
    const told = await select(
      tx,
      nameRow,
      sql`SELECT DISTINCT e.name FROM webhook_deliveries d JOIN webhook_endpoints e USING (endpoint_id)
        WHERE d.call_id = ANY(${callIds}) AND d.state IN ('delivered', 'sending') ORDER BY e.name`,
    )
    await tx.query(sql`DELETE FROM calls WHERE call_id = ANY(${callIds})`)
    const toldTo = told.map(({ name }) => name)
    for (const { call_id } of found)
      await appendAudit(tx, {
        atMs: at.getTime(),
        actor,
        action: 'call.erased',
        subject: call_id,
        details: { reason, toldTo: toldTo.length },
      })
    return { calls: found.length, toldTo }
  })
}
