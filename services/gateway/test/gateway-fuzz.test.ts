import { CallEndReason, encodeMediaFrame } from '@souffleur/proto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningGateway, runGateway } from './running-gateway.ts'
import type { TestPeer } from './test-peer.ts'

/** Whatever one socket sends, the process stays up and a neighbour's call loses nothing. */
let gateway: RunningGateway
let neighbour: TestPeer
let neighbourFrames = 0
let calls = 0

beforeAll(async () => {
  gateway = await runGateway({ config: { maxCalls: 1000, maxGreetings: 1000 } })
  neighbour = await gateway.call('neighbour', { channels: ['mixed'] })
})
afterAll(() => gateway.stop())

const truncated = fc
  .tuple(fc.nat(200), fc.nat(3000))
  .map(([length, position]) =>
    encodeMediaFrame({ channelIndex: 0, sequence: 0, positionSamples: position, payload: new Uint8Array(200) }).subarray(0, length),
  )
const anywhere = fc
  .tuple(fc.nat(1), fc.nat(0xffff_ffff), fc.oneof(fc.nat(0xffff_ffff), fc.nat(20_000)), fc.integer({ min: 1, max: 9000 }))
  .map(([channelIndex, sequence, positionSamples, bytes]) =>
    encodeMediaFrame({ channelIndex, sequence, positionSamples, payload: new Uint8Array(bytes) }),
  )
const control = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom('pause', 'resume', 'ping', 'end', 'hello', 'constructor').map((type) => JSON.stringify({ type })),
  fc
    .record({ type: fc.constant('hello'), callId: fc.string(), channels: fc.anything(), metadata: fc.anything() })
    .map((hello) => safeJson(hello)),
)
const messages = fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), truncated, anywhere, control), { maxLength: 40 })

it.each(['before a hello', 'after a hello'])('survives any messages %s', async (when) => {
  await fc.assert(
    fc.asyncProperty(messages, async (sent) => {
      calls += 1
      const callId = `fuzzed-${calls}`
      const peer = when === 'after a hello' ? await gateway.call(callId, { events: true }) : await gateway.connect()
      for (const message of sent) {
        if (typeof message === 'string') peer.sendText(message)
        else peer.sendBytes(message)
      }
      peer.close()
      await peer.closeCode
      neighbour.sendFrame(neighbourFrames)
      neighbourFrames += 1
      await neighbour.barrier()
      await gateway.bus.settled()
      if (when === 'before a hello') return
      const end = gateway.endOf(callId)
      for (const account of end?.accounts ?? []) {
        expect(account.samplesReceived).toBe(account.samplesForwarded + account.samplesPaused + account.samplesDropped)
        expect(account.framesReceived).toBe(account.framesForwarded + account.framesPaused + account.framesDropped)
      }
      const batches = gateway.batches.filter((batch) => batch.callId === callId)
      if (end !== undefined) expect(batches.filter(({ endOfChannel }) => endOfChannel)).toHaveLength(2)
    }),
    { numRuns: 150 },
  )
})

it('leaves the neighbour whole', async () => {
  neighbour.say({ type: 'end' })
  await neighbour.closeCode
  await gateway.bus.settled()
  expect(gateway.endOf('neighbour')).toMatchObject({
    reason: CallEndReason.COMPLETED,
    durationMs: neighbourFrames * 20,
    accounts: [{ framesReceived: neighbourFrames, framesForwarded: neighbourFrames, samplesLost: 0 }],
  })
  expect(gateway.handlerErrors).toEqual([])
  expect(gateway.log.codes()).not.toContain('internal.unexpected')
})

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return '{"type":"hello"}'
  }
}
