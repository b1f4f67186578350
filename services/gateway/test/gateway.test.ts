import { create } from '@bufbuild/protobuf'
import { CallEndReason, Channel, GapReason, RecordingNotice, RecordingNoticeNotedSchema, SummaryState } from '@souffleur/proto'
import { aCallPauseRequested, anEvent, anUtterance, aPartialTranscript, aSummaryUpdated } from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { type RunningGateway, type RunningGatewayOptions, runGateway } from './running-gateway.ts'

const running: RunningGateway[] = []
const run = async (options?: RunningGatewayOptions) => {
  const gateway = await runGateway(options)
  running.push(gateway)
  return gateway
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()))
})

/** The names of a call's events, in order. */
const cases = (gateway: RunningGateway, callId: string) => gateway.eventsOf(callId).map(({ body }) => body.case)

describe('a call on the native socket', () => {
  it('is told from its hello to its end, with every sample of every channel in between', async () => {
    const gateway = await run()
    const peer = await gateway.call('c', {
      language: 'fr',
      queue: 'motor',
      title: 'A sample',
      synthetic: true,
      metadata: { trunk: 'x' },
      advisorId: 'ann',
    })
    for (let index = 0; index < 5; index += 1) for (const channelIndex of [0, 1]) peer.sendFrame(index, { channelIndex })
    peer.say({ type: 'end' })
    expect(await peer.closeCode).toBe(1000)
    await gateway.bus.settled()

    expect(peer.received.map(({ type }) => type)).toEqual(['ready', 'closed'])
    expect(cases(gateway, 'c')).toEqual(['callStarted', 'callEnded'])
    expect(gateway.events[0]?.body.value).toMatchObject({
      language: 'fr',
      queue: 'motor',
      title: 'A sample',
      synthetic: true,
      metadata: { trunk: 'x' },
      advisorId: 'ann',
      channels: [Channel.CUSTOMER, Channel.ADVISOR],
      source: 'native',
      sampleRateHz: 8000,
    })
    const customer = gateway.batches.filter(({ channel }) => channel === Channel.CUSTOMER)
    expect(
      customer.map(({ sequence, startSamples, payload, endOfChannel }) => [sequence, startSamples, payload.length, endOfChannel]),
    ).toEqual([
      [0, 0, 320, false],
      [1, 320, 320, false],
      [2, 640, 160, false],
      [3, 800, 0, true],
    ])
    expect(customer[0]).toMatchObject({ callId: 'c', language: 'fr', sampleRateHz: 8000, epoch: 0 })
    expect(Buffer.concat(customer.map(({ payload }) => payload))).toEqual(
      Buffer.concat([0, 1, 2, 3, 4].map((index) => Buffer.alloc(160, index))),
    )
    expect(gateway.endOf('c')).toMatchObject({ reason: CallEndReason.COMPLETED, errorCode: '', durationMs: 100 })
    expect(gateway.endOf('c')?.accounts).toMatchObject([
      { channel: Channel.CUSTOMER, framesReceived: 5, framesForwarded: 5, samplesReceived: 800, samplesForwarded: 800 },
      { channel: Channel.ADVISOR, framesReceived: 5, framesForwarded: 5, samplesReceived: 800, samplesForwarded: 800 },
    ])
  })

  it('gets an id when it brings none', async () => {
    const gateway = await run()
    const peer = await gateway.connect()
    peer.hello()
    expect((await peer.next('ready')).callId).toMatch(/^[0-9a-f-]{36}$/)
    expect(gateway.gateway.activeCalls()).toBe(1)
  })

  it('has its gaps noted in milliseconds, its duplicates dropped, and both counted', async () => {
    const gateway = await run()
    const peer = await gateway.call('c', { channels: ['mixed'] })
    peer.sendFrame(0)
    peer.sendFrame(0)
    peer.sendFrame(1, { position: 1600 })
    peer.say({ type: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    expect(cases(gateway, 'c')).toEqual(['callStarted', 'audioGapNoted', 'callEnded'])
    expect(gateway.events[1]?.body.value).toMatchObject({ channel: Channel.MIXED, startMs: 20, lengthMs: 180, reason: GapReason.LOST })
    expect(gateway.endOf('c')?.accounts).toMatchObject([
      { framesReceived: 3, framesForwarded: 2, framesDuplicate: 1, samplesDropped: 160, samplesLost: 1440 },
    ])
    const text = await gateway.metrics.metrics()
    expect(text).toContain('souffleur_gateway_frames_total{outcome="forwarded"} 2')
    expect(text).toContain('souffleur_gateway_frames_total{outcome="duplicate"} 1')
    expect(text).toContain('souffleur_gateway_audio_bytes_total 480')
    expect(text).toContain('souffleur_gateway_gaps_total{reason="lost"} 1')
    expect(text).toContain('souffleur_gateway_calls_ended_total{reason="completed"} 1')
    expect(text).toContain('souffleur_gateway_active_calls 0')
  })

  it('tells what came too late from what came twice, and what its account is so far', async () => {
    const gateway = await run({ config: { reorderFrames: 0 } })
    const peer = await gateway.call('c', { channels: ['mixed'] })
    peer.sendFrame(0)
    peer.sendFrame(2)
    peer.sendFrame(1)
    peer.sendFrame(2)
    await peer.barrier()
    const soFar = {
      framesReceived: 4,
      framesDuplicate: 1,
      framesOutOfOrder: 1,
      samplesReceived: 640,
      samplesDropped: 320,
      samplesLate: 160,
    }
    expect(gateway.gateway.accountsOf('c')).toMatchObject([soFar])
    expect(gateway.gateway.accountsOf('other')).toBeUndefined()
    peer.say({ type: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    expect(gateway.endOf('c')?.accounts).toMatchObject([soFar])
    expect(gateway.gateway.accountsOf('c')).toBeUndefined()
  })

  it('keeps what was heard when its socket vanishes', async () => {
    const gateway = await run()
    const peer = await gateway.call('c')
    for (const index of [0, 1, 2]) peer.sendFrame(index)
    await peer.barrier()
    const ended = eventOf(gateway, 'callEnded')
    peer.cut()
    await ended
    await gateway.bus.settled()
    expect(gateway.endOf('c')).toMatchObject({ reason: CallEndReason.DISCONNECTED, durationMs: 60 })
    expect(gateway.batches.reduce((bytes, { payload }) => bytes + payload.length, 0)).toBe(480)
    expect(gateway.batches.filter(({ endOfChannel }) => endOfChannel)).toHaveLength(2)
    expect(gateway.gateway.activeCalls()).toBe(0)
  })
})

describe('a caller who refuses to be recorded', () => {
  const noted = (notice: RecordingNotice) =>
    anEvent({ case: 'recordingNoticeNoted', value: create(RecordingNoticeNotedSchema, { notice, notedBy: 'advisor' }) }, { callId: 'c' })

  it('isn’t listened to, whoever asks for it, until they agree after all', async () => {
    const gateway = await run()
    const peer = await gateway.call('c', { channels: ['mixed'] })
    gateway.bus.publishEvent(noted(RecordingNotice.REFUSED))
    await peer.next('paused')
    gateway.bus.publishEvent(aCallPauseRequested({ paused: false, requestedBy: 'payment' }, { callId: 'c' }))
    peer.say({ type: 'resume' })
    peer.sendFrame(0)
    await peer.barrier()
    gateway.bus.publishEvent(noted(RecordingNotice.GIVEN))
    await peer.next('resumed')
    peer.sendFrame(1)
    peer.say({ type: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    const told = gateway.events.map(({ body }) => body.case)
    expect(told.filter((name) => name === 'callPaused' || name === 'callResumed')).toEqual(['callPaused', 'callResumed'])
    expect(gateway.batches.filter(({ payload }) => payload.length > 0).map(({ startSamples }) => startSamples)).toEqual([160])
  })

  it.each([
    ['refused', RecordingNotice.REFUSED, 0],
    ['given', RecordingNotice.GIVEN, 1],
  ])('or was told by the platform’s own announcement: %s', async (recordingNotice, notice, heard) => {
    const gateway = await run()
    const peer = await gateway.call('c', { channels: ['mixed'], metadata: { recordingNotice } })
    if (notice === RecordingNotice.REFUSED) await peer.next('paused')
    peer.sendFrame(0)
    peer.say({ type: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    expect(gateway.events[1]?.body).toMatchObject({ case: 'recordingNoticeNoted', value: { notice, notedBy: 'platform' } })
    expect(gateway.batches.filter(({ payload }) => payload.length > 0)).toHaveLength(heard)
  })
})

describe('pausing', () => {
  it.each(['the platform', 'the advisor'])('by %s withholds the audio, accounts for it, and tells everybody', async (who) => {
    const gateway = await run()
    const peer = await gateway.call('c', { channels: ['mixed'] })
    const ask = async (paused: boolean) => {
      if (who === 'the platform') peer.say({ type: paused ? 'pause' : 'resume' })
      else gateway.bus.publishEvent(aCallPauseRequested({ paused, requestedBy: 'ann' }, { callId: 'c' }))
      await peer.next(paused ? 'paused' : 'resumed')
    }
    peer.sendFrame(0)
    await peer.barrier()
    await ask(true)
    for (const index of [1, 2]) peer.sendFrame(index)
    await peer.barrier()
    await ask(false)
    for (const index of [3, 4]) peer.sendFrame(index)
    peer.say({ type: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    const requestedBy = who === 'the platform' ? 'platform' : 'ann'
    const told = gateway.events.filter(({ body }) => body.case !== 'callPauseRequested')
    expect(told.map(({ body }) => body.case)).toEqual(['callStarted', 'callPaused', 'callResumed', 'audioGapNoted', 'callEnded'])
    expect(told[1]?.body.value).toMatchObject({ positionMs: 20, requestedBy })
    expect(told[2]?.body.value).toMatchObject({ positionMs: 60, requestedBy })
    expect(told[3]?.body.value).toMatchObject({ startMs: 20, lengthMs: 40, reason: GapReason.PAUSED })
    expect(gateway.batches.map(({ startSamples, payload, afterPause }) => [startSamples, payload.length, afterPause])).toEqual([
      [0, 160, false],
      [480, 320, true],
      [800, 0, false],
    ])
    expect(gateway.endOf('c')?.accounts).toMatchObject([{ framesReceived: 5, framesForwarded: 3, framesPaused: 2, samplesPaused: 320 }])
  })
})

describe('what a peer does wrong ends its own call and no other', () => {
  it('a second call with a running id is refused, and the first goes on', async () => {
    const gateway = await run()
    const first = await gateway.call('c')
    const second = await gateway.connect()
    second.hello({ callId: 'c' })
    expect(await second.next('error')).toMatchObject({ code: 'call.duplicate-id', scope: 'call' })
    expect(await second.closeCode).toBe(4400)
    first.sendFrame(0)
    first.say({ type: 'end' })
    expect(await first.closeCode).toBe(1000)
    await gateway.bus.settled()
    expect(cases(gateway, 'c')).toEqual(['callStarted', 'callEnded'])
    expect(gateway.endOf('c')).toMatchObject({ reason: CallEndReason.COMPLETED, durationMs: 20 })
  })

  it('a call too many is refused until another one ends', async () => {
    const gateway = await run({ config: { maxCalls: 1 } })
    const first = await gateway.call('a')
    const second = await gateway.connect()
    second.hello({ callId: 'b' })
    expect(await second.next('error')).toMatchObject({ code: 'call.too-many' })
    first.say({ type: 'end' })
    await first.closeCode
    await gateway.call('b')
    expect(gateway.gateway.activeCalls()).toBe(1)
  })

  it.each<[string, string, (peer: Awaited<ReturnType<RunningGateway['connect']>>) => void]>([
    ['audio before the hello', 'stream.start-expected', (peer) => peer.sendFrame(0)],
    ['a control message before the hello', 'stream.start-expected', (peer) => peer.say({ type: 'pause' })],
    ['what isn’t JSON', 'stream.message-invalid', (peer) => peer.sendText('{')],
    ['a hello without channels', 'stream.message-invalid', (peer) => peer.hello({ channels: [] })],
    ['a hello with two channels of one name', 'stream.message-invalid', (peer) => peer.hello({ channels: ['mixed', 'mixed'] })],
    ['a call id with a path in it', 'stream.message-invalid', (peer) => peer.hello({ callId: '../x' })],
  ])('%s is refused with %s', async (_, code, act) => {
    const gateway = await run()
    const peer = await gateway.connect()
    act(peer)
    expect(await peer.next('error')).toMatchObject({ code })
    expect(await peer.closeCode).toBe(4400)
    await gateway.bus.settled()
    expect(gateway.events).toEqual([])
    expect(gateway.log.codes()).toEqual([code])
  })

  it('a bad frame is dropped and reported once; the call goes on', async () => {
    const gateway = await run()
    const peer = await gateway.call('c')
    peer.sendBytes(Uint8Array.of(1, 2, 3))
    peer.sendBytes(Uint8Array.of(9, ...new Uint8Array(20)))
    peer.sendFrame(0)
    await peer.barrier()
    expect(peer.received.filter(({ type }) => type === 'error')).toMatchObject([{ code: 'media.frame-truncated', scope: 'frame' }])
    peer.say({ type: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    expect(gateway.endOf('c')).toMatchObject({
      reason: CallEndReason.COMPLETED,
      durationMs: 20,
      badFrames: { 'media.frame-truncated': 1, 'media.frame-version': 1 },
    })
    expect(await gateway.metrics.metrics()).toContain('souffleur_gateway_drops_total{code="media.frame-version"} 1')
  })

  it.each<[string, string, number, (peer: Awaited<ReturnType<RunningGateway['connect']>>) => void]>([
    [
      'fifty bad frames in a row',
      'media.too-many-bad-frames',
      4400,
      (peer) => {
        for (let index = 0; index < 50; index += 1) peer.sendBytes(Uint8Array.of(0))
      },
    ],
    ['a position beyond any call', 'media.position-jump', 4400, (peer) => peer.sendFrame(1, { position: 0xffff_ffff })],
    ['a message of two megabytes', 'media.frame-oversized', 1009, (peer) => peer.sendBytes(new Uint8Array(2 * 1024 * 1024))],
    ['a second hello', 'stream.message-invalid', 4400, (peer) => peer.hello()],
    ['an unknown message', 'stream.message-invalid', 4400, (peer) => peer.say({ type: 'dance' })],
  ])('%s ends the call with %s, what was heard kept', async (_, code, closeCode, act) => {
    const gateway = await run()
    const other = await gateway.call('other')
    const peer = await gateway.call('c')
    peer.sendFrame(0)
    act(peer)
    expect(await peer.closeCode).toBe(closeCode)
    other.sendFrame(0)
    await other.barrier()
    await gateway.bus.settled()
    expect(gateway.endOf('c')).toMatchObject({ reason: CallEndReason.FAILED, errorCode: code, durationMs: 20 })
    expect(gateway.endOf('other')).toBeUndefined()
    expect(gateway.gateway.activeCalls()).toBe(1)
  })
})

describe('time', () => {
  it('closes a socket that says no hello within ten seconds', async () => {
    const gateway = await run()
    const peer = await gateway.connect()
    gateway.clock.advance(10_250)
    expect(await peer.next('error')).toMatchObject({ code: 'stream.start-expected' })
    expect(await peer.closeCode).toBe(4400)
  })

  it('closes a peer that answers nothing for a minute, and keeps the call', async () => {
    const gateway = await run()
    const peer = await gateway.call('c', {}, { autoPong: false })
    peer.sendFrame(0)
    await peer.barrier()
    gateway.clock.advance(60_500)
    expect(await peer.closeCode).toBe(4400)
    await gateway.bus.settled()
    expect(gateway.endOf('c')).toMatchObject({ reason: CallEndReason.FAILED, errorCode: 'call.silent-peer', durationMs: 20 })
  })

  it('keeps a quiet call whose peer answers pings', async () => {
    const gateway = await run()
    const peer = await gateway.call('c')
    for (let minute = 0; minute < 5; minute += 1) {
      for (let part = 0; part < 2; part += 1) {
        const pinged = peer.pinged()
        gateway.clock.advance(30_000)
        await pinged
        await peer.barrier()
      }
    }
    expect(gateway.gateway.activeCalls()).toBe(1)
  })

  it('ends a call that reaches the longest duration', async () => {
    const gateway = await run({ config: { maxCallMs: 30_000 } })
    const peer = await gateway.call('c')
    gateway.clock.advance(30_250)
    expect(await peer.closeCode).toBe(4400)
    await gateway.bus.settled()
    expect(gateway.endOf('c')).toMatchObject({ errorCode: 'call.too-long' })
  })

  it('moves on a lone frame of a sender that stalls', async () => {
    const gateway = await run()
    const peer = await gateway.call('c')
    peer.sendFrame(0)
    await peer.barrier()
    expect(gateway.batches).toEqual([])
    gateway.clock.advance(500)
    await gateway.bus.settled()
    expect(gateway.batches).toHaveLength(1)
  })
})

describe('the events of a call on its own socket', () => {
  it('come as they are published, and the socket closes after the complete summary', async () => {
    const gateway = await run()
    const peer = await gateway.call('c', { events: true })
    gateway.bus.publishEvent(anUtterance({ text: 'My roof leaks.' }, { callId: 'c' }))
    gateway.bus.publishEvent(anUtterance({ text: 'Somebody else.' }, { callId: 'other' }))
    peer.say({ type: 'end' })
    for (let ended = false; !ended; ) ended = 'callEnded' in (await peer.next('event')).event
    gateway.bus.publishEvent(aSummaryUpdated({ state: SummaryState.COMPLETE }, { callId: 'c' }))
    expect(await peer.closeCode).toBe(1000)
    const events = peer.received.flatMap((message) => (message.type === 'event' ? [message.event] : []))
    expect(events).toMatchObject([
      { callId: 'c', callStarted: { language: 'en' } },
      { utterance: { text: 'My roof leaks.' } },
      { callEnded: { reason: 'CALL_END_REASON_COMPLETED' } },
      { summaryUpdated: { summary: { state: 'SUMMARY_STATE_COMPLETE' } } },
    ])
    expect(peer.received.at(-1)).toEqual({ type: 'closed', callId: 'c' })
  })

  it('are not waited for forever', async () => {
    const gateway = await run()
    const peer = await gateway.call('c', { events: true })
    peer.say({ type: 'end' })
    await peer.barrier()
    expect(gateway.gateway.activeCalls()).toBe(0)
    gateway.clock.advance(15_250)
    expect(await peer.closeCode).toBe(1000)
  })

  it('leave out partials for a reader that is slow, and close one that doesn’t read', async () => {
    const gateway = await run({ config: { relaySoftLimitBytes: 100_000, relayHardLimitBytes: 1_000_000 } })
    const peer = await gateway.call('c', { events: true })
    peer.sendFrame(0)
    await peer.barrier()
    peer.stopReading()
    const words = 'word '.repeat(20_000)
    for (let index = 0; index < 300 && gateway.endOf('c') === undefined; index += 1) {
      gateway.bus.publishEvent(anUtterance({ text: words }, { callId: 'c' }))
      gateway.bus.publishEvent(aPartialTranscript({ firmText: words }, { callId: 'c' }))
      await gateway.bus.settled()
    }
    expect(gateway.endOf('c')).toMatchObject({ reason: CallEndReason.FAILED, errorCode: 'stream.slow-reader', durationMs: 20 })
    expect(await gateway.metrics.metrics()).toMatch(/partials_left_out_total [1-9]/)
    expect(gateway.handlerErrors).toEqual([])
  })
})

describe('a bus that has no room', () => {
  it('ends the call that overflows, tells its end when there is room again, and leaves others alone', async () => {
    const gateway = await run({ capacity: { events: 3 } })
    let release = () => {}
    const gate = new Promise<void>((resolve) => {
      release = resolve
    })
    gateway.bus.subscribeEvents('stuck', () => gate)
    const other = await gateway.call('other', { channels: ['mixed'] })
    const peer = await gateway.call('c', { channels: ['mixed'] })
    // Every other frame is missing: a gap each.
    for (let index = 0; index < 12; index += 1) peer.sendFrame(index, { position: index * 320 })
    expect(await peer.next('error')).toMatchObject({ code: 'bus.overflow' })
    expect(await peer.closeCode).toBe(4400)
    other.sendFrame(0)
    await other.barrier()
    expect(gateway.endOf('c')).toBeUndefined()
    release()
    await gateway.bus.settled()
    gateway.clock.advance(250)
    await gateway.bus.settled()
    const end = gateway.endOf('c')
    expect(end).toMatchObject({ reason: CallEndReason.FAILED, errorCode: 'bus.overflow' })
    expect(end?.accounts[0]?.samplesForwarded).toBe(end?.accounts[0]?.samplesReceived)
    expect(gateway.gateway.activeCalls()).toBe(1)
    await gateway.call('c')
  })
})

describe('stopping', () => {
  it('ends every call, closes every socket, and leaves no timer behind', async () => {
    const gateway = await run()
    const peers = [await gateway.call('a'), await gateway.call('b', { events: true }), await gateway.connect()]
    peers[0]?.sendFrame(0)
    await peers[0]?.barrier()
    await gateway.gateway.stop()
    await gateway.bus.settled()
    expect(await Promise.all(peers.map(({ closeCode }) => closeCode))).toEqual([1001, 1001, 1001])
    for (const callId of ['a', 'b']) expect(gateway.endOf(callId)).toMatchObject({ errorCode: 'call.server-stopping' })
    expect(gateway.endOf('a')?.durationMs).toBe(20)
    expect(gateway.clock.pendingTimers).toBe(0)
    expect(gateway.gateway.activeCalls()).toBe(0)
  })
})

function eventOf(gateway: RunningGateway, name: string): Promise<void> {
  return new Promise((resolve) => {
    gateway.bus.subscribeEvents(`waits for ${name}`, ({ body }) => {
      if (body.case === name) resolve()
    })
  })
}
