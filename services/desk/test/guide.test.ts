import { aCallStarted } from '@souffleur/testkit'
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

describe('the guide', () => {
  it('is empty at first', async () => {
    expect((await supervisor.get('/api/v1/guide')).body).toEqual({ version: 0, text: '', storedAt: null, storedBy: null })
  })

  it('has versions, and the last one holds; whoever listens is told', async () => {
    const told: number[] = []
    const unsubscribe = harness.desk.guides.onChange(({ version }) => told.push(version))
    expect((await supervisor.put('/api/v1/guide', { text: 'alerts: []', basedOn: 0 })).body).toMatchObject({
      version: 1,
      storedBy: 'supervisor',
    })
    expect((await supervisor.put('/api/v1/guide', { text: 'lists: []', basedOn: 1 })).body).toMatchObject({ version: 2 })
    expect((await supervisor.get('/api/v1/guide')).body).toMatchObject({ version: 2, text: 'lists: []' })
    expect(told).toEqual([1, 2])
    unsubscribe()
  })

  it('is not overwritten by somebody who edited an older version, nor by a wrong one', async () => {
    const late = await supervisor.put('/api/v1/guide', { text: 'x: 1', basedOn: 1 })
    expect([late.status, late.body.error.code]).toEqual([409, 'request.conflict'])
    const wrong = await supervisor.put('/api/v1/guide', { text: 'wrong', basedOn: 2 })
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'guide.invalid'])
    expect(JSON.stringify(wrong.body)).toContain('it is wrong')
  })

  it('can be tried with a phrase before it goes live', async () => {
    const phrase = { text: 'My lawyer will write.', language: 'en', speaker: 'customer' }
    const { body } = await supervisor.post('/api/v1/guide/try', { guide: 'alerts: []', phrase })
    expect(body.effects).toEqual([{ kind: 'alert', id: 'legal', label: 'Legal', said: { start: 0, end: 21 } }])
  })
})

it('an item is ticked by hand in the advisor’s own call', async () => {
  const at = { callId: 'guided' }
  await harness.publish(aCallStarted({ advisorId: 'advisor' }, at))
  const marked: unknown[] = []
  harness.bus.subscribeEvents('test', ({ body }) => {
    if (body.case === 'guideItemMarked') marked.push(body.value)
  })
  expect((await advisor.post('/api/v1/calls/guided/guide/opening/identity', { done: true })).status).toBe(204)
  await harness.bus.settled()
  expect(marked).toEqual([expect.objectContaining({ listId: 'opening', itemId: 'identity', done: true, userId: 'advisor' })])
})
