import { create } from '@bufbuild/protobuf'
import type { Clock } from '@souffleur/flow'
import { CallEndedSchema, CallEndReason, CallEventSchema, SummarySchema, SummaryState } from '@souffleur/proto'
import * as z from 'zod'
import { type Database, type Queryable, select } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { findSummary, storeSummary } from '../summaries/summary-repository.ts'
import { wholeNumber } from './call-row.ts'
import { storeEvent } from './event-store.ts'

const interruptedRow = z.object({
  call_id: z.string(),
  last_at: z.date(),
  duration_ms: wholeNumber.nullable(),
  epoch: wholeNumber.nullable(),
})

/**
 * Calls that were live when the process died are over: they end as disconnected, at the last thing that is known of them, and
 * a draft of their summary becomes the summary. Call it before anything else writes, and only where this is the one process that
 * records calls. Returns their ids.
 */
export async function closeInterruptedCalls(database: Database, clock: Clock): Promise<string[]> {
  const interrupted = await select(
    database,
    interruptedRow,
    sql`
      SELECT c.call_id, COALESCE(max(e.occurred_at), c.started_at) AS last_at,
        (SELECT max(u.end_ms) FROM utterances u WHERE u.call_id = c.call_id) AS duration_ms,
        max((e.event ->> 'epoch')::bigint) AS epoch
      FROM calls c LEFT JOIN call_events e ON e.call_id = c.call_id
      WHERE c.state = 'live' GROUP BY c.call_id, c.started_at`,
  )
  for (const row of interrupted) await database.transaction((tx) => close(tx, row, clock))
  return interrupted.map(({ call_id }) => call_id)
}

async function close(tx: Queryable, row: z.infer<typeof interruptedRow>, clock: Clock): Promise<void> {
  const { call_id: callId, last_at, duration_ms, epoch } = row
  const ended = create(CallEventSchema, {
    eventId: `interrupted-${clock.unixMs()}`,
    callId,
    epoch: epoch ?? 0,
    occurredAtMs: last_at.getTime(),
    body: {
      case: 'callEnded',
      value: create(CallEndedSchema, { reason: CallEndReason.DISCONNECTED, durationMs: duration_ms ?? 0 }),
    },
  })
  await storeEvent(tx, ended)
  const draft = await findSummary(tx, callId)
  if (draft?.state !== 'draft') return
  const summary = create(SummarySchema, { ...draft.summary, revision: draft.revision + 1, state: SummaryState.COMPLETE })
  await storeSummary(tx, { callId, epoch: draft.epoch, at: last_at, summary })
}
