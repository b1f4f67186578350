import { create } from '@bufbuild/protobuf'
import { FormFieldFilledSchema, SummaryFieldType, SummaryState } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  anEvent,
  anUtterance,
  anUtteranceUnderstood,
  aSuggestionOffered,
  aSummaryUpdated,
} from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { tablesOfCalls } from '../src/retention/erase-calls.ts'
import { select } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

const DAY_MS = 86_400_000
const MARKER = 'zorglub'

let harness: DeskHarness
let advisor: DeskClient
let supervisor: DeskClient
let dpo: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  advisor = await harness.as('advisor')
  supervisor = await harness.as('supervisor')
  dpo = await harness.as('dpo')
})
afterAll(() => harness.stop())

/** A call that has left something in every table, with the marker wherever words may stand. */
async function call(callId: string, daysAgo: number, queue = 'claims'): Promise<void> {
  const at = { callId, occurredAtMs: harness.clock.unixMs() - daysAgo * DAY_MS }
  const evidence = [{ utteranceId: `${callId}-u`, charStart: 0, charEnd: 7, startMs: 0, endMs: 900 }]
  const line = { lineId: `${callId}-l`, text: `${MARKER} said so`, evidence }
  await harness.publish(
    aCallStarted({ advisorId: 'advisor', queue, title: `${MARKER} calls` }, at),
    anUtterance({ utteranceId: `${callId}-u`, text: `${MARKER} has water on the floor` }, at),
    anUtteranceUnderstood({ utteranceId: `${callId}-u`, intents: [{ intentId: 'claim_water_damage', score: 0.9 }] }, at),
    aSuggestionOffered({ suggestionId: `${callId}-s` }, at),
    anEvent({ case: 'formFieldFilled', value: create(FormFieldFilledSchema, { formId: 'f', fieldId: 'name', value: MARKER }) }, at),
    aCallEnded({ durationMs: 60_000 }, at),
    aSummaryUpdated(
      { revision: 1, state: SummaryState.COMPLETE, fields: [{ fieldId: 'reason', type: SummaryFieldType.TEXT, lines: [line] }] },
      at,
    ),
  )
  const fields = [{ fieldId: 'reason', lines: [{ text: `${MARKER} again`, value: '', evidence: [] }] }]
  await advisor.put(`/api/v1/calls/${callId}/summary`, { baseRevision: 1, fields, dispositionId: 'claim_opened' })
  await supervisor.post(`/api/v1/calls/${callId}/review`, { decision: 'approve', baseRevision: 2, reason: `${MARKER}!` })
  await advisor.put(`/api/v1/calls/${callId}/summary/draft`, {
    baseRevision: 3,
    edit: { fields: [{ fieldId: 'reason', lines: [{ text: MARKER, value: '', evidence: [] }] }], dispositionId: '' },
  })
  await harness.database.query(sql`
    INSERT INTO call_scorecards (call_id, reviewer_id, version, marks, score, coaching, shared, marked_at)
    VALUES (${callId}, 'supervisor', 1, '{}'::jsonb, NULL, ${MARKER}, FALSE, now())`)
}

const columnRow = z.object({ table_name: z.string(), column_name: z.string() })
const countRow = z.object({ n: z.coerce.number() })

/** Tables that hold the marker anywhere, of every table there is. */
async function tablesWithMarker(): Promise<string[]> {
  const columns = await select(
    harness.database,
    columnRow,
    sql`SELECT c.table_name, c.column_name FROM information_schema.columns c
      JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
      WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`,
  )
  const found = new Set<string>()
  for (const { table_name, column_name } of columns) {
    // Names of the schema itself: nothing that a person wrote.
    const statement = Object.assign(sql`SELECT 1`, {})
    const text = `SELECT count(*) AS n FROM "${table_name}" WHERE "${column_name}"::text ILIKE '%${MARKER}%'`
    const [row] = z.array(countRow).parse((await harness.database.query({ ...statement, text })).rows)
    if ((row?.n ?? 0) > 0) found.add(table_name)
  }
  return [...found].sort()
}

const general = { queue: '', wordsDays: 30, summariesDays: 60, callsDays: 90, keepsWords: true }

describe('what is kept, and for how long', () => {
  it('has rules that contradict themselves refused', async () => {
    const put = (rules: unknown) => dpo.put('/api/v1/retention', { rules })
    expect((await put([{ ...general, wordsDays: 200 }])).body.error.detail).toContain('before what belongs to it')
    expect((await put([{ ...general, queue: 'claims' }])).body.error.code).toBe('request.invalid')
    expect((await put([general, general])).body.error.code).toBe('request.invalid')
    expect((await put([general])).body.rules).toEqual([general])
  })

  it('goes by kind and age, is counted before and proved after', async () => {
    for (const [id, days] of [
      ['young', 10],
      ['wordless', 40],
      ['bare', 70],
      ['gone', 100],
    ] as const)
      await call(id, days)
    const dry = (await dpo.post('/api/v1/retention/purge', { dryRun: true })).body
    expect(dry.parts.map(({ kind, calls }: { kind: string; calls: number }) => [kind, calls])).toEqual([
      ['words', 3],
      ['summaries', 2],
      ['calls', 1],
    ])
    expect((await supervisor.get('/api/v1/calls/gone')).status).toBe(200)
    const report = (await dpo.post('/api/v1/retention/purge', {})).body
    expect(report.parts.map(({ left }: { left: number }) => left)).toEqual([0, 0, 0])
    expect(report.parts[0].removed.call_events).toBeGreaterThan(10)
    const state = async (id: string) => {
      const { status, body } = await supervisor.get(`/api/v1/calls/${id}`)
      const events = (body.events ?? []).map((event: Record<string, unknown>) =>
        Object.keys(event).find((key) => /utterance$|summary/.test(key)),
      )
      return [status, events.includes('utterance'), events.includes('summaryUpdated')]
    }
    expect(await state('young')).toEqual([200, true, true])
    expect(await state('wordless')).toEqual([200, false, true])
    expect(await state('bare')).toEqual([200, false, false])
    expect((await state('gone'))[0]).toBe(404)
    const found = (await supervisor.get('/api/v1/search/calls?q=water')).body.found
    expect(found.map(({ call: { id } }: { call: { id: string } }) => id)).toEqual(['young'])
    expect((await dpo.get('/api/v1/retention')).body.purges[0]).toEqual(report)
  })

  it('may be that nothing said in a queue is ever written down', async () => {
    await dpo.put('/api/v1/retention', { rules: [general, { ...general, queue: 'secret', keepsWords: false }] })
    const at = { callId: 'unwritten' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', queue: 'secret' }, at),
      anUtterance({ text: `${MARKER} whispers` }, at),
      aCallEnded({}, at),
    )
    expect(JSON.stringify((await supervisor.get('/api/v1/calls/unwritten')).body)).not.toContain('whispers')
    expect((await supervisor.get('/api/v1/search/calls?q=whispers')).body.found).toEqual([])
  })

  it('goes by itself too, beside the calls', async () => {
    await call('overdue', 200)
    harness.clock.advance(11 * 60_000)
    await expect.poll(async () => (await supervisor.get('/api/v1/calls/overdue')).status).toBe(404)
  })
})

describe('one caller', () => {
  it('gets everything that is held on them, and its end: not a word is left in any table', async () => {
    await dpo.put('/api/v1/retention', { rules: [{ ...general, wordsDays: null, summariesDays: null, callsDays: null }] })
    await call('caller-1', 1)
    await call('caller-2', 2)
    const { body } = await dpo.get(`/api/v1/search/calls?q=${MARKER}`)
    const callIds = body.found.map(({ call: { id } }: { call: { id: string } }) => id)
    expect(callIds).toEqual(expect.arrayContaining(['caller-1', 'caller-2', 'young']))
    expect(await tablesWithMarker()).toEqual(
      ['call_events', 'call_index', 'call_scorecards', 'calls', 'reviews', 'summaries', 'summary_drafts', 'summary_revisions'].sort(),
    )
    const held = (await dpo.post('/api/v1/caller/export', { callIds })).body
    expect(Object.keys(held).sort()).toEqual(tablesOfCalls.filter((table) => table !== 'call_index').toSorted())
    expect(held.calls).toHaveLength(callIds.length)
    expect(JSON.stringify(held.call_events)).toContain(MARKER)
    // The titles and summaries that retention left of other calls name the caller as well.
    const everyone = [...new Set([...callIds, 'wordless', 'bare', 'unwritten'])]
    const erased = (await dpo.post('/api/v1/caller/erase', { callIds: everyone, reason: 'Request 7' })).body
    expect(erased).toEqual({ calls: everyone.length, toldTo: [] })
    expect(await tablesWithMarker()).toEqual([])
    const { body: audit } = await dpo.get('/api/v1/audit')
    expect(audit.entries[0]).toMatchObject({ action: 'call.erased', actor: 'dpo', details: { reason: 'Request 7' } })
  })

  it('isn’t erased in the middle of a call, nor where there is nothing', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId: 'running' }))
    const erase = (callIds: string[]) => dpo.post('/api/v1/caller/erase', { callIds, reason: 'Request 8' })
    expect((await erase(['running'])).body.error.code).toBe('call.still-running')
    expect((await erase(['nowhere'])).body.error.code).toBe('call.not-found')
  })

  it('is not forgotten by a table that was added later', async () => {
    const tables = await select(
      harness.database,
      z.object({ table_name: z.string() }),
      sql`SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'call_id'
        AND table_name NOT IN (SELECT table_name FROM information_schema.views WHERE table_schema = 'public') ORDER BY 1`,
    )
    expect(tables.map(({ table_name }) => table_name)).toEqual([...tablesOfCalls].sort())
  })
})
