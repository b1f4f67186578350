import { type CallEvent, SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anUtterance, aSuggestionOffered, aSummaryUpdated } from '@souffleur/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { listEventsOfKinds } from '../src/calls/call-repository.ts'
import { verifyAuditChain } from '../src/index.ts'
import { select } from '../src/storage/database.ts'
import { sql } from '../src/storage/statement.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

const TEXT = 'Water came through the ceiling on 12 March.'
const machineEvidence = { charStart: 0, charEnd: 31, startMs: 100, endMs: 2000 }

let harness: DeskHarness
let advisor: DeskClient
let supervisor: DeskClient
let announced: CallEvent[] = []
let calls = 0
let callId = ''
beforeAll(async () => {
  harness = await startDesk()
  advisor = await harness.as('advisor')
  supervisor = await harness.as('supervisor')
  harness.bus.subscribeEvents('test', (event) => void announced.push(event))
})
afterAll(() => harness.stop())

const utteranceId = () => `${callId}-c-1`
const evidence = (fields = {}) => ({ ...machineEvidence, utteranceId: utteranceId(), ...fields })

/** A call that has ended, with one line that Souffleur wrote, at revision 3. */
beforeEach(async () => {
  calls += 1
  callId = `summary-${calls}`
  const at = { callId }
  const line = { lineId: 'line-1', text: 'Water through the ceiling', confidence: 0.75, evidence: [evidence()] }
  await harness.publish(
    aCallStarted({ advisorId: 'advisor' }, at),
    anUtterance({ text: TEXT }, at),
    aSuggestionOffered({}, at),
    aCallEnded({}, at),
    aSummaryUpdated(
      {
        revision: 3,
        state: SummaryState.COMPLETE,
        fields: [{ fieldId: 'reason', lines: [line] }],
        disposition: { dispositionId: 'claim_opened', confidence: 0.5 },
      },
      at,
    ),
  )
  announced = []
})

const keptLine = () => ({ lineId: 'line-1', text: 'Water through the ceiling', evidence: [evidence()] })
const edit = (lines: object[] = [keptLine()], dispositionId = 'claim_opened') => ({ fields: [{ fieldId: 'reason', lines }], dispositionId })
const save = (body: object) => advisor.put(`/api/v1/calls/${callId}/summary`, { baseRevision: 3, ...edit(), ...body })
const review = (body: object) => supervisor.post(`/api/v1/calls/${callId}/review`, { baseRevision: 3, ...body })
const revisions = async () => (await supervisor.get(`/api/v1/calls/${callId}/summary/revisions`)).body.revisions

describe('saving a summary', () => {
  it('makes a revision of the advisor’s, announced to everybody', async () => {
    const { status, body } = await save({})
    expect(status).toBe(200)
    expect(body.summary).toMatchObject({ revision: 4, state: 'SUMMARY_STATE_SAVED' })
    await harness.desk.stored()
    expect(announced.map(({ body: announcement }) => announcement.case)).toEqual(['summaryUpdated'])
    expect((await advisor.get(`/api/v1/calls/${callId}`)).body.call.summaryState).toBe('saved')
    expect(await revisions()).toEqual([
      expect.objectContaining({ revision: 3, state: 'complete', author: null, authorName: null }),
      expect.objectContaining({ revision: 4, state: 'saved', author: 'advisor', authorName: 'Demo advisor', reason: '' }),
    ])
  })

  it('leaves a line that was not touched to Souffleur, with its confidence', async () => {
    const { body } = await save({})
    expect(body.summary.fields[0].lines).toEqual([
      { lineId: 'line-1', text: 'Water through the ceiling', confidence: 0.75, evidence: [expect.objectContaining({ charEnd: 31 })] },
    ])
    expect(body.summary.disposition).toEqual({ dispositionId: 'claim_opened', confidence: 0.5 })
  })

  it('makes a line that was changed the person’s, evidence or not', async () => {
    const changed = { lineId: 'line-1', text: 'Water damage in the kitchen', evidence: [] }
    const added = { text: 'Expert on Monday', evidence: [evidence({ charStart: 5, charEnd: 9 })] }
    const { body } = await save(edit([changed, added], 'information_given'))
    expect(body.summary.fields[0].lines).toEqual([
      { lineId: 'line-1', text: 'Water damage in the kitchen', confidence: 1, writtenByPerson: true },
      expect.objectContaining({ text: 'Expert on Monday', writtenByPerson: true, lineId: expect.stringMatching(/^\w{26}$/) }),
    ])
    expect(body.summary.disposition).toEqual({ dispositionId: 'information_given', confidence: 1 })
  })

  it.each([
    ['evidence in another call', () => edit([{ text: 'x', evidence: [evidence({ utteranceId: 'summary-1-c-9' })] }])],
    ['evidence past the end of the text', () => edit([{ text: 'x', evidence: [evidence({ charEnd: TEXT.length + 1 })] }])],
    ['evidence that is empty', () => edit([{ text: 'x', evidence: [evidence({ charStart: 9, charEnd: 9 })] }])],
    ['evidence that ends before it starts', () => edit([{ text: 'x', evidence: [evidence({ startMs: 3000 })] }])],
    ['a line of Souffleur’s without its evidence', () => edit([{ ...keptLine(), evidence: [] }])],
    ['a line twice', () => edit([keptLine(), keptLine()])],
    ['an empty line', () => edit([{ text: '  ', evidence: [] }])],
    ['a field twice', () => ({ fields: [...edit().fields, ...edit().fields] })],
    ['a field that there isn’t', () => ({ fields: [{ fieldId: 'mood', lines: [] }] })],
    ['a disposition that there isn’t', () => edit([], 'given_up')],
  ])('is refused with %s', async (_, body) => {
    const { status, body: answer } = await save(body())
    expect([status, answer.error.code]).toEqual([400, 'request.invalid'])
    expect(await revisions()).toHaveLength(1)
  })

  it('is refused when somebody else was quicker, and nothing is lost', async () => {
    expect((await save({})).status).toBe(200)
    const { status, body } = await save(edit([]))
    expect([status, body.error.code]).toEqual([409, 'request.conflict'])
    expect((await advisor.get(`/api/v1/calls/${callId}`)).body.events.at(-1).summaryUpdated.summary.fields[0].lines).toHaveLength(1)
  })

  it('lets one of two at the same time win', async () => {
    const answers = await Promise.all([save({}), save({}), save({})])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  it('waits for the end of the call', async () => {
    callId = `${callId}-running`
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    const { status, body } = await save({ baseRevision: 0, fields: [], dispositionId: '' })
    expect([status, body.error.code]).toEqual([409, 'call.still-running'])
  })

  it('is possible for a call that Souffleur wrote nothing about', async () => {
    callId = `${callId}-silent`
    await harness.publish(aCallStarted({ advisorId: 'advisor', language: 'fr' }, { callId }), aCallEnded({}, { callId }))
    const { status, body } = await save({
      baseRevision: 0,
      fields: [{ fieldId: 'notes', lines: [{ text: 'Rien à signaler', evidence: [] }] }],
      dispositionId: '',
    })
    expect(status).toBe(200)
    expect(body.summary).toMatchObject({ revision: 1, state: 'SUMMARY_STATE_SAVED', language: 'fr' })
  })

  it('is never undone by what Souffleur writes afterwards', async () => {
    await save({})
    await harness.publish(
      aSummaryUpdated({ revision: 9, state: SummaryState.COMPLETE }, { callId }),
      aSummaryUpdated({ revision: 10 }, { callId }),
    )
    expect((await advisor.get(`/api/v1/calls/${callId}`)).body.call.summaryState).toBe('saved')
  })
})

describe('reviewing a summary', () => {
  it('approves it as it stands; the advisor can’t change it any more', async () => {
    const { status, body } = await review({ decision: 'approve' })
    expect(status).toBe(200)
    expect(body.summary).toMatchObject({ revision: 4, state: 'SUMMARY_STATE_APPROVED', fields: [expect.anything()] })
    const { status: refused, body: answer } = await save({ baseRevision: 4 })
    expect([refused, answer.error.code]).toEqual([409, 'summary.already-approved'])
  })

  it('edits it, with the words of the supervisor', async () => {
    const { body } = await review({ decision: 'edit', reason: 'clearer', summary: edit([{ text: 'A leak upstairs', evidence: [] }]) })
    expect(body.summary).toMatchObject({
      state: 'SUMMARY_STATE_APPROVED',
      fields: [{ lines: [{ text: 'A leak upstairs', writtenByPerson: true }] }],
    })
    expect((await revisions()).at(-1)).toMatchObject({ author: 'supervisor', reason: 'clearer', state: 'approved' })
  })

  it('rejects it with a reason, and the advisor can save it again', async () => {
    await review({ decision: 'reject', reason: 'The date is missing' })
    expect((await advisor.get(`/api/v1/calls/${callId}`)).body.call.summaryState).toBe('rejected')
    expect((await save({ baseRevision: 4 })).body.summary).toMatchObject({ revision: 5, state: 'SUMMARY_STATE_SAVED' })
    const row = z.object({ decision: z.string(), reviewed_revision: z.number(), reason: z.string() })
    expect(
      await select(harness.database, row, sql`SELECT decision, reviewed_revision, reason FROM reviews WHERE call_id = ${callId}`),
    ).toEqual([{ decision: 'reject', reviewed_revision: 3, reason: expect.stringMatching(/^sealed:/) }])
  })

  it.each([
    ['a rejection without a reason', { decision: 'reject', reason: '  ' }],
    ['an edit without words', { decision: 'edit' }],
    ['an approval with words', { decision: 'approve', summary: { fields: [], dispositionId: '' } }],
    ['no decision', {}],
  ])('is refused with %s', async (_, body) => {
    expect((await review(body)).body.error.code).toBe('request.invalid')
  })

  it('is refused on a revision that isn’t the current one', async () => {
    await save({})
    expect((await review({ decision: 'approve' })).body.error.code).toBe('request.conflict')
  })
})

describe('judging a suggestion', () => {
  const judge = (body: object, id = 'suggestion-1') => advisor.post(`/api/v1/calls/${callId}/suggestions/${id}/verdict`, body)

  it('is announced and stored', async () => {
    expect((await judge({ verdict: 'edited', editedText: 'About 150 euros.' })).status).toBe(204)
    await harness.desk.stored()
    expect(announced[0]?.body).toMatchObject({ case: 'suggestionJudged', value: { editedText: 'About 150 euros.', userId: 'advisor' } })
    const row = z.object({ verdict: z.string(), user_id: z.string() })
    expect(await select(harness.database, row, sql`SELECT verdict, user_id FROM suggestion_verdicts WHERE call_id = ${callId}`)).toEqual([
      { verdict: 'SUGGESTION_VERDICT_EDITED', user_id: 'advisor' },
    ])
    const [judged] = await listEventsOfKinds(harness.database, callId, ['suggestionJudged'])
    expect(judged).toMatchObject({ suggestionJudged: { editedText: 'About 150 euros.' } })
  })

  it('is refused for a suggestion of another call, and for a verdict that there isn’t', async () => {
    expect((await judge({ verdict: 'accepted' }, 'none')).body.error.code).toBe('request.not-found')
    expect((await judge({ verdict: 'loved' })).body.error.code).toBe('request.invalid')
  })
})

describe('pausing', () => {
  it('asks the gateway, for a call that runs', async () => {
    callId = `${callId}-running`
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    announced = []
    expect((await advisor.post(`/api/v1/calls/${callId}/pause`, { paused: true })).status).toBe(204)
    await harness.bus.settled()
    expect(announced[0]?.body).toMatchObject({ case: 'callPauseRequested', value: { paused: true, requestedBy: 'advisor' } })
  })

  it('is refused for a call that has ended', async () => {
    expect((await advisor.post(`/api/v1/calls/${callId}/pause`, { paused: true })).body.error.code).toBe('request.conflict')
  })
})

describe('the audit log of all this', () => {
  it('names who did what, without words, and its chain holds', async () => {
    await save({})
    await review({ baseRevision: 4, decision: 'approve' })
    await advisor.get(`/api/v1/calls/${callId}`)
    await advisor.post(`/api/v1/calls/${callId}/suggestions/suggestion-1/verdict`, { verdict: 'accepted' })
    await harness.desk.stored()
    const { body } = await (await harness.as('ops')).get('/api/v1/audit?limit=1000')
    const entries = body.entries.filter(({ subject }: { subject: string }) => subject === callId)
    expect(entries.map(({ actor, action }: { actor: string; action: string }) => [actor, action])).toEqual([
      ['advisor', 'suggestion.judged'],
      ['advisor', 'call.read'],
      ['supervisor', 'summary.reviewed'],
      ['advisor', 'summary.saved'],
    ])
    expect(JSON.stringify(body)).not.toContain('ceiling')
    expect(await verifyAuditChain(harness.database)).toMatchObject({ ok: true, entries: body.entries[0].sequence })
  })
})
