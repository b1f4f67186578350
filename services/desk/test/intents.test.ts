import { create } from '@bufbuild/protobuf'
import { Channel, UtteranceUnderstoodSchema } from '@souffleur/proto'
import { aCallStarted, anEvent, anUtterance, aSuggestionOffered } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let supervisor: DeskClient

beforeAll(async () => {
  harness = await startDesk()
  supervisor = await harness.as('supervisor')
})
afterAll(() => harness.stop())

const quality = async () => (await supervisor.get('/api/v1/intents/quality?language=en')).body

describe('intents', () => {
  it('can’t be measured before there are any', async () => {
    expect((await supervisor.post('/api/v1/intents/quality', { language: 'en' })).status).toBe(404)
    expect(await quality()).toMatchObject({ state: 'none', report: null })
  })

  it('have versions, and wrong ones aren’t stored', async () => {
    expect((await supervisor.put('/api/v1/intents', { text: 'intents: []', basedOn: 0 })).body).toMatchObject({ version: 1 })
    const wrong = await supervisor.put('/api/v1/intents', { text: 'wrong', basedOn: 1 })
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'catalogue.invalid'])
  })

  it('are tried with a phrase', async () => {
    const { body } = await supervisor.post('/api/v1/intents/try', { text: 'I have a leak', language: 'en' })
    expect(body.intents).toEqual([{ intentId: 'claim_water_damage', score: 0.9 }])
  })

  it('are measured in the background, and the result says of which version', async () => {
    expect((await supervisor.post('/api/v1/intents/quality', { language: 'en' })).body.state).toBe('running')
    await expect.poll(quality).toMatchObject({ state: 'done', version: 1, report: { examples: 4, accuracy: 0.75 } })
    expect((await supervisor.get('/api/v1/intents/quality?language=fr')).body.state).toBe('none')
  })

  it('are proposed from what nothing answered', async () => {
    const at = { callId: 'asked' }
    const said = (utteranceId: string, text: string, channel = Channel.CUSTOMER) =>
      anUtterance({ utteranceId, text, channel, language: 'en' }, at)
    const understood = (utteranceId: string, intents: { intentId: string; score: number }[]) =>
      anEvent({ case: 'utteranceUnderstood', value: create(UtteranceUnderstoodSchema, { utteranceId, intents }) }, at)
    await harness.publish(
      aCallStarted({}, at),
      said('q1', 'Do you insure bicycles?'),
      understood('q1', []),
      said('q2', 'I have a leak.'),
      understood('q2', [{ intentId: 'claim_water_damage', score: 0.9 }]),
      said('q3', 'What is the excess?'),
      understood('q3', []),
      aSuggestionOffered({ suggestionId: 'asked-s-1', utteranceId: 'q3' }, at),
      said('q4', 'Do you have a bicycle?', Channel.ADVISOR),
    )
    const { body } = await supervisor.get('/api/v1/intents/proposals?language=en')
    expect(body.proposals).toMatchObject([{ suggestedId: 'asked', examples: ['Do you insure bicycles?'] }])
    expect((await supervisor.get('/api/v1/intents/proposals?language=fr')).body.proposals).toEqual([])
  })
})
