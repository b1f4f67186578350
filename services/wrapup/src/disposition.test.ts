import { expect, test } from 'vitest'
import { analyseUtterance } from './analysed-utterance.ts'
import { type ChosenDisposition, proposeDisposition } from './disposition.ts'
import type { MainIntent } from './main-intent.ts'

const catalogue = { intents: [{ id: 'leak', label: { en: 'Leak', fr: 'Fuite' }, dispositionId: 'claim_opened' }] }
const utterance = { utteranceId: 'u', channel: 1, startMs: 0, endMs: 1, text: 'A leak.', language: 'en' } as Parameters<
  typeof analyseUtterance
>[0]
const intent: MainIntent = { intentId: 'leak', confidence: 0.8, utterances: [analyseUtterance({ ...utterance, words: [] })] }
const chose = (dispositionId: string, count: number, resolution: ChosenDisposition['resolution'] = null, intentId = 'leak') => ({
  intentId,
  dispositionId,
  resolution,
  count,
})
const propose = (chosen: readonly ChosenDisposition[], resolution: ChosenDisposition['resolution'] = null, of = intent) =>
  proposeDisposition(of, resolution, { catalogue, chosen })

test('without choices, the catalogue’s link holds, as sure as the intent', () => {
  expect(propose([])).toEqual({ dispositionId: 'claim_opened', confidence: 0.8 })
})

test('advisors’ choices outweigh it, after some of them', () => {
  expect(propose([chose('information_given', 2)])?.dispositionId).toBe('claim_opened')
  const after = propose([chose('information_given', 20)])
  expect(after?.dispositionId).toBe('information_given')
  expect(after?.confidence).toBeLessThan(0.8)
  expect(propose([chose('information_given', 200)])?.confidence).toBeGreaterThan(after?.confidence ?? 1)
})

test('how the call ended tells more, where enough calls say so', () => {
  const chosen = [chose('claim_opened', 30, 'settled'), chose('callback_scheduled', 30, 'unsettled')]
  expect(propose(chosen, 'settled')?.dispositionId).toBe('claim_opened')
  expect(propose(chosen, 'unsettled')?.dispositionId).toBe('callback_scheduled')
})

test('choices for other intents say nothing; an intent without link or choices has no outcome', () => {
  expect(propose([chose('information_given', 99, null, 'other')])?.dispositionId).toBe('claim_opened')
  expect(propose([], null, { ...intent, intentId: 'unknown' })).toBeUndefined()
})
