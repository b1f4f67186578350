import { decodePcma, encodePcmu } from '@souffleur/audio'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineReceiver, type PayloadMeaning, parseRtp } from '../src/index.ts'
import { rtp } from './rtp-words.ts'

const meanings = new Map<number, PayloadMeaning>([
  [0, 'pcmu'],
  [8, 'pcma'],
  [13, 'comfort-noise'],
  [96, 'l16'],
  [101, 'telephone-event'],
])

function listen({ startsAtMs = 0 } = {}) {
  const sent: { position: number; payload: Buffer }[] = []
  const receiver = new LineReceiver({ encoding: 'pcmu', sampleRateHz: 8000 }, meanings, 0, startsAtMs, (position, payload) => {
    sent.push({ position, payload: Buffer.from(payload) })
  })
  /** Spans of sound that follow on: [from, to]. */
  const spans = () =>
    sent.reduce<[number, number][]>((all, { position, payload }) => {
      const last = all.at(-1)
      if (last !== undefined && last[1] === position) last[1] += payload.byteLength
      else all.push([position, position + payload.byteLength])
      return all
    }, [])
  return { receiver, sent, spans }
}

/** Packets `from` to `to` on time, 20 ms each, but those that `isLost`. */
function talk(receiver: LineReceiver, from: number, to: number, isLost: (index: number) => boolean = () => false, origin = 0) {
  for (let index = from; index < to; index += 1) {
    if (!isLost(index)) receiver.onDatagram(rtp({ sequence: 65_530 + index, timestamp: 4_294_967_000 + index * 160 }), origin + index * 20)
    receiver.tick(origin + index * 20)
  }
}

describe('a media line', () => {
  it('places the first packet by the clock and the others by their timestamps, across both wraps', () => {
    const { receiver, spans } = listen()
    talk(receiver, 0, 50, undefined, 500)
    expect(spans()).toEqual([[4000, 12_000]])
  })

  it('leaves a hole of exactly what was lost', () => {
    const { receiver, spans } = listen()
    talk(receiver, 0, 50, (index) => index >= 10 && index < 13)
    expect(spans()).toEqual([
      [0, 1600],
      [2080, 8000],
    ])
    expect(receiver.counts).toMatchObject({ received: 47, lost: 3 })
  })

  it('puts packets in order that came out of it, and takes doubles once', () => {
    const { receiver, spans } = listen()
    const order = [0, 1, 3, 2, 4, 4, 7, 7, 6, 5, 8, 3]
    order.forEach((index, at) => {
      receiver.onDatagram(rtp({ sequence: index, timestamp: index * 160 }), at * 20)
    })
    expect(spans()).toEqual([[0, 1440]])
    expect(receiver.counts).toMatchObject({ lost: 0, late: 2, duplicate: 1 })
  })

  it('waits 60 ms for a packet, then goes on without it; it is late when it comes', () => {
    const { receiver, spans } = listen()
    receiver.onDatagram(rtp({ sequence: 0, timestamp: 0 }), 0)
    receiver.onDatagram(rtp({ sequence: 2, timestamp: 320 }), 40)
    receiver.tick(99)
    expect(spans()).toEqual([[0, 160]])
    receiver.tick(100)
    expect(spans()).toEqual([
      [0, 160],
      [320, 480],
    ])
    receiver.onDatagram(rtp({ sequence: 1, timestamp: 160 }), 110)
    expect(spans()).toHaveLength(2)
  })

  it('goes on at the clock’s place when the source changes', () => {
    const { receiver, spans } = listen()
    talk(receiver, 0, 10)
    for (let index = 0; index < 10; index += 1)
      receiver.onDatagram(rtp({ sequence: 9000 + index, timestamp: 77 + index * 160, ssrc: 2 }), 400 + index * 20)
    expect(spans()).toEqual([
      [0, 1600],
      [3200, 4800],
    ])
  })

  it('goes on at the clock’s place when timestamps jump beyond belief', () => {
    const { receiver, spans } = listen()
    talk(receiver, 0, 10)
    for (let index = 10; index < 20; index += 1)
      receiver.onDatagram(rtp({ sequence: 65_530 + index, timestamp: 1_000_000 + index * 160 }), index * 20)
    expect(spans()).toEqual([[0, 3200]])
  })

  it('takes one stray sequence number for a stray, two that follow on for a new count', () => {
    const { receiver } = listen()
    talk(receiver, 0, 10)
    receiver.onDatagram(rtp({ sequence: 30_000, timestamp: 4_294_967_000 + 1600 }), 200)
    talk(receiver, 10, 12)
    expect(receiver.counts.lost).toBe(0)
    receiver.onDatagram(rtp({ sequence: 40_000, timestamp: 4_294_967_000 + 1920 }), 240)
    receiver.onDatagram(rtp({ sequence: 40_001, timestamp: 4_294_967_000 + 2080 }), 260)
    expect(receiver.counts.received).toBe(15)
  })

  it('is silent where the sender was: timestamps jump, numbers follow on', () => {
    const { receiver, sent, spans } = listen()
    receiver.onDatagram(rtp({ sequence: 0, timestamp: 0 }), 0)
    receiver.onDatagram(rtp({ sequence: 1, timestamp: 8000, marker: true }), 1000)
    expect(spans()).toEqual([[0, 8160]])
    expect(sent[1]?.payload.every((byte) => byte === 0xff)).toBe(true)
  })

  it.each([
    ['comfort noise', 13],
    ['a key', 101],
  ])('is silent with the clock while %s lasts, and speech afterwards has its place', (_name, payloadType) => {
    const { receiver, spans } = listen()
    talk(receiver, 0, 10)
    receiver.onDatagram(rtp({ sequence: 65_540, timestamp: 4_294_967_000 + 1600, payloadType, payload: new Uint8Array(4) }), 200)
    for (let nowMs = 220; nowMs <= 1200; nowMs += 20) receiver.tick(nowMs)
    expect(spans()).toEqual([[0, 1600 + 7200]])
    receiver.onDatagram(rtp({ sequence: 65_541, timestamp: 4_294_967_000 + 9600, marker: true }), 1200)
    expect(spans()).toEqual([[0, 9760]])
  })

  it('carries every codec in the call’s encoding', () => {
    const { receiver, sent } = listen()
    const alaw = Uint8Array.from({ length: 160 }, (_, index) => index)
    receiver.onDatagram(rtp({ sequence: 0, timestamp: 0, payloadType: 8, payload: alaw }), 0)
    receiver.onDatagram(rtp({ sequence: 1, timestamp: 160, payloadType: 96, payload: Uint8Array.of(0x12, 0x34, 0xff, 0xfe) }), 20)
    expect(sent[0]?.payload.equals(encodePcmu(decodePcma(alaw)))).toBe(true)
    expect(sent[1]?.payload.equals(encodePcmu(Int16Array.of(0x1234, -2)))).toBe(true)
  })

  it('passes over RTCP, unknown payload types and cut samples', () => {
    const { receiver, sent } = listen()
    receiver.onDatagram(Buffer.from([0x80, 200, 0, 6, ...new Uint8Array(24)]), 0)
    receiver.onDatagram(rtp({ sequence: 0, timestamp: 0, payloadType: 77 }), 0)
    receiver.onDatagram(rtp({ sequence: 1, timestamp: 0, payloadType: 96, payload: new Uint8Array(3) }), 0)
    expect(sent).toEqual([])
    expect(receiver.counts.passedOver).toBe(3)
  })

  it('keeps its promises whatever comes: positions only grow, nothing overlaps, nothing throws', () => {
    const packet = fc.record({
      sequence: fc.nat(65_535),
      timestamp: fc.nat(0xffffffff),
      ssrc: fc.nat(2),
      payloadType: fc.constantFrom(0, 8, 13, 96, 101, 77),
      payload: fc.uint8Array({ maxLength: 400 }),
    })
    fc.assert(
      fc.property(fc.array(fc.oneof(packet.map(rtp), fc.uint8Array({ maxLength: 64 }))), (datagrams) => {
        const { receiver, sent } = listen()
        datagrams.forEach((each, index) => {
          receiver.onDatagram(each, index * 20)
          receiver.tick(index * 20)
        })
        let end = 0
        for (const { position, payload } of sent) {
          expect(position).toBeGreaterThanOrEqual(end)
          expect(position).toBeLessThan(2 ** 32)
          end = position + payload.byteLength
        }
      }),
    )
  })
})

describe('an RTP packet', () => {
  it('is read with contributing sources, an extension and padding', () => {
    const extended = Buffer.concat([
      Buffer.from([0xb1, 0x80]),
      rtp({ sequence: 5, timestamp: 9, payload: new Uint8Array() }).subarray(2),
      Buffer.from([0, 0, 0, 9, 0xbe, 0xde, 0, 1, 1, 2, 3, 4, 0x11, 0x22, 0, 2]),
    ])
    expect(parseRtp(extended)).toMatchObject({ sequence: 5, timestamp: 9, marker: true, payloadType: 0 })
    expect([...(parseRtp(extended)?.payload ?? [])]).toEqual([0x11, 0x22])
  })

  it('is refused when it is cut, or its padding is longer than itself', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 48 }), (bytes) => void parseRtp(bytes)),
      { numRuns: 2000 },
    )
    expect(parseRtp(Buffer.from([0x90, 0, ...new Uint8Array(11)]))).toBeUndefined()
    expect(parseRtp(Buffer.from([0xa0, 0, ...new Uint8Array(9), 200]))).toBeUndefined()
  })
})
