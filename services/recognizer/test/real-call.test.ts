import { encodePcmu } from '@souffleur/audio'
import { createInProcessBus } from '@souffleur/bus'
import { Channel, type Utterance } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { aCallStarted, anAudioBatch, createRecordingLog, ManualClock } from '@souffleur/testkit'
import { beforeAll, expect, test } from 'vitest'
import { createRecognizer } from '../src/recognizer.ts'
import { realMoonshine, realSilero, requireModels, sampleLine } from './real-models.ts'

const BATCH_SAMPLES = 320
/** The greeting and the customer's first sentence. */
const CALL_MS = 12_000
const CALL_SAMPLES = 8 * CALL_MS

beforeAll(requireModels)

test('both channels of a telephone call become utterances with the words that were said', async () => {
  const utterances: Utterance[] = []
  const clock = new ManualClock()
  const bus = createInProcessBus({
    onHandlerError: (error) => {
      throw error
    },
  })
  const completed = new Promise<void>((resolve) => {
    bus.subscribeEvents('test', ({ body }) => {
      if (body.case === 'utterance') utterances.push(body.value)
      if (body.case === 'transcriptCompleted') resolve()
    })
  })
  const recognizer = createRecognizer({
    bus,
    clock,
    log: createRecordingLog(),
    metrics: createMetrics(),
    engines: [realMoonshine()],
    voiceDetector: realSilero(),
  })
  await recognizer.ready()
  const lines = [Channel.ADVISOR, Channel.CUSTOMER].map((channel, index) => ({
    channel,
    line: sampleLine('en-water-damage', index, 0, CALL_MS),
  }))
  bus.publishEvent(aCallStarted({ channels: lines.map(({ channel }) => channel) }))
  for (let start = 0; start < CALL_SAMPLES; start += BATCH_SAMPLES) {
    for (const { channel, line } of lines) {
      const payload = encodePcmu(line.subarray(start, start + BATCH_SAMPLES))
      bus.publishAudio(anAudioBatch({ channel, startSamples: start, payload, endOfChannel: start + BATCH_SAMPLES >= CALL_SAMPLES }))
    }
    await bus.settled()
    await recognizer.settled()
    clock.advance(40)
  }
  await completed
  await recognizer.stop()
  const [advisor, customer] = [Channel.ADVISOR, Channel.CUSTOMER].map((channel) => utterances.filter((one) => one.channel === channel))
  expect(advisor?.map((one) => one.text).join(' ')).toMatch(/thank you for calling/i)
  expect(customer?.map((one) => one.text).join(' ')).toMatch(/kitchen ceiling/i)
  for (const { words, startMs, endMs } of utterances) {
    expect(words.at(0)?.startMs).toBeGreaterThanOrEqual(startMs)
    expect(words.at(-1)?.endMs).toBeLessThanOrEqual(endMs)
  }
})
