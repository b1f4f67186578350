import { create } from '@bufbuild/protobuf'
import { GuideItemChangedSchema } from '@souffleur/proto'
import { aCallEnded, aCallStarted, anEvent, anUtterance } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let supervisor: DeskClient
let advisor: DeskClient
const path = '/api/v1/calls/scored/scorecard'

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
  advisor = await harness.as('advisor')
  const at = { callId: 'scored' }
  const ticked = create(GuideItemChangedSchema, {
    listId: 'opening',
    itemId: 'identity',
    done: true,
    evidence: { utteranceId: 'u', start: 0, end: 4 },
  })
  await harness.publish(
    aCallStarted({ advisorId: 'advisor' }, at),
    anUtterance({ utteranceId: 'u', text: 'HB4471902.' }, at),
    anEvent({ case: 'guideItemChanged', value: ticked }, at),
    aCallEnded({}, at),
    aCallStarted({ advisorId: 'advisor' }, { callId: 'running' }),
  )
})
afterAll(() => harness.stop())

describe('a scorecard', () => {
  it('is the organisation’s own, in versions', async () => {
    const text = `criteria:
  - { id: identity, label: { en: Identity, fr: Identité }, weight: 3, hint: { list: opening, item: identity } }
  - { id: tone, label: { en: Tone, fr: Ton } }`
    expect((await supervisor.put('/api/v1/scorecard', { text, basedOn: 0 })).body).toMatchObject({ version: 1 })
    const wrong = await supervisor.put('/api/v1/scorecard', { text: 'criteria: 3', basedOn: 1 })
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'scorecard.invalid'])
  })

  it('comes with what the guide noticed', async () => {
    const { body } = await supervisor.get(path)
    expect(body).toMatchObject({ version: 1, card: null, criteria: [{ id: 'identity', weight: 3 }, { id: 'tone' }] })
    expect(body.hints).toEqual([{ criterionId: 'identity', done: true, evidence: { utteranceId: 'u', start: 0, end: 4 } }])
  })

  it('is filled by a supervisor; its advisor reads what is shared, and nothing else', async () => {
    const filled = { version: 1, marks: { identity: 'yes', tone: 'no' }, coaching: 'Let the customer finish.', shared: false }
    expect((await supervisor.put(path, filled)).status).toBe(204)
    expect((await supervisor.get(path)).body.card).toMatchObject({
      score: 0.75,
      coaching: 'Let the customer finish.',
      reviewer: 'supervisor',
    })
    expect((await advisor.get(path)).body).toMatchObject({ card: null, hints: [] })
    expect((await supervisor.put(path, { ...filled, shared: true })).status).toBe(204)
    expect((await advisor.get(path)).body.card).toMatchObject({ score: 0.75, shared: true })
  })

  it('refuses criteria that there aren’t, an older scorecard and a call that goes on', async () => {
    const filled = { version: 1, marks: {}, coaching: '', shared: false }
    expect((await supervisor.put(path, { ...filled, marks: { mood: 'yes' } })).status).toBe(400)
    expect((await supervisor.put(path, { ...filled, version: 0 })).status).toBe(409)
    expect((await supervisor.put('/api/v1/calls/running/scorecard', filled)).status).toBe(409)
  })
})
