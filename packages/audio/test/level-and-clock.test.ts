import { describe, expect, it } from 'vitest'
import { decodeL16, encodeL16, measureLevel, normaliseLevel, SampleClock, toFloat, toInt16 } from '../src/index.ts'

function sine(level: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => level * Math.sin((2 * Math.PI * index) / 40))
}

describe('measureLevel', () => {
  it('finds a sine’s peak, and its RMS 3 dB below', () => {
    const level = measureLevel(sine(0.5, 16_000))
    expect(level.peakDbfs).toBeCloseTo(-6.02, 2)
    expect(level.activeDbfs).toBeCloseTo(-9.03, 2)
  })

  it('leaves the silence around speech out of the active level', () => {
    const padded = new Float32Array(48_000)
    padded.set(sine(0.5, 16_000), 16_000)
    expect(measureLevel(padded).activeDbfs).toBeCloseTo(-9.03, 2)
  })

  it('says -Infinity for digital silence and for nothing', () => {
    for (const samples of [new Float32Array(100), new Float32Array(0)]) {
      expect(measureLevel(samples)).toEqual({ peakDbfs: -Infinity, activeDbfs: -Infinity })
    }
  })
})

describe('normaliseLevel', () => {
  it('brings quiet and loud speech to the same level', () => {
    for (const level of [0.02, 0.9]) {
      expect(measureLevel(normaliseLevel(sine(level, 16_000), { targetDbfs: -20 })).activeDbfs).toBeCloseTo(-20, 1)
    }
  })

  it('never clips, and never amplifies beyond the bound', () => {
    const click = sine(0.01, 16_000)
    click[5000] = 0.5
    expect(measureLevel(normaliseLevel(click, { targetDbfs: -10 })).peakDbfs).toBeLessThan(0)
    const hiss = normaliseLevel(sine(0.0001, 16_000), { maxGainDb: 20 })
    expect(measureLevel(hiss).peakDbfs).toBeCloseTo(-60, 1)
  })

  it('leaves digital silence alone', () => {
    expect([...normaliseLevel(new Float32Array(3))]).toEqual([0, 0, 0])
  })
})

describe('sample conversions', () => {
  it('round-trips L16 at any alignment, and floats', () => {
    const samples = Int16Array.of(0, 1, -1, 32_767, -32_768, 1234)
    const shifted = new Uint8Array(samples.length * 2 + 1)
    shifted.set(encodeL16(samples), 1)
    expect(decodeL16(shifted.subarray(1))).toEqual(samples)
    expect(toInt16(toFloat(samples))).toEqual(samples)
    expect([...toInt16(Float32Array.of(2, -2))]).toEqual([32_767, -32_768])
  })
})

describe('SampleClock', () => {
  it('converts both ways', () => {
    const clock = new SampleClock(8000)
    expect(clock.msOf(160)).toBe(20)
    expect(clock.samplesOf(20)).toBe(160)
    expect(new SampleClock(44_100).samplesOf(20)).toBe(882)
    expect(new SampleClock(11_025).samplesOf(20)).toBe(221)
    for (let samples = 0; samples < 5000; samples += 1) {
      const odd = new SampleClock(11_025)
      expect(odd.samplesOf(odd.msOf(samples))).toBe(samples)
    }
  })

  it('refuses a rate that makes no sense', () => {
    expect(() => new SampleClock(0)).toThrow(RangeError)
  })
})
