import { createInProcessBus } from '@souffleur/bus'
import { type CallEnded, CallEndReason, type ChannelAccount, GapReason } from '@souffleur/proto'
import { createMetrics } from '@souffleur/telemetry'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CallOffer } from '../src/call-offer.ts'
import { DroppedAudio } from '../src/dropped-audio.ts'
import { defaultGatewayConfig } from '../src/gateway-config.ts'
import { createGatewayMetrics } from '../src/gateway-metrics.ts'
import { LiveCall } from '../src/live-call.ts'

/** Whatever a line does to the frames and the machine to the batches: received = heard + paused + duplicate + late + overflow. */

const offer: CallOffer = {
  callId: 'call-1',
  language: 'en',
  queue: 'default',
  encoding: 'pcmu',
  sampleRate: 8000,
  title: '',
  synthetic: false,
  metadata: {},
  wantsEvents: false,
  channels: ['customer', 'advisor'],
}

/** What happens next on a call. Frames are named by their place among those that the peer would have sent. */
const happening = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('frames' as const), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hole' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('again' as const), back: fc.integer({ min: 0, max: 20 }) }) },
  // Starts within one frame and ends within another.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('astride' as const), back: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('early' as const), ahead: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'pause' as const }, { kind: 'resume' as const }, { kind: 'sweep' as const }) },
  { weight: 2, arbitrary: fc.constantFrom({ kind: 'stall' as const }, { kind: 'catch-up' as const }, { kind: 'second' as const }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'too long' as const }, { kind: 'no such channel' as const }) },
)
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never

function begin(audioCapacity: number) {
  const [clock, log, metrics] = [new ManualClock(), createRecordingLog(), createMetrics()]
  const bus = createInProcessBus({
    onHandlerError: (error) => {
      throw error
    },
    onAudioDropped: (batch) => dropped.note(batch),
    capacity: { audio: audioCapacity },
  })
  const dropped = new DroppedAudio({ bus, clock, log, metrics })
  const heard = new Map<number, number>()
  const overflow = new Map<number, number>()
  let ended: CallEnded | undefined
  let stalled: PromiseWithResolvers<void> | undefined
  bus.subscribeAudio('recognizer', async ({ channel, payload }) => {
    heard.set(channel, (heard.get(channel) ?? 0) + payload.byteLength)
    await stalled?.promise
  })
  bus.subscribeEvents('test', ({ body }) => {
    if (body.case === 'callEnded') ended = body.value
    if (body.case !== 'audioGapNoted' || body.value.reason !== GapReason.DROPPED) return
    overflow.set(body.value.channel, (overflow.get(body.value.channel) ?? 0) + body.value.lengthSamples)
  })
  const gatewayMetrics = createGatewayMetrics(metrics, { activeCalls: () => 1, totals: () => ({ ...emptyTotals }) })
  const call = new LiveCall(
    { bus, clock, log, metrics: gatewayMetrics, config: defaultGatewayConfig },
    { offer, source: 'native', admission: { callId: 'call-1', epoch: 0 }, advisorId: '' },
  )
  return {
    bus,
    call,
    clock,
    heard,
    overflow,
    ended: () => ended,
    stall: () => {
      stalled ??= Promise.withResolvers<void>()
    },
    catchUp: () => {
      stalled?.resolve()
      stalled = undefined
    },
  }
}

const emptyTotals = {
  framesReceived: 0,
  framesForwarded: 0,
  framesPaused: 0,
  framesDuplicate: 0,
  framesLate: 0,
  framesReordered: 0,
  samplesReceived: 0,
  samplesForwarded: 0,
  samplesPaused: 0,
  samplesDropped: 0,
  samplesLate: 0,
  samplesLost: 0,
  bytesReceived: 0,
}

const FRAME = 160

function play(running: ReturnType<typeof begin>, happenings: readonly { readonly channelIndex: number; readonly what: Happening }[]) {
  const { call, clock } = running
  const next = [0, 0]
  let sent = 0
  const send = (channelIndex: number, index: number, shiftSamples = 0) => {
    const positionSamples = Math.max(0, index * FRAME + shiftSamples)
    const refusal = call.accept({ channelIndex, sequence: index, positionSamples, payload: new Uint8Array(FRAME) })
    if (refusal === undefined) sent += FRAME
  }
  for (const { channelIndex, what } of happenings) {
    const at = next[channelIndex] ?? 0
    switch (what.kind) {
      case 'frames':
        for (let index = at; index < at + what.count; index += 1) send(channelIndex, index)
        next[channelIndex] = at + what.count
        break
      case 'hole':
        next[channelIndex] = at + what.count
        break
      case 'again':
        send(channelIndex, Math.max(0, at - what.back))
        break
      case 'astride':
        send(channelIndex, at, -what.back)
        break
      case 'early':
        send(channelIndex, at + what.ahead)
        break
      case 'pause':
        if (call.pausedBy === undefined) call.pause('platform')
        break
      case 'resume':
        if (call.pausedBy !== undefined) call.resume('platform')
        break
      case 'sweep':
        call.sweep()
        break
      case 'stall':
        running.stall()
        break
      case 'catch-up':
        running.catchUp()
        break
      case 'second':
        clock.advance(1000)
        break
      case 'too long':
        expect(call.accept({ channelIndex, sequence: at, positionSamples: at * FRAME, payload: new Uint8Array(8001) })).toBeDefined()
        break
      case 'no such channel':
        expect(call.accept({ channelIndex: 2, sequence: at, positionSamples: at * FRAME, payload: new Uint8Array(FRAME) })).toBeDefined()
        break
    }
  }
  return sent
}

function expectBalance(account: ChannelAccount, { heard, overflow }: ReturnType<typeof begin>): void {
  const { samplesReceived, samplesForwarded, samplesPaused, samplesDropped, samplesLate } = account
  const { framesReceived, framesForwarded, framesPaused, framesDropped, framesDuplicate, framesOutOfOrder } = account
  const bySample = (heard.get(account.channel) ?? 0) + (overflow.get(account.channel) ?? 0) + samplesPaused + samplesDropped
  expect(bySample).toBe(samplesReceived)
  expect(samplesForwarded + samplesPaused + samplesDropped).toBe(samplesReceived)
  expect(framesForwarded + framesPaused + framesDropped).toBe(framesReceived)
  expect(framesDuplicate + framesOutOfOrder).toBe(framesDropped)
  expect(samplesLate).toBeLessThanOrEqual(samplesDropped)
}

test('any mix of holes, duplicates, late frames, pauses and overflow balances', async () => {
  const story = fc.array(fc.record({ channelIndex: fc.integer({ min: 0, max: 1 }), what: happening }), { minLength: 5, maxLength: 80 })
  let [overflowed, late, paused] = [0, 0, 0]
  await fc.assert(
    fc.asyncProperty(story, fc.integer({ min: 1, max: 12 }), async (happenings, audioCapacity) => {
      const running = begin(audioCapacity)
      running.call.start()
      // The machine has its turn only here and there: the rest waits on the bus, or has no room there.
      let sent = 0
      for (let from = 0; from < happenings.length; from += 7) {
        sent += play({ ...running }, happenings.slice(from, from + 7))
        await new Promise(setImmediate)
      }
      running.call.end(CallEndReason.COMPLETED, undefined)
      running.catchUp()
      await running.bus.settled()
      const accounts = running.ended()?.accounts ?? []
      expect(accounts.reduce((sum, { samplesReceived }) => sum + samplesReceived, 0)).toBe(sent)
      for (const account of accounts) {
        expectBalance(account, running)
        late += account.samplesLate
        paused += account.samplesPaused
      }
      for (const samples of running.overflow.values()) overflowed += samples
      expect(running.clock.pendingTimers).toBe(0)
    }),
    { numRuns: 300, seed: 20_261_123 },
  )
  // The stories really had all of it.
  for (const samples of [overflowed, late, paused]) expect(samples).toBeGreaterThan(1000)
})
