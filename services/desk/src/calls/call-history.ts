import { fromJson } from '@bufbuild/protobuf'
import type { Clock } from '@souffleur/flow'
import { type CallEvent, CallEventSchema } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import { type Database, selectOne } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { listEvents } from './call-repository.ts'

/** What is stored of a call's epoch. */
export interface CallPast {
  /** In the order stored. Without words where the call's queue keeps none. */
  readonly events: readonly CallEvent[]
  /** Of the last summary, 0 when there is none. */
  readonly summaryRevision: number
  readonly hasCompleteSummary: boolean
}

/** For a process that takes a call over: what happened in it, the given event included. */
export type CallHistory = (event: CallEvent) => Promise<CallPast>

export interface CallHistoryPorts {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
}

/** An event is stored within a fraction of this, unless nothing of it is kept. */
const PATIENCE_MS = 5000
/** While the database is away, a call waits so long for its past. */
const AWAY_PATIENCE_MS = 60_000
const ASK_AGAIN_MS = 100
const PAGE = 1000
const nothing: CallPast = { events: [], summaryRevision: 0, hasCompleteSummary: false }

const json = z.json()
const foundRow = z.object({ found: z.boolean() })
const summaryRow = z.object({ revision: z.coerce.number(), state: z.string() })

/**
 * Reads a call's past once the given event is stored: events of a call are stored in their order, so everything before it is there as well.
 * After a few seconds it reads what there is.
 */
export function openCallHistory({ database, clock, log }: CallHistoryPorts): CallHistory {
  const isStored = async ({ callId, eventId }: CallEvent): Promise<boolean> =>
    (
      await selectOne(
        database,
        foundRow,
        sql`SELECT EXISTS (SELECT 1 FROM call_events WHERE call_id = ${callId} AND event_id = ${eventId}) AS found`,
      )
    )?.found === true

  return async (event) => {
    const startMs = clock.monotonicMs()
    for (;;) {
      const waitedMs = clock.monotonicMs() - startMs
      try {
        if (waitedMs >= PATIENCE_MS || (await isStored(event))) return await readPast(database, event)
      } catch (error) {
        if (waitedMs >= AWAY_PATIENCE_MS) {
          log.error('A call goes on without its past', { code: 'data.unavailable', callId: event.callId, error })
          return nothing
        }
      }
      await new Promise<void>((resolve) => clock.setTimer(resolve, ASK_AGAIN_MS))
    }
  }
}

async function readPast(database: Database, { callId, epoch }: CallEvent): Promise<CallPast> {
  const events: CallEvent[] = []
  let after = 0
  for (;;) {
    const page = await listEvents(database, callId, after, PAGE)
    for (const { event } of page) events.push(fromJson(CallEventSchema, json.parse(event), { ignoreUnknownFields: true }))
    after = page.at(-1)?.sequence ?? after
    if (page.length < PAGE) break
  }
  const summary = await selectOne(
    database,
    summaryRow,
    sql`SELECT revision, state FROM summaries WHERE call_id = ${callId} AND epoch = ${epoch} ORDER BY revision DESC LIMIT 1`,
  )
  return {
    events: events.filter((each) => each.epoch === epoch || isByPerson(each)),
    summaryRevision: summary?.revision ?? 0,
    hasCompleteSummary: summary !== undefined && summary.state !== 'draft',
  }
}

/** What people do on a screen has no epoch. */
function isByPerson({ body }: CallEvent): boolean {
  return body.case === 'suggestionJudged' || body.case === 'guideItemMarked' || body.case === 'recordingNoticeNoted'
}
