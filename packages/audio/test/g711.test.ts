import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePcma, decodePcmu, encodePcma, encodePcmu } from '../src/index.ts'

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code)
const everySample = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768)

describe('mu-law', () => {
  // ITU-T G.711 tables 2a and 2b: decoder output values, times 4 for 16 bits.
  it.each([
    [0xff, 0],
    [0x7f, 0],
    [0xfe, 8],
    [0xf0, 120],
    [0xef, 132],
    [0xe0, 372],
    [0xdf, 396],
    [0x80, 32_124],
    [0x00, -32_124],
    [0x90, 15_996],
  ])('decodes %i to %i', (code, sample) => {
    expect(decodePcmu(Uint8Array.of(code))[0]).toBe(sample)
  })

  it('gives back every code, save negative zero, which is written as zero', () => {
    const again = encodePcmu(decodePcmu(everyCode))
    expect([...again].map((code, index) => (index === 0x7f ? 0x7f : code))).toEqual([...everyCode])
    expect(again[0x7f]).toBe(0xff)
  })

  it('is at most half a step off for every sample short of clipping', () => {
    const decoded = decodePcmu(encodePcmu(everySample))
    const worst = everySample.reduce((most, sample, index) => {
      const halfStep = 4 << Math.max(0, 24 - Math.clz32(Math.min(32_635, Math.abs(sample)) + 0x84))
      return Math.abs(sample) > 32_635 ? most : Math.max(most, Math.abs(sample - (decoded[index] ?? 0)) / halfStep)
    }, 0)
    expect(worst).toBeLessThanOrEqual(1)
  })
})

describe('A-law', () => {
  // ITU-T G.711 tables 1a and 1b: decoder output values, times 8 for 16 bits.
  it.each([
    [0xd5, 8],
    [0x55, -8],
    [0xd4, 24],
    [0xda, 248],
    [0xc5, 264],
    [0x80, 5504],
    [0xaa, 32_256],
    [0x2a, -32_256],
  ])('decodes %i to %i', (code, sample) => {
    expect(decodePcma(Uint8Array.of(code))[0]).toBe(sample)
  })

  it('gives back every code', () => {
    expect([...encodePcma(decodePcma(everyCode))]).toEqual([...everyCode])
  })

  it('is at most half a step off for every sample short of clipping', () => {
    const decoded = decodePcma(encodePcma(everySample))
    const worst = everySample.reduce((most, sample, index) => {
      const magnitude = sample < 0 ? ~sample : sample
      const halfStep = 8 << Math.max(0, 23 - Math.clz32(magnitude | 0x100))
      return Math.max(most, Math.abs(sample - (decoded[index] ?? 0)) / halfStep)
    }, 0)
    expect(worst).toBeLessThanOrEqual(1)
  })
})

describe('both laws', () => {
  it('keep the order of samples', () => {
    for (const [encode, decode] of [
      [encodePcmu, decodePcmu],
      [encodePcma, decodePcma],
    ] as const) {
      fc.assert(
        fc.property(fc.integer({ min: -32_768, max: 32_767 }), fc.integer({ min: -32_768, max: 32_767 }), (a, b) => {
          const [low = 0, high = 0] = decode(encode(Int16Array.of(Math.min(a, b), Math.max(a, b))))
          expect(low).toBeLessThanOrEqual(high)
        }),
      )
    }
  })
})
