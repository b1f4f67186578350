import { Channel, GapReason } from '@souffleur/proto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AudioGap, CallAudio, type OutgoingBatch } from '../src/call-audio.ts'

const shape = {
  channels: [Channel.CUSTOMER, Channel.ADVISOR],
  bytesPerSample: 1 as const,
  sampleRateHz: 8000,
  batchMs: 40,
  reorderFrames: 4,
  maxCallMs: 3_600_000,
}

function listen(overrides: Partial<typeof shape> = {}) {
  const batches: OutgoingBatch[] = []
  const gaps: AudioGap[] = []
  const audio = new CallAudio(
    { ...shape, ...overrides },
    { publishBatch: (batch) => batches.push(batch), noteGap: (gap) => gaps.push(gap) },
  )
  /** 20 ms on the customer's channel. */
  const send = (index: number, channelIndex = 0) =>
    audio.accept({ channelIndex, sequence: index, positionSamples: index * 160, payload: new Uint8Array(160).fill(index) })
  return { audio, batches, gaps, send }
}

const brief = ({ channel, startSamples, payload, sequence, afterPause, endOfChannel }: OutgoingBatch) => ({
  channel,
  startSamples,
  samples: payload.length,
  sequence,
  afterPause,
  endOfChannel,
})

describe('CallAudio', () => {
  it('batches 40 ms a channel, numbered, each channel apart', () => {
    const { batches, send } = listen()
    for (const index of [0, 1, 2, 3]) for (const channel of [0, 1]) send(index, channel)
    const plain = { samples: 320, afterPause: false, endOfChannel: false }
    expect(batches.map(brief)).toEqual([
      { channel: Channel.CUSTOMER, startSamples: 0, sequence: 0, ...plain },
      { channel: Channel.ADVISOR, startSamples: 0, sequence: 0, ...plain },
      { channel: Channel.CUSTOMER, startSamples: 320, sequence: 1, ...plain },
      { channel: Channel.ADVISOR, startSamples: 320, sequence: 1, ...plain },
    ])
  })

  it('ends the batch before a gap, and notes the gap before what follows', () => {
    const { audio, batches, gaps, send } = listen()
    send(0)
    audio.accept({ channelIndex: 0, sequence: 1, positionSamples: 800, payload: new Uint8Array(320) })
    expect(batches.map(brief).map(({ startSamples, samples }) => [startSamples, samples])).toEqual([
      [0, 160],
      [800, 320],
    ])
    expect(gaps).toEqual([{ channel: Channel.CUSTOMER, startSamples: 160, lengthSamples: 640, reason: GapReason.LOST }])
  })

  it('hears what came before a pause, nothing during it, and marks what follows it', () => {
    const { audio, batches, gaps, send } = listen()
    send(0)
    audio.pause()
    for (const index of [1, 2, 3]) send(index)
    audio.resume()
    for (const index of [4, 5]) send(index)
    expect(batches.map(brief)).toMatchObject([
      { startSamples: 0, samples: 160, afterPause: false },
      { startSamples: 640, samples: 320, afterPause: true },
    ])
    expect(gaps).toEqual([{ channel: Channel.CUSTOMER, startSamples: 160, lengthSamples: 480, reason: GapReason.PAUSED }])
    expect(audio.counters[0]).toMatchObject({ framesPaused: 3, samplesPaused: 480, samplesLost: 0 })
  })

  it('marks the batch after a pause in which the platform sent nothing and time stood still', () => {
    const { audio, batches, gaps, send } = listen()
    for (const index of [0, 1]) send(index)
    audio.pause()
    audio.resume()
    for (const index of [2, 3, 4, 5]) send(index)
    expect(batches.map(({ afterPause }) => afterPause)).toEqual([false, true, false])
    expect(gaps).toEqual([])
  })

  it('tells of a pause that lasts to the end of the call', () => {
    const { audio, batches, gaps, send } = listen({ channels: [Channel.MIXED] })
    send(0)
    audio.pause()
    send(1)
    audio.end()
    expect(gaps).toMatchObject([{ startSamples: 160, lengthSamples: 160, reason: GapReason.PAUSED }])
    expect(batches.at(-1)).toMatchObject({ startSamples: 320, endOfChannel: true })
  })

  it('ends every channel, one that was never heard too, with everything that waited', () => {
    const { audio, batches, send } = listen()
    send(0)
    send(2)
    audio.end()
    expect(
      batches.map(brief).map(({ channel, startSamples, samples, endOfChannel }) => [channel, startSamples, samples, endOfChannel]),
    ).toEqual([
      [Channel.CUSTOMER, 0, 160, false],
      [Channel.CUSTOMER, 320, 160, false],
      [Channel.CUSTOMER, 480, 0, true],
      [Channel.ADVISOR, 0, 0, true],
    ])
    expect(audio.positionMs).toBe(60)
  })

  it('moves on what a stalled sender leaves behind, at the second sweep', () => {
    const { audio, batches, send } = listen()
    send(0)
    send(2)
    audio.sweep()
    expect(batches).toHaveLength(0)
    audio.sweep()
    expect(batches.map(({ startSamples }) => startSamples)).toEqual([0, 320])
  })

  it.each([
    ['media.frame-channel', { channelIndex: 1, positionSamples: 0, bytes: 160 }, { channels: [Channel.MIXED] }],
    ['media.frame-misaligned', { channelIndex: 0, positionSamples: 0, bytes: 161 }, { bytesPerSample: 2 as never }],
    ['media.frame-oversized', { channelIndex: 0, positionSamples: 0, bytes: 8001 }, {}],
    ['media.position-jump', { channelIndex: 0, positionSamples: 8000 * 3600, bytes: 1 }, {}],
    ['media.position-jump', { channelIndex: 0, positionSamples: 0xffff_ffff, bytes: 1 }, {}],
  ])('refuses with %s, counting nothing', (code, { channelIndex, positionSamples, bytes }, overrides) => {
    const { audio, batches } = listen(overrides)
    expect(audio.accept({ channelIndex, sequence: 0, positionSamples, payload: new Uint8Array(bytes) })).toBe(code)
    expect(audio.counters[0]).toMatchObject({ framesReceived: 0, samplesReceived: 0 })
    expect(batches).toEqual([])
  })

  it('loses no frame and no sample from its account, whatever comes', () => {
    const frame = fc.record({
      act: fc.constant('frame' as const),
      channelIndex: fc.nat(1),
      sequence: fc.nat(40),
      positionSamples: fc.nat(5000),
      samples: fc.integer({ min: 1, max: 400 }),
    })
    const act = fc.record({ act: fc.constantFrom('pause' as const, 'resume' as const, 'sweep' as const) })
    fc.assert(
      fc.property(fc.array(fc.oneof({ weight: 8, arbitrary: frame }, { weight: 1, arbitrary: act }), { maxLength: 100 }), (acts) => {
        const { audio, batches } = listen()
        for (const each of acts) {
          if (each.act === 'frame') audio.accept({ ...each, payload: new Uint8Array(each.samples) })
          else audio[each.act]()
        }
        audio.end()
        audio.accounts.forEach((account, index) => {
          expect(account.framesReceived).toBe(account.framesForwarded + account.framesPaused + account.framesDropped)
          expect(account.framesDropped).toBe(account.framesDuplicate + account.framesOutOfOrder)
          expect(account.samplesReceived).toBe(account.samplesForwarded + account.samplesPaused + account.samplesDropped)
          const ofChannel = batches.filter(({ channel }) => channel === shape.channels[index])
          expect(ofChannel.reduce((sum, { payload }) => sum + payload.length, 0)).toBe(account.samplesForwarded)
          expect(ofChannel.map(({ sequence }) => sequence)).toEqual(ofChannel.map((_, order) => order))
          expect(ofChannel.map(({ endOfChannel }) => endOfChannel).indexOf(true)).toBe(ofChannel.length - 1)
          ofChannel.reduce((end, { startSamples, payload }) => {
            expect(startSamples).toBeGreaterThanOrEqual(end)
            return startSamples + payload.length
          }, 0)
        })
      }),
      { numRuns: 300 },
    )
  })
})
