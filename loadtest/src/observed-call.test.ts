import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { CallEventSchema, Channel, DiscardReason, SummaryState } from '@souffleur/proto'
import { describe, expect, test } from 'vitest'
import { ObservedCall } from './observed-call.ts'

type Body = NonNullable<MessageInitShape<typeof CallEventSchema>['body']>
const event = (body: Body) => create(CallEventSchema, { callId: 'call', body })

/** Sound leaves as it is spoken: position and time are equal. */
const call = () => new ObservedCall((_channel, positionMs) => positionMs)

const partial = (firmText: string, tentativeText: string): Body => ({
  case: 'partialTranscript',
  value: { utteranceId: 'u', channel: Channel.CUSTOMER, firmText, tentativeText },
})
const utterance = (text: string): Body => ({
  case: 'utterance',
  value: {
    utteranceId: 'u',
    channel: Channel.CUSTOMER,
    startMs: 1000,
    endMs: 3000,
    text,
    words: [{ text: 'my', startMs: 1000, endMs: 1200 }],
  },
})

describe('latencies of a call', () => {
  test('the first word counts from the end of that word to the first partial with words', () => {
    const observed = call()
    observed.observe(event(partial('', '')), 1100)
    observed.observe(event(partial('', 'my car')), 1700)
    observed.observe(event(utterance('My car broke down.')), 3350)
    expect(observed.latencies.firstWordMs).toEqual([500])
    expect(observed.latencies.finalMs).toEqual([350])
  })

  test('an utterance that had no partial shows its first word with the final', () => {
    const observed = call()
    observed.observe(event(utterance('My car.')), 3400)
    expect(observed.latencies.firstWordMs).toEqual([2200])
  })

  test('a suggestion counts from the end of the utterance that triggered it', () => {
    const observed = call()
    observed.observe(event(utterance('My car.')), 3400)
    observed.observe(event({ case: 'suggestionOffered', value: { suggestionId: 's', utteranceId: 'u' } }), 3450)
    expect(observed.latencies.suggestionMs).toEqual([450])
  })

  test('the summary counts from the end message to the complete state, drafts aside', () => {
    const observed = call()
    observed.observe(event({ case: 'summaryUpdated', value: { summary: { state: SummaryState.DRAFT } } }), 4000)
    observed.noteEndSent(5000)
    observed.observe(event({ case: 'summaryUpdated', value: { summary: { state: SummaryState.COMPLETE } } }), 5600)
    expect(observed.latencies.summaryMs).toBe(600)
  })
})

test('a word that the final has one more of does not count against the words after it', () => {
  const observed = call()
  observed.observe(event(partial('car broke', 'down')), 1700)
  observed.observe(event(utterance('My car broke down.')), 3350)
  expect([observed.firmWords, observed.firmWordsRevised]).toEqual([2, 0])
})

test('a firm word counts as revised when the final has another word in its place; punctuation does not count', () => {
  const observed = call()
  observed.observe(event(partial('my cat broke', 'down')), 1700)
  observed.observe(event(utterance('My car broke down.')), 3350)
  expect([observed.firmWords, observed.firmWordsRevised]).toEqual([3, 1])
})

describe('firm words count as revised', () => {
  test('when a later partial has others in their place, even if the final has them again', () => {
    const observed = call()
    observed.observe(event(partial('my car', '')), 1500)
    observed.observe(event(partial('my cat', 'broke')), 1700)
    observed.observe(event(utterance('My cat broke.')), 3350)
    expect([observed.firmWords, observed.firmWordsRevised]).toEqual([3, 1])
  })

  test('not when they are tentative again', () => {
    const observed = call()
    observed.observe(event(partial('my car', '')), 1500)
    observed.observe(event(partial('my', 'car broke')), 1700)
    observed.observe(event(utterance('My car broke.')), 3350)
    expect([observed.firmWords, observed.firmWordsRevised]).toEqual([1, 0])
  })

  test('when the utterance is discarded, unless somebody asked for a pause', () => {
    const [failed, paused] = [call(), call()]
    for (const observed of [failed, paused]) observed.observe(event(partial('my car', '')), 1500)
    failed.observe(event({ case: 'utteranceDiscarded', value: { utteranceId: 'u', reason: DiscardReason.NO_WORDS } }), 1700)
    paused.observe(event({ case: 'utteranceDiscarded', value: { utteranceId: 'u', reason: DiscardReason.PAUSED } }), 1700)
    expect([failed.firmWordsRevised, paused.firmWordsRevised]).toEqual([2, 0])
    expect(failed.passages).toEqual([])
  })

  test('not for being written as people write numbers', () => {
    const observed = call()
    observed.observe(event(partial('zero six twelve', '')), 1500)
    observed.observe(event({ case: 'utterance', value: { utteranceId: 'u', text: '06 12', spokenText: 'zero six twelve' } }), 3350)
    expect([observed.firmWords, observed.firmWordsRevised]).toEqual([3, 0])
  })
})

test('a passage has its times: the first words, each partial, the final text', () => {
  const observed = call()
  observed.observe(event(partial('', '')), 1100)
  observed.observe(event(partial('', 'my')), 1400)
  observed.observe(event(partial('my', 'car')), 1700)
  observed.observe(event(utterance('My car.')), 3350)
  expect(observed.passages).toMatchObject([
    { utteranceId: 'u', firstShownAtMs: 1400, partialsAtMs: [1400, 1700], final: { startMs: 1000, endMs: 3000, arrivedAtMs: 3350 } },
  ])
})

test('the last words are late by what the server takes after the end', () => {
  const observed = call()
  observed.noteEndSent(5000)
  observed.observe(event({ case: 'transcriptCompleted', value: {} }), 5300)
  expect(observed.transcriptMs).toBe(300)
})
