import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { create, toJson } from '@bufbuild/protobuf'
import { systemClock } from '@souffleur/flow'
import { CallEventSchema, FormFieldFilledSchema, SuggestionVerdict, SummaryNarratedSchema, SummaryState } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  aCallWarned,
  anEvent,
  anUtterance,
  anUtteranceUnderstood,
  aSuggestionJudged,
  aSuggestionOffered,
  aSummaryUpdated,
  createRecordingLog,
  ManualClock,
} from '@souffleur/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as z from 'zod'
import { listEvents } from '../src/calls/call-repository.ts'
import { givenSealingKey, openPgliteDatabase, SealingKey, verifyAuditChain } from '../src/index.ts'
import { resealRecords, sealEarlierRecords } from '../src/sealing/reseal.ts'
import { keyState, renewDataKey, rotateKey } from '../src/sealing/rotate-key.ts'
import { type Database, select } from '../src/storage/database.ts'
import { openRecords } from '../src/storage/open-records.ts'
import { json, sql } from '../src/storage/statement.ts'
import { findSummary } from '../src/summaries/summary-repository.ts'
import { startDesk } from './desk-harness.ts'
import { openTestRecords } from './records.ts'
import { tablesWithReadableWord } from './stored-words.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MARKER = 'zorglub'
const callId = 'call-1'
const evidence = [{ utteranceId: 'u', charStart: 0, charEnd: 7, startMs: 0, endMs: 900 }]
const line = { lineId: 'l', text: `${MARKER} said so`, value: MARKER, evidence }
const fields = [{ fieldId: 'reason', lines: [line] }]

/** A call with the marker wherever words may stand. */
const events = [
  aCallStarted(
    { advisorId: 'advisor', queue: 'claims', title: MARKER, metadata: { caller: MARKER, number: '+33 6 12 34 56 78' } },
    { callId },
  ),
  anUtterance(
    { utteranceId: 'u', text: `${MARKER} has water on the floor?`, words: [{ text: MARKER, startMs: 0, endMs: 900 }] },
    { callId },
  ),
  anUtteranceUnderstood({ utteranceId: 'u', intents: [{ intentId: 'claim_water_damage', score: 0.9 }] }, { callId }),
  aSuggestionOffered({ suggestionId: 's', utteranceId: 'u', text: MARKER }, { callId }),
  aSuggestionJudged({ suggestionId: 's', verdict: SuggestionVerdict.EDITED, editedText: MARKER, userId: 'advisor' }, { callId }),
  anEvent({ case: 'formFieldFilled', value: create(FormFieldFilledSchema, { formId: 'f', fieldId: 'name', value: MARKER }) }, { callId }),
  anEvent({ case: 'summaryNarrated', value: create(SummaryNarratedSchema, { sentences: [{ text: MARKER }] }) }, { callId }),
  aCallWarned({ code: 'call.no-words', parameters: { detail: MARKER } }, { callId }),
  aCallEnded({ durationMs: 60_000 }, { callId }),
  aSummaryUpdated({ revision: 1, state: SummaryState.COMPLETE, fields }, { callId }),
]

const seal = { sealingKey: givenSealingKey(new Uint8Array(32).fill(3)), clock: systemClock }

async function filesOf(folder: string): Promise<Buffer> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names
    .filter((entry) => entry.isFile() && entry.name !== 'souffleur.lock')
    .map((entry) => join(entry.parentPath, entry.name))
  return Buffer.concat(await Promise.all(files.map((file) => readFile(file))))
}

it('nothing of what is said or written can be read in the database, nor in its files', async () => {
  const folder = await temporaryFolder()
  const plain = await openPgliteDatabase({ dataFolder: folder, clock: systemClock, log: createRecordingLog() })
  const harness = await startDesk({ database: plain })
  const advisor = await harness.as('advisor')
  const supervisor = await harness.as('supervisor')
  await harness.publish(...events)
  const typed = [{ fieldId: 'reason', lines: [{ text: `${MARKER} typed`, value: '', evidence: [] }] }]
  const edit = { fields: typed, dispositionId: '' }
  expect((await advisor.put(`/api/v1/calls/${callId}/summary`, { baseRevision: 1, ...edit, dispositionId: 'claim_opened' })).status).toBe(
    200,
  )
  expect((await supervisor.post(`/api/v1/calls/${callId}/review`, { decision: 'approve', baseRevision: 2, reason: MARKER })).status).toBe(
    200,
  )
  expect((await advisor.put(`/api/v1/calls/${callId}/summary/draft`, { baseRevision: 3, edit })).status).toBe(204)
  expect((await advisor.post('/api/v1/search/views', { name: 'mine', search: { q: MARKER } })).status).toBeLessThan(300)
  expect((await advisor.get(`/api/v1/search/calls?q=${MARKER}`)).body.found).toHaveLength(1)
  expect((await advisor.get(`/api/v1/search/calls?q=zorg*`)).body.found).toHaveLength(1)
  expect((await advisor.get(`/api/v1/search/calls?q=zorx*`)).body.found).toHaveLength(0)
  expect(await tablesWithReadableWord(harness.database, MARKER)).toEqual([])
  expect(await tablesWithReadableWord(harness.database, '12345678')).toEqual([])
  const dpo = await harness.as('dpo')
  expect((await dpo.post('/api/v1/caller/find', { identifier: '0612345678' })).body.calls).toHaveLength(1)
  expect((await dpo.post('/api/v1/caller/find', { identifier: MARKER.toUpperCase() })).body.calls).toHaveLength(1)
  await harness.stop()
  await plain.close()
  const bytes = await filesOf(folder)
  expect(bytes.includes('claim_water_damage')).toBe(true)
  expect(bytes.includes(MARKER)).toBe(false)
})

describe('what an older Souffleur stored', () => {
  const stored = async (): Promise<Database> => {
    const database = await openTestRecords()
    onTestFinished(() => database.close())
    await database.query(sql`
      INSERT INTO calls (call_id, state, title, language, queue, source, synthetic, started_at, ended_at)
      VALUES (${callId}, 'ended', ${MARKER}, 'fr', '', '', FALSE, now(), now())`)
    for (const event of events) {
      if (event.body.case === 'summaryUpdated') {
        const summary = json({ state: 'SUMMARY_STATE_COMPLETE', revision: 1, fields })
        await database.query(
          sql`INSERT INTO summaries (call_id, revision, state, summary, updated_at) VALUES (${callId}, 1, 'complete', ${summary}::jsonb, now())`,
        )
        continue
      }
      await database.query(sql`
        INSERT INTO call_events (call_id, event_id, kind, occurred_at, event)
        VALUES (${callId}, ${event.eventId}, ${event.body.case ?? ''}, now(), ${json(toJson(CallEventSchema, event))}::jsonb)`)
    }
    return database
  }

  it('can be read, is sealed by the next start, and reads the same then', async () => {
    const database = await stored()
    const before = await listEvents(database, callId, 0, 100)
    expect(JSON.stringify(before)).toContain(MARKER)
    expect(await tablesWithReadableWord(database, MARKER)).toEqual(['call_events', 'calls', 'summaries'])
    const rows = await sealEarlierRecords(database, new AbortController().signal)
    expect(rows).toEqual({ call_events: events.length - 1, summaries: 1, calls: 1 })
    expect(await tablesWithReadableWord(database, MARKER)).toEqual([])
    expect(await listEvents(database, callId, 0, 100)).toEqual(before)
    expect((await findSummary(database, callId))?.summary.fields[0]?.lines[0]?.text).toBe(line.text)
    expect(await sealEarlierRecords(database, new AbortController().signal)).toEqual({})
  })
})

describe('records', () => {
  it('that were moved to another call are told apart, with a code', async () => {
    const harness = await startDesk()
    await harness.publish(...events)
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId: 'call-2' }), aCallEnded({}, { callId: 'call-2' }))
    await harness.database.query(sql`UPDATE call_events SET call_id = 'call-2' WHERE call_id = ${callId} AND kind = 'utterance'`)
    const advisor = await harness.as('advisor')
    const answer = await advisor.get('/api/v1/calls/call-2')
    expect([answer.status, answer.body.error.code]).toEqual([500, 'data.unreadable'])
    expect((await advisor.get(`/api/v1/calls/${callId}`)).status).toBe(200)
    await harness.stop()
  })

  it('of the audit log that were changed are found', async () => {
    const harness = await startDesk()
    await harness.as('advisor')
    await harness.desk.stored()
    expect(await verifyAuditChain(harness.database)).toMatchObject({ ok: true })
    await harness.database.exec('ALTER TABLE audit_entries DISABLE TRIGGER ALL')
    const [entry] = await select(
      harness.database,
      z.object({ details: z.string() }),
      sql`SELECT details FROM audit_entries WHERE sequence = 1`,
    )
    expect(entry?.details).toMatch(/^sealed:/)
    await harness.database.query(sql`UPDATE audit_entries SET details = ${entry?.details ?? ''} WHERE sequence = 2`)
    expect(await verifyAuditChain(harness.database)).toMatchObject({ ok: false, sequence: 2, problem: 'changed' })
    expect((await (await harness.as('ops')).get('/api/v1/audit')).body.entries).toEqual(
      expect.arrayContaining([expect.objectContaining({ sequence: 2, details: { unreadable: true } })]),
    )
    await harness.stop()
  })
})

describe('keys', () => {
  const open = async () => {
    const plain = await openPgliteDatabase({ clock: systemClock, log: createRecordingLog() })
    onTestFinished(() => plain.close())
    return plain
  }

  it('of the organisation are replaced: what was sealed opens with the new one only', async () => {
    const plain = await open()
    const database = await openRecords(plain, seal)
    const sealed = database.seal.seal('words', 'here')
    const other = new SealingKey(new Uint8Array(32).fill(4))
    const old = await seal.sealingKey.findOrCreate()
    await expect(rotateKey(database, other, old, new Date())).rejects.toMatchObject({ code: 'data.key-wrong' })
    expect(await rotateKey(database, old, other, new Date())).toEqual({ dataKeys: 2, secrets: 0 })
    await expect(openRecords(plain, seal)).rejects.toMatchObject({ code: 'data.key-wrong' })
    const again = await openRecords(plain, { ...seal, sealingKey: givenSealingKey(new Uint8Array(32).fill(4)) })
    expect(again.seal.open(sealed, 'here')).toBe('words')
    expect(await verifyAuditChain(again)).toMatchObject({ ok: true, entries: 1 })
  })

  it('of data are renewed: used once every process may know them, and everything is sealed anew when asked', async () => {
    const plain = await open()
    const clock = new ManualClock()
    const harness = await startDesk({ database: plain, overrides: { sealingKey: seal.sealingKey } })
    await harness.publish(...events)
    const before = await listEvents(harness.database, callId, 0, 100)
    await harness.stop()
    const number = await renewDataKey(harness.database, await seal.sealingKey.findOrCreate(), new Date(clock.unixMs()))
    const database = await openRecords(plain, { ...seal, clock })
    expect(database.seal.currentKey).toBe(number - 1)
    clock.advance(5 * 60_000)
    expect(database.seal.currentKey).toBe(number)
    expect(await resealRecords(database)).toMatchObject({
      call_events: events.length - 1,
      summaries: 1,
      summary_revisions: 1,
      calls: 1,
      call_index: 1,
    })
    const { keys, open: left } = await keyState(database)
    expect(keys.map((key) => [key.purpose, key.events])).toEqual([
      ['search', 0],
      ['content', 0],
      ['content', events.length - 1],
    ])
    expect(left).toBe(0)
    expect(await listEvents(database, callId, 0, 100)).toEqual(before)
  })

  it('are the same for two first starts at once', async () => {
    const plain = await open()
    const [one, other] = await Promise.all([openRecords(plain, seal), openRecords(plain, seal)])
    expect(other.seal.open(one.seal.seal('words', 'here'), 'here')).toBe('words')
  })
})
