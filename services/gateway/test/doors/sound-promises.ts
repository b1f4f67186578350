import { bytesPerEncodedSample } from '@souffleur/audio'
import { CallEndReason, channelOf, encodingOf, GapReason } from '@souffleur/proto'
import { aCallPauseRequested } from '@souffleur/testkit'
import { expect, it } from 'vitest'
import type { OpenBench } from './door-bench.ts'
import type { DoorUnderTest } from './door-under-test.ts'
import { expectSound, FRAME, lastEnd, msOf, say, soundAt } from './spoken-sound.ts'

const ODD_SIZES = [160, 37, 1, 400, 160, 7, 799, 160, 320, 3, 8, 2000, 161]

export function describeSound(door: DoorUnderTest, open: OpenBench): void {
  it('answers while everything behind it stands still, and loses nothing of what comes meanwhile', async () => {
    const bench = await open()
    const { promise: gate, resolve: release } = Promise.withResolvers<void>()
    bench.gateway.bus.subscribeEvents('stuck', () => gate)
    bench.gateway.bus.subscribeAudio('stuck', () => gate)
    const call = await bench.call()
    const sent = say(call, { sizes: [FRAME, FRAME] })
    call.client.end()
    await call.client.closed
    release()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    expectSound(bench, call, sent)
  })

  it.each([
    ['two channels', ['customer', 'advisor'] as const],
    ['one channel', ['mixed'] as const],
  ])('carries %s to the sample, whatever the size of the frames', async (_, channels) => {
    const bench = await open()
    const call = await bench.call({}, { channels })
    const sent = say(call, { sizes: door.frameSizes ?? ODD_SIZES })
    call.client.end()
    await call.client.closed
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    expectSound(bench, call, sent)
    expect(bench.events(call.id, 'callStarted')[0]?.value).toMatchObject({
      source: door.name,
      channels: call.sound.channels.map(channelOf),
      encoding: encodingOf(call.sound.encoding),
      sampleRateHz: call.sound.sampleRateHz,
    })
    expect(bench.events(call.id, 'audioGapNoted')).toEqual([])
  })

  it('keeps two calls at once apart', async () => {
    const bench = await open()
    const calls = [await bench.call(), await bench.call()]
    const sent = calls.map(() => [] as Buffer[])
    for (let index = 0; index < 10; index += 1) {
      calls.forEach((call, number) => {
        const payloads = soundAt(call.sound, index * FRAME, FRAME, number + 1)
        call.client.send(index * FRAME, payloads)
        payloads.forEach((payload, channel) => {
          sent[number]?.splice(channel, 1, Buffer.concat([sent[number][channel] ?? Buffer.alloc(0), payload]))
        })
      })
    }
    for (const { client } of calls) client.end()
    for (const { id } of calls) await bench.ended(id)
    await bench.gateway.bus.settled()
    for (const [number, call] of calls.entries()) expectSound(bench, call, sent[number] ?? [])
  })

  it(door.protocol.tellsGaps ? 'accounts for a hole in its place' : 'moves up what follows a hole', async () => {
    const bench = await open()
    const call = await bench.call()
    const frame = (position: number) => call.client.send(position, soundAt(call.sound, position, FRAME))
    frame(0)
    for (const position of [5 * FRAME, 6 * FRAME]) frame(position)
    call.client.end()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    const missing = door.protocol.tellsGaps ? 4 * FRAME : 0
    call.sound.channels.forEach((name, index) => {
      const stretches = bench.heard(call.id, channelOf(name))
      expect(lastEnd(stretches, call.sound)).toBe(3 * FRAME + missing)
      expect(bench.endOf(call.id)?.accounts[index]).toMatchObject({ samplesLost: missing, samplesForwarded: 3 * FRAME })
    })
    const gaps = bench.events(call.id, 'audioGapNoted').map(({ value }) => value)
    const { sampleRateHz } = call.sound
    const told = { startMs: msOf(FRAME, sampleRateHz), lengthMs: msOf(4 * FRAME, sampleRateHz), reason: GapReason.LOST }
    expect(gaps).toMatchObject(missing === 0 ? [] : call.sound.channels.map((name) => ({ ...told, channel: channelOf(name) })))
  })

  if (!door.losesChannelsApart) return
  it('loses a frame of one channel, and leaves the other whole', async () => {
    const bench = await open()
    const call = await bench.call()
    for (let index = 0; index < 10; index += 1) {
      const [first, second] = soundAt(call.sound, index * FRAME, FRAME)
      call.client.send(index * FRAME, index === 3 ? [first, undefined] : [first, second])
    }
    call.client.end()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    const lost = door.protocol.tellsGaps ? FRAME : 0
    expect(bench.endOf(call.id)?.accounts).toMatchObject([
      { samplesForwarded: 10 * FRAME, samplesLost: 0 },
      { samplesForwarded: 9 * FRAME, samplesLost: lost },
    ])
  })
}

export function describePauses(door: DoorUnderTest, open: OpenBench): void {
  it.each(door.protocol.canPause ? ['the platform', 'the advisor'] : ['the advisor'])(
    'withholds what is said while %s has paused',
    async (who) => {
      const bench = await open()
      let isPausedThere = false
      const onPauseChanged = (paused: boolean) => {
        isPausedThere = paused
      }
      const call = await bench.call({ onPauseChanged })
      const frames = (...indices: number[]) => {
        for (const index of indices) call.client.send(index * FRAME, soundAt(call.sound, index * FRAME, FRAME))
      }
      const ask = async (paused: boolean) => {
        if (who === 'the advisor') {
          bench.gateway.bus.publishEvent(aCallPauseRequested({ paused, requestedBy: 'ann' }, { callId: call.id }))
        } else if (paused) call.client.pause()
        else call.client.resume()
        await bench.until(() => bench.events(call.id, paused ? 'callPaused' : 'callResumed').length === 1)
        // A client that sends nothing in a pause sends again once it knows of its end.
        if (door.keepsQuietWhenPaused === true) await bench.until(() => isPausedThere === paused)
      }
      const frameBytes = FRAME * bytesPerEncodedSample(call.sound.encoding) * call.sound.channels.length
      frames(0, 1)
      await bench.heardBytes(2 * frameBytes)
      await ask(true)
      frames(2, 3)
      const areSent = door.keepsQuietWhenPaused !== true
      if (areSent) await bench.heardBytes(4 * frameBytes)
      await ask(false)
      frames(4, 5)
      call.client.end()
      await bench.ended(call.id)
      await bench.gateway.bus.settled()

      const requestedBy = who === 'the advisor' ? 'ann' : 'platform'
      expect(bench.events(call.id, 'callPaused')[0]?.value.requestedBy).toBe(requestedBy)
      expect(bench.endOf(call.id)?.reason).toBe(CallEndReason.COMPLETED)
      const keepPlace = areSent || door.protocol.tellsGaps
      call.sound.channels.forEach((name, index) => {
        const stretches = bench.heard(call.id, channelOf(name))
        const expected = [0, 1, 4, 5].map((frame) => soundAt(call.sound, frame * FRAME, FRAME)[index] ?? Buffer.alloc(0))
        expect(Buffer.concat(stretches.map(({ payload }) => payload)).equals(Buffer.concat(expected))).toBe(true)
        expect(lastEnd(stretches, call.sound)).toBe((keepPlace ? 6 : 4) * FRAME)
        expect(bench.endOf(call.id)?.accounts[index]).toMatchObject({
          samplesForwarded: 4 * FRAME,
          samplesPaused: areSent ? 2 * FRAME : 0,
          samplesDropped: 0,
        })
      })
      const reasons = bench.events(call.id, 'audioGapNoted').map(({ value }) => value.reason)
      expect(reasons).toEqual(keepPlace ? call.sound.channels.map(() => GapReason.PAUSED) : [])
    },
  )
}
