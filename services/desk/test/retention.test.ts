import { createHash } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import {
  FormFieldFilledSchema,
  SuggestionRewordedSchema,
  SuggestionVerdict,
  SummaryFieldType,
  SummaryNarratedSchema,
  SummaryState,
} from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  anEvent,
  anUtterance,
  anUtteranceUnderstood,
  aSuggestionJudged,
  aSuggestionOffered,
  aSummaryUpdated,
} from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { tablesOfCalls } from '../src/retention/rows-of-calls.ts'
import { select } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'
import { tablesWithReadableWord, tablesWithWord } from './stored-words.ts'

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

const countRow = z.object({ n: z.coerce.number() })

const tablesWithMarker = () => tablesWithWord(harness.database, MARKER)

const general = { queue: '', wordsDays: 30, summariesDays: 60, callsDays: 90, keepsWords: true, needsNotice: false }

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
    expect(report.parts[1].removed).toMatchObject({ summaries: 2, summary_revisions: 6, reviews: 2, summary_drafts: 2, call_scorecards: 2 })
    expect(report.parts[2].removed).toEqual({ calls: 1, call_intents: 1, call_figures: 1, call_index: 1, suggestion_outcomes: 1 })
    expect(report.parts.map(({ rowsLeft }: { rowsLeft: number }) => rowsLeft)).toEqual([0, 0, 0])
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

  it('may be that nothing of it is written down in other words either, nor when it comes late; the summary is still theirs to save', async () => {
    const at = { callId: 'unwritten-2' }
    const secret = 'mumble'
    const evidence = [{ utteranceId: 'u', charStart: 0, charEnd: 6, startMs: 0, endMs: 900 }]
    const line = { lineId: 'l', text: 'A leak', evidence }
    const edited = { suggestionId: 's', verdict: SuggestionVerdict.EDITED, editedText: secret, userId: 'advisor' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', queue: 'secret' }, at),
      anUtterance({ utteranceId: 'u', text: secret }, at),
      aSuggestionOffered({ suggestionId: 's' }, at),
      aSuggestionJudged(edited, at),
      anEvent({ case: 'suggestionReworded', value: create(SuggestionRewordedSchema, { suggestionId: 's', text: secret }) }, at),
      aCallEnded({}, at),
      anUtterance({ utteranceId: 'late', text: secret }, at),
      anEvent({ case: 'summaryNarrated', value: create(SummaryNarratedSchema, { sentences: [{ text: secret }] }) }, at),
      aSummaryUpdated(
        { revision: 1, state: SummaryState.COMPLETE, fields: [{ fieldId: 'reason', type: SummaryFieldType.TEXT, lines: [line] }] },
        at,
      ),
    )
    expect(await tablesWithWord(harness.database, secret)).toEqual([])
    const save = (part: object) =>
      advisor.put('/api/v1/calls/unwritten-2/summary', {
        baseRevision: 1,
        fields: [{ fieldId: 'reason', lines: [{ ...line, ...part }] }],
        dispositionId: '',
      })
    const elsewhere = evidence.map((part) => ({ ...part, utteranceId: 'another' }))
    expect((await save({ evidence: elsewhere })).body.error.code).toBe('request.invalid')
    expect((await save({ text: 'A leak in the kitchen' })).status).toBe(200)
  })

  it('is told in the audit log rule by rule', async () => {
    const { body } = await dpo.get('/api/v1/audit')
    const entry = body.entries.find(({ action }: { action: string }) => action === 'retention.changed')
    expect(entry.details.rules).toContainEqual({ ...general, queue: 'secret', keepsWords: false })
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
    // The scorecard was written past what seals it.
    expect(await tablesWithReadableWord(harness.database, MARKER)).toEqual(['call_scorecards'])
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
    expect(audit.entries[0]).toMatchObject({
      action: 'call.erased',
      actor: 'dpo',
      details: { reason: 'Request 7', calls: everyone.length },
    })
    expect(audit.entries[0].details.rows.summary_revisions).toBeGreaterThan(5)
  })

  it('is found by number or id, and what was handed over has the hash of what was erased', async () => {
    const at = { callId: 'numbered' }
    const metadata = { from: '+33 6 12 34 56 78', account: 'C-77' }
    await harness.publish(aCallStarted({ advisorId: 'advisor', metadata }, at), aCallEnded({}, at))
    const find = async (identifier: string) => {
      const { body } = await dpo.post('/api/v1/caller/find', { identifier })
      return body.calls.map(({ id }: { id: string }) => id)
    }
    for (const identifier of ['06 12 34 56 78', '0033612345678', 'c-77', 'numbered']) expect(await find(identifier)).toEqual(['numbered'])
    for (const identifier of ['06 12 34 56 79', 'C-7', '%%%']) expect(await find(identifier)).not.toEqual(['numbered'])
    const exported = await fetch(`${harness.url}/api/v1/caller/export`, {
      method: 'POST',
      headers: { cookie: dpo.cookie, origin: harness.url, 'content-type': 'application/json' },
      body: JSON.stringify({ callIds: ['numbered', 'numbered'] }),
    })
    const sha256 = createHash('sha256')
      .update(await exported.text())
      .digest('hex')
    await dpo.post('/api/v1/caller/erase', { callIds: ['numbered', 'nowhere'], reason: 'Request 9' })
    await harness.desk.stored()
    const { body: audit } = await dpo.get('/api/v1/audit')
    const details = (action: string) =>
      audit.entries.find((entry: { action: string; subject: string }) => entry.action === action && entry.subject === 'numbered').details
    expect(details('call.exported')).toEqual({ calls: 1, sha256, complete: true })
    expect(details('call.erased')).toMatchObject({ calls: 1, sha256 })
  })

  it('does not come back with what is said late', async () => {
    const at = { callId: 'erased-early' }
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at), aCallEnded({}, at))
    await dpo.post('/api/v1/caller/erase', { callIds: ['erased-early'], reason: 'Request 10' })
    const line = { lineId: 'l', text: MARKER, evidence: [] }
    await harness.publish(
      anUtterance({ text: MARKER }, at),
      aSummaryUpdated({ revision: 1, state: SummaryState.COMPLETE, fields: [{ fieldId: 'reason', lines: [line] }] }, at),
    )
    expect(await tablesWithMarker()).toEqual([])
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, at))
    expect((await supervisor.get('/api/v1/calls/erased-early')).status).toBe(200)
  })

  it('names who may have been told, also when deliveries are forgotten', async () => {
    const occurredAtMs = harness.clock.unixMs() - 60 * DAY_MS
    await call('told', 60)
    await harness.database.query(sql`UPDATE summary_revisions SET at = ${new Date(occurredAtMs)} WHERE call_id = 'told'`)
    for (const [name, days] of [
      ['CRM', 80],
      ['Too young', 1],
    ] as const)
      await harness.database.query(sql`
        INSERT INTO webhook_endpoints (endpoint_id, name, url, events, is_on, created_at, created_by)
        VALUES (${name}, ${name}, 'https://example.org', '{}', FALSE, ${new Date(harness.clock.unixMs() - days * DAY_MS)}, 'ops')`)
    const erased = await dpo.post('/api/v1/caller/erase', { callIds: ['told'], reason: 'Request 11' })
    expect(erased.body).toEqual({ calls: 1, toldTo: ['CRM'] })
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

it('leaves one report a day when nothing is due', async () => {
  const count = async () => (await select(harness.database, countRow, sql`SELECT count(*) AS n FROM purges`))[0]?.n ?? 0
  const before = await count()
  const due = () => dpo.post('/api/v1/retention/purge', { dryRun: true })
  for (let hour = 0; hour < 5; hour += 1) {
    harness.clock.advance(3_600_000)
    // One at a time: after this one, the hour's own is done.
    expect((await due()).status).toBe(200)
  }
  expect(await count()).toBe(before)
  harness.clock.advance(24 * 3_600_000)
  await expect.poll(count).toBe(before + 1)
})
