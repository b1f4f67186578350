import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { decodeMediaFrame, encodeMediaFrame, isErrorCode, MAX_PAYLOAD_BYTES, MEDIA_HEADER_BYTES } from '../src/index.ts'

const hex = z.string().regex(/^([0-9a-f]{2})*$/)
const vectors = z
  .object({
    good: z.array(
      z.object({ name: z.string(), bytes: hex, channelIndex: z.int(), sequence: z.int(), positionSamples: z.int(), payload: hex }),
    ),
    bad: z.array(z.object({ name: z.string(), bytes: hex, error: z.string().refine(isErrorCode) })),
  })
  .parse(JSON.parse(readFileSync(new URL('../vectors/media-frames.json', import.meta.url), 'utf8')))

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const anyFrame = fc.record({
  channelIndex: fc.nat(1),
  sequence: fc.nat(0xffff_ffff),
  positionSamples: fc.nat(0xffff_ffff),
  payload: fc.uint8Array({ minLength: 1, maxLength: 400 }),
})

describe('golden vectors', () => {
  it.each(vectors.good)('$name', ({ bytes, payload, name: _, ...fields }) => {
    expect(decodeMediaFrame(bytesOf(bytes))).toEqual({ ok: true, value: { ...fields, payload: bytesOf(payload) } })
    expect(hexOf(encodeMediaFrame({ ...fields, payload: bytesOf(payload) }))).toBe(bytes)
  })

  it.each(vectors.bad)('$name: $error', ({ bytes, error }) => {
    expect(decodeMediaFrame(bytesOf(bytes))).toEqual({ ok: false, error })
  })
})

describe('decodeMediaFrame', () => {
  it('reads what encodeMediaFrame wrote, wherever it lies in a larger buffer', () => {
    fc.assert(
      fc.property(anyFrame, fc.nat(7), (frame, offset) => {
        const encoded = encodeMediaFrame(frame)
        const larger = new Uint8Array(encoded.length + offset + 3).fill(0xaa)
        larger.set(encoded, offset)
        expect(decodeMediaFrame(larger.subarray(offset, offset + encoded.length))).toEqual({ ok: true, value: frame })
      }),
    )
  })

  it('takes the longest payload and none longer', () => {
    const longest = new Uint8Array(MEDIA_HEADER_BYTES + MAX_PAYLOAD_BYTES)
    longest[0] = 1
    expect(decodeMediaFrame(longest).ok).toBe(true)
    const longer = new Uint8Array(longest.length + 1)
    longer[0] = 1
    expect(decodeMediaFrame(longer)).toEqual({ ok: false, error: 'media.frame-oversized' })
  })

  it('never throws, and only says yes to what encodes to the same bytes', () => {
    const headed = fc
      .tuple(fc.constant(Uint8Array.of(1, 0, 0, 0)), fc.uint8Array({ maxLength: 40 }))
      .map(([head, rest]) => Uint8Array.of(...head, ...rest))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), headed), (bytes) => {
        const decoded = decodeMediaFrame(bytes)
        if (decoded.ok) expect(encodeMediaFrame(decoded.value)).toEqual(bytes)
        else expect(isErrorCode(decoded.error)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('encodeMediaFrame', () => {
  const frame = { channelIndex: 0, sequence: 0, positionSamples: 0, payload: Uint8Array.of(1) }
  it.each([
    ['channelIndex', { channelIndex: 2 }],
    ['channelIndex', { channelIndex: -1 }],
    ['sequence', { sequence: 2 ** 32 }],
    ['sequence', { sequence: 0.5 }],
    ['positionSamples', { positionSamples: -1 }],
    ['payload', { payload: new Uint8Array(0) }],
    ['payload', { payload: new Uint8Array(MAX_PAYLOAD_BYTES + 1) }],
  ])('refuses a %s that doesn’t fit', (field, wrong) => {
    expect(() => encodeMediaFrame({ ...frame, ...wrong })).toThrow(field)
  })
})
