import { createInProcessBus } from '@souffleur/bus'
import { type CallEvent, Channel, GapReason } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { aCallEnded, anAudioBatch, anAudioGapNoted, createRecordingLog, ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { DroppedAudio } from '../src/dropped-audio.ts'

function open() {
  const clock = new ManualClock()
  const log = createRecordingLog()
  const metrics = createMetrics()
  const bus = createInProcessBus({
    onHandlerError: (error) => {
      throw error
    },
    capacity: { events: 8 },
  })
  const events: CallEvent[] = []
  bus.subscribeEvents('test', (event) => void events.push(event))
  const dropped = new DroppedAudio({ bus, clock, log, metrics })
  return { clock, log, metrics, bus, events, dropped }
}
const gapsOf = (events: readonly CallEvent[]) => events.flatMap(({ body }) => (body.case === 'audioGapNoted' ? [body.value] : []))
const batchAt = (startSamples: number, fields = {}) => anAudioBatch({ startSamples, payload: new Uint8Array(320), ...fields })

test('what was dropped in a row is one gap, told within a second', async () => {
  const { dropped, clock, bus, events, log, metrics } = open()
  for (let index = 0; index < 25; index += 1) dropped.note(batchAt(index * 320))
  await bus.settled()
  expect(events).toEqual([])
  clock.advance(1000)
  await bus.settled()
  expect(gapsOf(events)).toMatchObject([
    { channel: Channel.CUSTOMER, startMs: 0, lengthMs: 1000, lengthSamples: 8000, reason: GapReason.DROPPED },
  ])
  expect(log.codes()).toEqual(['bus.overflow'])
  expect(await metrics.metrics()).toMatch(/souffleur_audio_dropped_seconds_total (1|0\.99999\d+|1\.00000\d+)\n/)
  expect(clock.pendingTimers).toBe(0)
})

test('is told at the end of the call', async () => {
  const { dropped, clock, bus, events } = open()
  dropped.note(batchAt(0))
  bus.publishEvent(aCallEnded())
  await bus.settled()
  expect(gapsOf(events)).toMatchObject([{ lengthSamples: 320 }])
  expect(clock.pendingTimers).toBe(0)
})

test('gaps of two places, channels and calls stay apart', async () => {
  const { dropped, clock, bus, events } = open()
  dropped.note(batchAt(0))
  dropped.note(batchAt(960))
  dropped.note(batchAt(0, { channel: Channel.ADVISOR }))
  dropped.note(batchAt(0, { callId: 'other', epoch: 2 }))
  dropped.note(batchAt(0, { payload: new Uint8Array(0), endOfChannel: true }))
  clock.advance(1000)
  await bus.settled()
  expect(gapsOf(events).map(({ channel, startMs }) => [channel, startMs])).toEqual([
    [Channel.CUSTOMER, 0],
    [Channel.CUSTOMER, 120],
    [Channel.ADVISOR, 0],
    [Channel.CUSTOMER, 0],
  ])
  expect(events.at(-1)).toMatchObject({ callId: 'other', epoch: 2 })
})

test('however scattered, every sample is told of', async () => {
  const { dropped, clock, bus, events } = open()
  for (let index = 0; index < 500; index += 1) dropped.note(batchAt(index * 960))
  for (let second = 0; second < 20; second += 1) {
    clock.advance(1000)
    await bus.settled()
  }
  expect(gapsOf(events).reduce((sum, { lengthSamples }) => sum + lengthSamples, 0)).toBe(500 * 320)
  expect(gapsOf(events).length).toBeLessThanOrEqual(32)
})

test('what the bus has no room for is told later', async () => {
  const { dropped, clock, bus, events } = open()
  dropped.note(batchAt(0))
  for (let index = 0; index < 8; index += 1) bus.publishEvent(anAudioGapNoted())
  clock.advance(1000)
  await bus.settled()
  expect(gapsOf(events).filter(({ reason }) => reason === GapReason.DROPPED)).toEqual([])
  dropped.stop()
  await bus.settled()
  expect(gapsOf(events).filter(({ reason }) => reason === GapReason.DROPPED)).toHaveLength(1)
  expect(clock.pendingTimers).toBe(0)
})
