import { CallEndReason } from '@souffleur/proto'
import { aCallPauseRequested, anUtterance, aPartialTranscript } from '@souffleur/testkit'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { OpenBench } from './door-bench.ts'
import type { DoorUnderTest, Offence } from './door-under-test.ts'
import { mutate, mutations } from './mutated-messages.ts'

const FRAME_MS = 20
const TWO_MEGABYTES = 2 * 1024 * 1024

export function describeOffences(door: DoorUnderTest, open: OpenBench): void {
  const { spoken, entrance } = door
  const audioFirst: Offence = {
    name: 'audio of a call that nobody announced',
    when: 'before-call',
    messages: (callId) => spoken.audio(callId, 0),
    code: spoken.unannouncedCode ?? 'stream.start-expected',
  }
  const oversized = (when: Offence['when']): Offence => ({
    name: `a message of two megabytes ${when === 'before-call' ? 'before' : 'during'} the call`,
    when,
    messages: () => [new Uint8Array(TWO_MEGABYTES)],
    code: 'media.frame-oversized',
  })
  const always = entrance.kind === 'web-socket' ? [audioFirst, oversized('before-call'), oversized('during-call')] : [audioFirst]
  const offences = [...always, ...spoken.offences].map((offence): [string, Offence] => [`${offence.name}: ${offence.code}`, offence])

  it.each(offences)('%s', async (_, { when, messages, code, survives = false }) => {
    const bench = await open()
    const callId = bench.nextCallId()
    const id = bench.gatewayCallId(callId)
    const peer = await bench.raw(callId)
    if (when === 'during-call') peer.send([...spoken.greeting(callId), ...spoken.audio(callId, 0)])
    peer.send(messages(callId))
    await bench.until(() => bench.gateway.log.codes().includes(code))
    await bench.checkNeighbour()
    if (survives) peer.send(spoken.farewell(callId))
    else await peer.closed
    if (when === 'before-call') {
      expect(bench.events(id, 'callStarted')).toEqual([])
      return
    }
    if (survives) peer.close()
    await bench.ended(id)
    const ended = survives ? { reason: CallEndReason.COMPLETED, errorCode: '' } : { reason: CallEndReason.FAILED, errorCode: code }
    expect(bench.endOf(id)).toMatchObject({ ...ended, durationMs: FRAME_MS })
  })
}

export function describeNoise(door: DoorUnderTest, open: OpenBench): void {
  it('neither waits for a peer that doesn’t read nor remembers everything for it', async () => {
    const bench = await open({ config: { relaySoftLimitBytes: 100_000, relayHardLimitBytes: 1_000_000 } })
    const callId = bench.nextCallId()
    const id = bench.gatewayCallId(callId)
    const peer = await bench.raw(callId)
    peer.send([...door.spoken.greeting(callId), ...door.spoken.audio(callId, 0)])
    await bench.until(() => bench.events(id, 'callStarted').length === 1)
    peer.stopReading()
    const words = 'word '.repeat(20_000)
    for (let index = 0; index < 300 && bench.endOf(id) === undefined; index += 1) {
      bench.gateway.bus.publishEvent(anUtterance({ text: words }, { callId: id }))
      bench.gateway.bus.publishEvent(aPartialTranscript({ firmText: words }, { callId: id }))
      bench.gateway.bus.publishEvent(aCallPauseRequested({ paused: index % 2 === 0 }, { callId: id }))
      await bench.gateway.bus.settled()
    }
    expect(['stream.slow-reader', undefined]).toContain(bench.endOf(id)?.errorCode)
  })

  it.each(['before', 'after'])('survives anything that a peer sends %s it has announced its call', async (when) => {
    const bench = await open({ config: { maxCalls: 1000, maxGreetings: 1000 } })
    await fc.assert(
      fc.asyncProperty(mutations, async (planned) => {
        const callId = bench.nextCallId()
        const { greeting, audio, farewell } = door.spoken
        const real = [...greeting(callId), ...audio(callId, 0), ...audio(callId, 1), ...farewell(callId)]
        const peer = await bench.raw(callId)
        if (when === 'after') peer.send(greeting(callId))
        peer.send(planned.map((mutation) => mutate(real, mutation)))
        peer.close()
        await peer.closed
        await bench.checkNeighbour()
      }),
      { numRuns: 100 },
    )
  })
}
