import { bytesPerEncodedSample } from '@souffleur/audio'
import type { CallSound } from '@souffleur/media-client'
import { CallEndReason, channelOf, encodingOf, GapReason } from '@souffleur/proto'
import { aCallPauseRequested, anUtterance, aPartialTranscript } from '@souffleur/testkit'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { RunningGatewayOptions } from '../running-gateway.ts'
import { type BenchCall, DoorBench } from './door-bench.ts'
import type { DoorUnderTest, Offence } from './door-under-test.ts'
import { mutate, mutations } from './mutated-messages.ts'

const ODD_SIZES = [160, 37, 1, 400, 160, 7, 799, 160, 320, 3, 8, 2000, 161]
const FRAME = 160
/** Two of them make a batch, which goes out at once. */
const FRAME_MS = 20
/** Reserved for documentation (RFC 5737): a header that names it makes a peer one that came by a proxy. */
const ELSEWHERE = { 'x-forwarded-for': '203.0.113.7' }
const TWO_MEGABYTES = 2 * 1024 * 1024

/** What every way into the gateway promises, whatever its protocol. On real sockets; time stands still unless a test moves it. */
export function describeDoor(door: DoorUnderTest): void {
  describe(`the ${door.name} door`, () => {
    const opened: DoorBench[] = []
    const open = async (options?: RunningGatewayOptions) => {
      const bench = await DoorBench.open(door, options)
      opened.push(bench)
      return bench
    }
    afterEach(async () => {
      for (const bench of opened.splice(0)) await bench.close()
    })

    describeSound(door, open)
    describePauses(door, open)
    describeEnds(open)
    if (door.credentials !== undefined) describeCredentials(door.credentials, open)
    describeOffences(door, open)
    describeNoise(door, open)
  })
}

type Open = (options?: RunningGatewayOptions) => Promise<DoorBench>

function describeSound(door: DoorUnderTest, open: Open): void {
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

function describePauses(door: DoorUnderTest, open: Open): void {
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

function describeEnds(open: Open): void {
  it('ends a call as the platform asked, with its full account', async () => {
    const bench = await open()
    const call = await bench.call()
    say(call, { sizes: [FRAME, FRAME, FRAME] })
    call.client.end()
    await call.client.closed
    await bench.ended(call.id)
    const { sampleRateHz, channels } = call.sound
    expect(bench.endOf(call.id)).toMatchObject({
      reason: CallEndReason.COMPLETED,
      errorCode: '',
      durationMs: msOf(3 * FRAME, sampleRateHz),
      accounts: channels.map((name) => ({ channel: channelOf(name), samplesReceived: 3 * FRAME, samplesForwarded: 3 * FRAME })),
    })
    expect(bench.gateway.gateway.activeCalls()).toBe(1)
  })

  it('keeps what was heard when the connection is cut', async () => {
    const bench = await open()
    const call = await bench.call()
    const sent = say(call, { sizes: [FRAME, FRAME, FRAME] })
    await bench.heardBytes(sent.reduce((bytes, { length }) => bytes + length, 0))
    call.client.disconnect()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    expect(bench.endOf(call.id)).toMatchObject({ reason: CallEndReason.DISCONNECTED, durationMs: msOf(3 * FRAME, call.sound.sampleRateHz) })
    expectSound(bench, call, sent)
  })

  it('refuses a second call with a running id, and the first goes on', async () => {
    const bench = await open()
    const callId = bench.nextCallId()
    const call = await bench.call({}, { callId })
    await refusalOf(bench.call({}, { callId }))
    await bench.until(() => bench.gateway.log.codes().includes('call.duplicate-id'))
    const sent = say(call, { sizes: [FRAME] })
    call.client.end()
    await bench.ended(call.id)
    await bench.gateway.bus.settled()
    expect(bench.events(call.id, 'callEnded')).toHaveLength(1)
    expect(bench.endOf(call.id)?.reason).toBe(CallEndReason.COMPLETED)
    expectSound(bench, call, sent)
  })

  it('takes the same id again once its call has ended', async () => {
    const bench = await open()
    const callId = bench.nextCallId()
    for (const times of [1, 2]) {
      const call = await bench.call({}, { callId })
      say(call, { sizes: [FRAME] })
      call.client.end()
      await call.client.closed
      await bench.until(() => bench.events(call.id, 'callEnded').length === times)
    }
  })

  it('closes a connection that announces nothing', async () => {
    const bench = await open()
    const peer = await bench.raw(bench.nextCallId())
    bench.gateway.clock.advance(10_000)
    await bench.until(() => {
      bench.gateway.clock.advance(250)
      return bench.gateway.log.codes().includes('stream.start-expected')
    })
    await peer.closed
  })
}

function describeCredentials(credentials: NonNullable<DoorUnderTest['credentials']>, open: Open): void {
  it.each<[string, string | undefined]>([
    ['no credential', undefined],
    ...credentials.forged.map((credential, index): [string, string] => [`a forged credential (${index + 1})`, credential]),
  ])('refuses a peer from elsewhere with %s', async (_, credential) => {
    const bench = await open()
    const options = credential === undefined ? {} : { credential }
    expect(await refusalOf(bench.call({ headers: ELSEWHERE, ...options }))).toBe('stream.unauthorised')
    expect(bench.gateway.log.codes()).toContain('stream.unauthorised')
    expect(bench.gateway.gateway.activeCalls()).toBe(1)
  })

  it('lets a peer from elsewhere in with its credential', async () => {
    const bench = await open()
    const call = await bench.call({ headers: ELSEWHERE, credential: credentials.right })
    say(call, { sizes: [FRAME] })
    call.client.end()
    await bench.ended(call.id)
    expect(bench.endOf(call.id)?.reason).toBe(CallEndReason.COMPLETED)
  })
}

function describeOffences(door: DoorUnderTest, open: Open): void {
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

function describeNoise(door: DoorUnderTest, open: Open): void {
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

/** One frame after the other on every channel; gives what each channel's sound is as a whole. */
function say({ client, sound }: BenchCall, { sizes }: { readonly sizes: readonly number[] }): Buffer[] {
  const parts: Buffer[][] = sound.channels.map(() => [])
  let position = 0
  for (const samples of sizes) {
    const payloads = soundAt(sound, position, samples)
    client.send(position, payloads)
    payloads.forEach((payload, index) => {
      parts[index]?.push(payload)
    })
    position += samples
  }
  return parts.map((each) => Buffer.concat(each))
}

/** Different in every sample nearby, on every channel and for every speaker. */
function soundAt({ channels, encoding }: CallSound, positionSamples: number, samples: number, speaker = 0): Buffer[] {
  const sampleBytes = bytesPerEncodedSample(encoding)
  return channels.map((_, channel) => {
    const start = positionSamples * sampleBytes
    return Buffer.from(
      Uint8Array.from({ length: samples * sampleBytes }, (__, index) => (start + index) * 7 + channel * 101 + speaker * 53),
    )
  })
}

function expectSound(bench: DoorBench, { id, sound }: BenchCall, sent: readonly Buffer[]): void {
  sound.channels.forEach((name, index) => {
    const stretches = bench.heard(id, channelOf(name))
    const heard = Buffer.concat(stretches.map(({ payload }) => payload))
    expect(heard.length).toBe(sent[index]?.length)
    expect(heard.equals(sent[index] ?? Buffer.alloc(0))).toBe(true)
    let next = 0
    for (const { startSamples, payload } of stretches) {
      expect(startSamples).toBe(next)
      next += payload.length / bytesPerEncodedSample(sound.encoding)
    }
  })
}

function lastEnd(stretches: ReturnType<DoorBench['heard']>, { encoding }: CallSound): number {
  const last = stretches.at(-1)
  return last === undefined ? 0 : last.startSamples + last.payload.length / bytesPerEncodedSample(encoding)
}

function msOf(samples: number, sampleRateHz: number): number {
  return Math.round((samples * 1000) / sampleRateHz)
}

/** Why it was refused: at once, or by a connection that closes. */
async function refusalOf(calling: Promise<BenchCall>): Promise<string | undefined> {
  try {
    const { client } = await calling
    const { error, completed } = await client.closed
    expect(completed).toBe(false)
    return error?.code
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
