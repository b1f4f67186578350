import { createInProcessBus, type InProcessBus } from '@souffleur/bus'
import { type CallEvent, Channel, GapReason } from '@souffleur/proto'
import { createMetrics, type Metrics } from '@souffleur/telemetry'
import {
  aCallEnded,
  aCallStarted,
  anAudioGapNoted,
  aTranscriptCompleted,
  createRecordingLog,
  ManualClock,
  type RecordingLog,
} from '@souffleur/testkit'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BalanceWatch } from '../src/calls/balance-watch.ts'
import { Ledger, unaccountedSamples } from '../src/calls/ledger.ts'

const channel = Channel.CUSTOMER
const counted = { channel, framesReceived: 5, samplesReceived: 800, samplesForwarded: 480, samplesPaused: 160, samplesDropped: 160 }

describe('the check after a call', () => {
  let bus: InProcessBus
  let clock: ManualClock
  let log: RecordingLog
  let metrics: Metrics
  let watch: BalanceWatch
  let warned: CallEvent[]

  beforeEach(() => {
    bus = createInProcessBus({
      onHandlerError: (error) => {
        throw error
      },
    })
    clock = new ManualClock()
    log = createRecordingLog()
    metrics = createMetrics()
    watch = new BalanceWatch({ bus, clock, log, metrics })
    warned = []
    bus.subscribeEvents('test', (event) => {
      if (event.body.case === 'callWarned') warned.push(event)
    })
  })
  afterEach(() => watch.stop())

  const play = async (...events: CallEvent[]): Promise<void> => {
    for (const event of events) bus.publishEvent(event)
    await bus.settled()
    clock.advance(5000)
    await bus.settled()
  }
  const heard = (samplesReceived: number) => aTranscriptCompleted({ channels: [{ channel, samplesReceived }] }, { callId: 'a' })
  const ended = aCallEnded({ accounts: [counted] }, { callId: 'a' })
  const dropped = anAudioGapNoted({ channel, reason: GapReason.DROPPED, lengthSamples: 80 }, { callId: 'a' })

  test('says nothing of a call that adds up', async () => {
    await play(ended, heard(480))
    expect(log.codes()).toEqual([])
    expect(warned).toEqual([])
  })

  test('waits for the drops that are told last', async () => {
    bus.publishEvent(heard(400))
    bus.publishEvent(ended)
    await bus.settled()
    clock.advance(1000)
    await play(dropped)
    expect(log.codes()).toEqual([])
  })

  test('counts, logs and marks a call in which something is missing', async () => {
    await play(ended, heard(470))
    expect(log.codes()).toEqual(['call.unbalanced'])
    expect(await metrics.metrics()).toContain('souffleur_calls_unbalanced_total 1')
    expect(warned.map(({ callId, body }) => [callId, body.value])).toEqual([
      ['a', expect.objectContaining({ code: 'call.unbalanced', channel, parameters: { samples: '10' } })],
    ])
  })

  test('adds up a call that comes back before its first words were written: the second transcript counts what the first had heard', async () => {
    const again = { callId: 'a', epoch: 1 }
    const both = (samplesReceived: number) => aTranscriptCompleted({ channels: [{ channel, samplesReceived }] }, again)
    await play(ended, aCallStarted({}, again), aCallEnded({ accounts: [counted] }, again))
    await play(both(960))
    expect(log.codes()).toEqual([])
    await play(ended, aCallStarted({}, again), aCallEnded({ accounts: [counted] }, again), both(950))
    expect(log.codes()).toEqual(['call.unbalanced'])
  })

  test('doesn’t mistake what is dropped of a call that has come back for a part of what it was', async () => {
    const again = { callId: 'a', epoch: 1 }
    await play(
      ended,
      heard(480),
      aCallStarted({}, again),
      anAudioGapNoted({ channel, reason: GapReason.DROPPED, lengthSamples: 80 }, again),
    )
    expect(log.codes()).toEqual([])
    await play(aCallEnded({ accounts: [counted] }, again), aTranscriptCompleted({ channels: [{ channel, samplesReceived: 400 }] }, again))
    expect(log.codes()).toEqual([])
  })

  test('is made at once when the process stops', async () => {
    for (const event of [ended, heard(470)]) bus.publishEvent(event)
    await bus.settled()
    watch.stop()
    expect(log.codes()).toEqual(['call.unbalanced'])
    expect(clock.pendingTimers).toBe(0)
  })

  test('says nothing of a call of which nobody knows what came in', async () => {
    await play(aCallEnded({}, { callId: 'a' }), heard(480))
    expect(log.codes()).toEqual([])
  })

  test('says nothing of a call whose transcript never completes', async () => {
    await play(ended)
    expect(log.codes()).toEqual([])
  })
})

describe('a ledger', () => {
  const amounts = fc.record({ forwarded: fc.nat(1e6), paused: fc.nat(1e6), dropped: fc.nat(1e6), overflowed: fc.nat(1e6) })

  test('adds up whatever became of the sound, in any number of parts', () => {
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 4 }), (parts) => {
        const ledger = new Ledger()
        for (const { forwarded, paused, dropped, overflowed } of parts) {
          const samplesReceived = forwarded + overflowed + paused + dropped
          ledger.enter(
            aCallEnded({
              accounts: [
                { channel, samplesReceived, samplesForwarded: forwarded + overflowed, samplesPaused: paused, samplesDropped: dropped },
              ],
            }),
          )
          ledger.enter(anAudioGapNoted({ channel, reason: GapReason.DROPPED, lengthSamples: overflowed }))
          ledger.enter(anAudioGapNoted({ channel, reason: GapReason.LOST, lengthMs: 20 }))
          ledger.enter(aTranscriptCompleted({ channels: [{ channel, samplesReceived: forwarded }] }))
        }
        expect(ledger.isComplete).toBe(true)
        expect(ledger.channels().map(unaccountedSamples)).toEqual([0])
      }),
    )
  })
})
