import { SummaryFieldType, SummaryState } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anUtterance, aSummaryUpdated } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let supervisor: DeskClient
let advisor: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
  advisor = await harness.as('advisor')
})
afterAll(() => harness.stop())

describe('summary templates', () => {
  it('have versions of their own, apart from the guide’s', async () => {
    expect((await supervisor.get('/api/v1/summary-templates')).body).toMatchObject({ version: 0, text: '' })
    expect((await supervisor.put('/api/v1/guide', { text: 'alerts: []', basedOn: 0 })).body).toMatchObject({ version: 1 })
    const stored = await supervisor.put('/api/v1/summary-templates', { text: 'templates: []', basedOn: 0 })
    expect(stored.body).toMatchObject({ version: 1, text: 'templates: []', storedBy: 'supervisor' })
    expect((await supervisor.get('/api/v1/guide')).body).toMatchObject({ text: 'alerts: []' })
  })

  it('are not stored when they are wrong', async () => {
    const wrong = await supervisor.put('/api/v1/summary-templates', { text: 'wrong', basedOn: 1 })
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'template.invalid'])
  })

  it('are previewed on a past call, with what was said in it', async () => {
    const at = { callId: 'past' }
    await harness.publish(
      aCallStarted({ advisorId: 'advisor', queue: 'fr' }, at),
      anUtterance({ text: 'Bonjour.' }, at),
      aCallEnded({}, at),
    )
    const { body } = await supervisor.post('/api/v1/summary-templates/preview', { text: 'short', callId: 'past' })
    expect(body.summary).toMatchObject({ templateId: 'short', language: 'fr', revision: 1 })
    const unknown = await supervisor.post('/api/v1/summary-templates/preview', { text: 'short', callId: 'nobody' })
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'call.not-found'])
  })
})

describe('a summary with fields of its own', () => {
  const at = { callId: 'chosen' }
  const evidence = [{ utteranceId: 'u1', charStart: 0, charEnd: 4, startMs: 0, endMs: 500 }]

  beforeAll(async () => {
    await harness.publish(
      aCallStarted({ advisorId: 'advisor' }, at),
      anUtterance({ utteranceId: 'u1', text: 'Leak under the sink.' }, at),
      aCallEnded({}, at),
      aSummaryUpdated(
        {
          revision: 2,
          state: SummaryState.COMPLETE,
          templateId: 'claims',
          fields: [
            {
              fieldId: 'cause',
              label: { en: 'Cause', fr: 'Cause' },
              type: SummaryFieldType.CHOICE,
              required: true,
              choices: [
                { choiceId: 'leak', label: { en: 'Leak', fr: 'Fuite' } },
                { choiceId: 'storm', label: { en: 'Storm', fr: 'Tempête' } },
              ],
              lines: [{ lineId: 'l1', text: 'Leak: “Leak”', value: 'leak', confidence: 0.8, evidence }],
            },
          ],
        },
        at,
      ),
    )
  })

  const save = (lines: readonly object[], baseRevision = 2) =>
    advisor.put('/api/v1/calls/chosen/summary', { baseRevision, dispositionId: '', fields: [{ fieldId: 'cause', lines }] })

  it('takes one of the choices, one line at most, in a field that it has', async () => {
    const other = await save([{ text: 'Flood', value: 'flood', evidence: [] }])
    expect([other.status, other.body.error.code]).toEqual([400, 'request.invalid'])
    const two = await save([
      { text: 'Leak', value: 'leak', evidence: [] },
      { text: 'Storm', value: 'storm', evidence: [] },
    ])
    expect(two.status).toBe(400)
  })

  it('keeps the person’s choice, and all that is needed to show the field', async () => {
    const { body } = await save([{ lineId: 'l1', text: 'Storm', value: 'storm', evidence }])
    expect(body.summary.fields).toEqual([
      expect.objectContaining({
        fieldId: 'cause',
        required: true,
        choices: [expect.objectContaining({ choiceId: 'leak' }), expect.objectContaining({ choiceId: 'storm' })],
        lines: [expect.objectContaining({ lineId: 'l1', value: 'storm', writtenByPerson: true })],
      }),
    ])
    expect(body.summary.templateId).toBe('claims')
  })

  it('keeps what a person types for them alone, until it is saved', async () => {
    const typed = {
      baseRevision: 3,
      edit: { dispositionId: '', fields: [{ fieldId: 'cause', lines: [{ text: 'Sto', value: '', evidence: [] }] }] },
    }
    const path = '/api/v1/calls/chosen/summary/draft'
    expect((await advisor.get(path)).body).toBeNull()
    expect((await advisor.put(path, { ...typed, baseRevision: 2 })).status).toBe(204)
    expect((await advisor.put(path, typed)).status).toBe(204)
    expect((await advisor.get(path)).body).toEqual(typed)
    expect((await supervisor.get(path)).body).toBeNull()
    expect((await save([{ lineId: 'l1', text: 'Storm', value: 'storm', evidence }], 3)).status).toBe(200)
    expect((await advisor.get(path)).body).toBeNull()
  })
})
