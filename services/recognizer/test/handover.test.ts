import { Channel } from '@souffleur/proto'
import { aCallEnded, anAudioBatch, anUtterance } from '@souffleur/testkit'
import { afterEach, describe, expect, test } from 'vitest'
import { noteOfCompletion, noteOfUtterance, readHandover } from '../src/handover-notes.ts'
import { joined, quiet, RecognizerHarness, speech } from './recognizer-harness.ts'

const opened: RecognizerHarness[] = []
const open = () => {
  const harness = new RecognizerHarness()
  opened.push(harness)
  return harness
}
afterEach(async () => {
  for (const harness of opened.splice(0)) await harness.recognizer.stop()
})

/** Another recognizer published this of the customer, and is gone. */
const written = async (harness: RecognizerHarness, seconds: number) => {
  const note = noteOfUtterance(Channel.CUSTOMER, 0, { writtenTo: seconds * 16_000, language: 'en' })
  harness.bus.publishEvent(anUtterance({}, { callId: 'call-1' }), undefined, { channels: 'customer', ...note })
  await harness.bus.settled()
  harness.events.length = 0
}

describe('a call that another recognizer had', () => {
  test('goes on after what was written, though its audio comes again', async () => {
    const harness = open()
    await written(harness, 2)
    await harness.say(joined(quiet(1000), speech(1000), quiet(600), speech(1000), quiet(1000)), { ownership: 2 })
    const utterances = harness.bodies('utterance')
    expect(utterances).toHaveLength(1)
    expect(Math.abs((utterances[0]?.startMs ?? 0) - 2600)).toBeLessThanOrEqual(32)
    expect(utterances[0]?.utteranceId).toBe('call-1-c-o2-1')
  })

  test('has an utterance whole that was open', async () => {
    const harness = open()
    await written(harness, 1)
    await harness.say(joined(speech(1000), speech(2000), quiet(1000)), { ownership: 2 })
    const [utterance, ...others] = harness.bodies('utterance')
    expect(others).toEqual([])
    expect(Math.abs((utterance?.startMs ?? 0) - 1000)).toBeLessThanOrEqual(32)
    expect(Math.abs((utterance?.endMs ?? 0) - 3000)).toBeLessThanOrEqual(64)
  })

  test('counts for itself when its id comes back with another call', async () => {
    const harness = open()
    await written(harness, 60)
    await harness.say(joined(quiet(500), speech(1000), quiet(1000)), { ownership: 2, epoch: 1 })
    expect(harness.bodies('utterance')).toHaveLength(1)
  })

  test('tells that its figures are a share, and only then', async () => {
    const [whole, share] = [open(), open()]
    for (const harness of [whole, share]) {
      await harness.start()
      await harness.say(quiet(1000), { ownership: 1 })
    }
    await share.say(quiet(1000), { ownership: 2 })
    for (const harness of [whole, share]) {
      harness.bus.publishEvent(aCallEnded({}, { callId: 'call-1' }))
      await harness.bus.settled()
      harness.clock.advance(5000)
      await harness.recognizer.settled()
      await harness.bus.settled()
    }
    const told = (harness: RecognizerHarness) => harness.bodies('transcriptCompleted').map(({ takenOver }) => takenOver)
    expect([told(whole), told(share)]).toEqual([[false], [true]])
  })

  test('is completed once', async () => {
    const harness = open()
    harness.bus.publishEvent(anUtterance({}, { callId: 'call-1' }), undefined, noteOfCompletion(0))
    await harness.bus.settled()
    harness.bus.publishEvent(aCallEnded({}, { callId: 'call-1' }))
    await harness.bus.settled()
    await harness.say(quiet(5000), { ownership: 2 })
    expect(harness.bodies('transcriptCompleted')).toEqual([])
  })
})

describe('what a recognizer still owes', () => {
  test('is told for each batch until its utterance is out, and for the end of a call until the transcript is complete', async () => {
    const harness = open()
    const { settling } = harness
    await harness.start()
    await harness.say(joined(quiet(2000), speech(1000)))
    const early = settling.audio?.(anAudioBatch({ callId: 'call-1', startSamples: 0 }))
    const spoken = settling.audio?.(anAudioBatch({ callId: 'call-1', startSamples: 20_000 }))
    expect([early?.(), spoken?.()]).toEqual([true, false])
    await harness.say(quiet(2000))
    expect(harness.bodies('utterance')).toHaveLength(1)
    expect(spoken?.()).toBe(true)
    const end = aCallEnded({}, { callId: 'call-1' })
    const ended = settling.event?.(end)
    expect(ended?.()).toBe(false)
    harness.bus.publishEvent(end)
    await harness.bus.settled()
    await harness.say(quiet(5000))
    expect(harness.bodies('transcriptCompleted')).toHaveLength(1)
    expect(ended?.()).toBe(true)
  })
})

test('what a recognizer owes when it stops is left to the next one', async () => {
  const harness = open()
  await harness.start()
  await harness.say(joined(quiet(1000), speech(1000)))
  const spoken = harness.settling.audio?.(anAudioBatch({ callId: 'call-1', startSamples: 10_000 }))
  const ended = harness.settling.event?.(aCallEnded({}, { callId: 'call-1' }))
  expect([spoken?.(), ended?.()]).toEqual([false, false])
  await harness.recognizer.stop()
  expect([spoken?.(), ended?.()]).toEqual([false, false])
})

test('notes that can’t be read count as none', () => {
  expect(readHandover({ 'written-customer': 'x', channels: 'customer,nobody', 'completed-epoch': '' }, 0)).toEqual({
    channels: ['customer'],
    written: new Map(),
    completedEpoch: undefined,
  })
})
