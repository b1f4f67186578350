import { create } from '@bufbuild/protobuf'
import { systemClock } from '@souffleur/flow'
import { CallEventSchema, SummaryUpdatedSchema } from '@souffleur/proto'
import { createRecordingLog } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { fillStorage, keyHolderOf } from '../bench/storage/fill-storage.ts'
import { madeCall } from '../bench/storage/made-call.ts'
import { verifyAuditChain } from '../src/audit/audit-chain.ts'
import { storeEvent } from '../src/calls/event-store.ts'
import { noteSummary } from '../src/insights/call-figures.ts'
import { openRow } from '../src/retention/open-row.ts'
import { tablesOfCalls } from '../src/retention/rows-of-calls.ts'
import { indexCall, readIndexedTexts } from '../src/search/call-index.ts'
import { type Database, select } from '../src/storage/database.ts'
import { openRecords } from '../src/storage/open-records.ts'
import { openPgDatabase } from '../src/storage/pg-database.ts'
import { identifier, sql } from '../src/storage/statement.ts'
import { storeReview, storeRevision } from '../src/summaries/summary-repository.ts'
import { type PostgresServer, postgresIsAvailable, startPostgres } from './postgres-server.ts'

const set = { calls: 24, seed: 7, endsAtMs: Date.UTC(2026, 0, 31) }
let server: PostgresServer
let database: Database

describe.skipIf(!postgresIsAvailable() || process.env.DATABASE_URL !== undefined)('storage filled in bulk', () => {
  beforeAll(async () => {
    server = await startPostgres()
    await fillStorage({ url: server.url, set, workers: 1, onProgress: () => {} })
    const plain = await openPgDatabase({ url: server.url, log: createRecordingLog() })
    database = await openRecords(plain, { sealingKey: keyHolderOf(set), clock: systemClock })
  })
  afterAll(async () => {
    await database.close()
    server.stop()
  })

  it('holds what the desk itself writes of the same calls', async () => {
    for (let number = 0; number < set.calls; number += 1) {
      const { callId } = madeCall(number, set)
      const filled = await rowsOf(callId)
      await database.query(sql`DELETE FROM calls WHERE call_id = ${callId}`)
      await writeAsTheDeskDoes(number)
      expect(await rowsOf(callId)).toEqual(filled)
    }
  })

  it('has an audit log that holds together', async () => {
    expect(await verifyAuditChain(database)).toMatchObject({ ok: true, entries: 48 })
  })
})

async function writeAsTheDeskDoes(number: number): Promise<void> {
  const { callId, events, summary, revisions, startedAtMs, durationMs } = madeCall(number, set)
  const body = { case: 'summaryUpdated', value: create(SummaryUpdatedSchema, { summary }) } as const
  const written = create(CallEventSchema, { eventId: 'summary', callId, occurredAtMs: startedAtMs + durationMs + 500, body })
  await database.transaction(async (tx) => {
    for (const event of [...events, written]) await storeEvent(tx, event)
    for (const { decision, ...revision } of revisions) {
      const { revision: at } = revision.summary
      const revised = {
        callId,
        baseRevision: at - 1,
        summary: revision.summary,
        authorId: revision.authorId,
        reason: '',
        at: new Date(revision.atMs),
      }
      await storeRevision(tx, revised)
      if (decision !== undefined) await storeReview(tx, revised, decision)
      await noteSummary(tx, callId, revision.summary, summary)
      await indexCall(tx, callId)
    }
  })
}

const row = z.object({ row: z.record(z.string(), z.unknown()) })

/** Opened, without what differs each time: numbers that the database gives, and the bytes of what is sealed. */
async function rowsOf(callId: string): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {}
  for (const table of tablesOfCalls) {
    const found = await select(database, row, sql`SELECT to_jsonb(t) AS row FROM ${identifier(table)} t WHERE call_id = ${callId}`)
    const opened = found.map(({ row: { sequence: _, texts: __, ...one } }) =>
      table === 'call_index' ? one : openRow(database.seal, table, one),
    )
    tables[table] = opened.map((one) => JSON.stringify(one)).sort()
  }
  tables.texts = [...((await readIndexedTexts(database, [{ id: callId, title: '' }])).get(callId) ?? [])]
  return tables
}
