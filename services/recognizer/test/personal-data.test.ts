import { createCallMask } from '@souffleur/privacy'
import { Channel } from '@souffleur/proto'
import { afterEach, expect, test } from 'vitest'
import { joined, quiet, RecognizerHarness, speech } from './recognizer-harness.ts'

let harness: RecognizerHarness
afterEach(async () => {
  await harness.recognizer.stop()
  expect(harness.clock.pendingTimers).toBe(0)
})

test('a card number is on the bus for the call’s own advisor alone, in partials and in the final', async () => {
  harness = new RecognizerHarness({
    script: () => 'My card is 4111 1111 1111 1111 thanks.',
    openPrivacy: () => ({ mask: createCallMask(), paymentPauseMs: 0 }),
  })
  await harness.start()
  await harness.say(joined(quiet(500), speech(2500), quiet(1500)))
  const [utterance] = harness.bodies('utterance')
  expect(utterance).toMatchObject({ text: 'My card is [CARD ••11] thanks.' })
  expect(utterance?.words.map(({ text }) => text)).toEqual(['My', 'card', 'is', '[CARD ••11]', 'thanks.'])
  const told = harness.events.filter(({ body }) => body.case !== 'privateWords')
  expect(harness.bodies('partialTranscript').length).toBeGreaterThan(0)
  expect(JSON.stringify(told, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('1111 1111')
  const hidden = harness.bodies('privateWords')
  expect(hidden.at(-1)).toMatchObject({ revision: 0, values: [{ start: 11, end: 22, text: '4111 1111 1111 1111' }] })
  // Whoever shows the words knows what they hide by then.
  const cases = harness.events.map(({ body }) => body.case)
  expect(cases.lastIndexOf('privateWords')).toBeLessThan(cases.lastIndexOf('utterance'))
})

test('listening is to stop when the advisor asks for a card number, and to go on later', async () => {
  harness = new RecognizerHarness({
    script: () => 'Can I have your card number, please?',
    openPrivacy: () => ({ mask: createCallMask(), paymentPauseMs: 20_000 }),
  })
  await harness.start('call-1', [Channel.ADVISOR])
  await harness.say(joined(speech(2000), quiet(1500)), { channel: Channel.ADVISOR })
  expect(harness.bodies('callPauseRequested')).toMatchObject([{ paused: true, requestedBy: 'payment' }])
  harness.clock.advance(20_000)
  await harness.bus.settled()
  expect(harness.bodies('callPauseRequested')).toMatchObject([{ paused: true }, { paused: false }])
})

test('a recognizer that stops while a number is being given leaves no timer', async () => {
  harness = new RecognizerHarness({
    script: () => 'Can I have your card number, please?',
    openPrivacy: () => ({ mask: createCallMask(), paymentPauseMs: 20_000 }),
  })
  await harness.start('call-1', [Channel.ADVISOR])
  await harness.say(joined(speech(2000), quiet(1500)), { channel: Channel.ADVISOR })
  expect(harness.bodies('callPauseRequested')).toHaveLength(1)
})
