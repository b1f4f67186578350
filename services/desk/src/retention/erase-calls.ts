import { createHash } from 'node:crypto'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { appendAudit } from '../audit/audit-chain.ts'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { DELIVERIES_KEPT_MS } from '../webhooks/delivery-repository.ts'
import { openRow } from './open-row.ts'
import { countRows, type TableOfCalls, tablesOfCalls } from './rows-of-calls.ts'

const dataRow = z.object({ row: z.record(z.string(), z.unknown()) })

/**
 * Everything that is held on calls, piece by piece: one JSON object with a list for each table, the same text for the same calls. The index
 * holds no more than the words do.
 */
export async function* exportCalls(database: Queryable, callIds: readonly string[]): AsyncGenerator<string> {
  yield '{'
  let first = true
  const ids = [...new Set(callIds)].toSorted()
  for (const table of tablesOfCalls) {
    if (table === 'call_index') continue
    yield `${first ? '' : ','}\n${JSON.stringify(table)}: [`
    first = false
    let isFirstRow = true
    for (const callId of ids) {
      for (const { row } of await select(database, dataRow, rowsOf(table, callId))) {
        yield `${isFirstRow ? '' : ','}\n${JSON.stringify(openRow(database.seal, table, row))}`
        isFirstRow = false
      }
    }
    yield ']'
  }
  yield '\n}\n'
}

function rowsOf(table: Exclude<TableOfCalls, 'call_index'>, callId: string) {
  switch (table) {
    case 'calls':
      return sql`SELECT to_jsonb(t) AS row FROM calls t WHERE call_id = ${callId}`
    case 'call_events':
      return sql`SELECT to_jsonb(t) AS row FROM call_events t WHERE call_id = ${callId} ORDER BY sequence`
    case 'call_originals':
      return sql`SELECT to_jsonb(t) AS row FROM call_originals t WHERE call_id = ${callId} ORDER BY heard_at, token`
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
  /** These calls are about to go: what still comes of them must not bring them back. */
  onErasing?(callIds: readonly string[]): void
}

export interface Erased {
  readonly calls: number
  /** Other systems that were told of these calls, or may have been: what they keep, they must erase themselves. */
  readonly toldTo: readonly string[]
}

/**
 * Systems that were told of calls, or may have been: deliveries are forgotten after a while, so that of older revisions every webhook of the
 * time counts.
 */
function receiversOf(callIds: readonly string[], forgottenBefore: Date) {
  return sql`SELECT e.name FROM webhook_endpoints e
    WHERE EXISTS (SELECT 1 FROM webhook_deliveries d
        WHERE d.endpoint_id = e.endpoint_id AND d.call_id = ANY(${callIds}) AND (d.attempts > 0 OR d.state IN ('delivered', 'sending')))
      OR EXISTS (SELECT 1 FROM summary_revisions r
        WHERE r.call_id = ANY(${callIds}) AND r.state IN ('saved', 'approved') AND r.at >= e.created_at AND r.at < ${forgottenBefore})
    ORDER BY e.name`
}

const stateRow = z.object({ call_id: z.string(), state: z.string() })
const nameRow = z.object({ name: z.string() })

/**
 * Removes calls and everything that belongs to them, for ever. Audit entries stay: they hold ids, counts, the hash of what an export held,
 * and no words.
 * @throws AppError `call.still-running` when one of them runs, `call.not-found` when there is none
 */
export async function eraseCalls(database: Database, { callIds, reason, actor, at, onErasing }: Erasure): Promise<Erased> {
  return database.transaction(async (tx) => {
    const found = await select(
      tx,
      stateRow,
      sql`SELECT call_id, state FROM calls WHERE call_id = ANY(${callIds}) ORDER BY call_id FOR UPDATE`,
    )
    const running = found.find(({ state }) => state === 'live')
    if (running !== undefined) throw new AppError('call.still-running', running.call_id)
    if (found.length === 0) throw new AppError('call.not-found')
    const told = await select(tx, nameRow, receiversOf(callIds, new Date(at.getTime() - DELIVERIES_KEPT_MS)))
    const toldTo = told.map(({ name }) => name)
    const ids = found.map(({ call_id }) => call_id)
    onErasing?.(ids)
    const rows = await countRows(tx, ids)
    const hash = createHash('sha256')
    for await (const piece of exportCalls(tx, ids)) hash.update(piece)
    const sha256 = hash.digest('hex')
    await tx.query(sql`DELETE FROM calls WHERE call_id = ANY(${ids})`)
    const left = Object.values(await countRows(tx, ids)).reduce((sum, count) => sum + count, 0)
    if (left > 0) throw new Error(`${left} rows of erased calls are still there`)
    // What is erased together shares counts and hash: an export of the same calls has the same one.
    for (const { call_id } of found)
      await appendAudit(tx, {
        atMs: at.getTime(),
        actor,
        action: 'call.erased',
        subject: call_id,
        details: { reason, toldTo, calls: ids.length, rows, sha256 },
      })
    return { calls: ids.length, toldTo }
  })
}
