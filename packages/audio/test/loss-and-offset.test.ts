import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHighPass, createLossConcealment } from '../src/index.ts'

const sine = (length: number, frequencyHz: number, rateHz = 8000) =>
  Float32Array.from({ length }, (_, index) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * index) / rateHz))
const power = (samples: Float32Array) => samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
const largestStep = (samples: Float32Array) =>
  samples.reduce((most, sample, index) => Math.max(most, Math.abs(sample - (samples[index - 1] ?? sample))), 0)

describe('loss concealment', () => {
  test.each([
    [8000, 160],
    [8000, 240],
    [16_000, 320],
  ])('at %i Hz a hole of %i samples in a voice goes on as the voice does', (rateHz, hole) => {
    const whole = sine(rateHz, 140, rateHz)
    const at = Math.round(rateHz / 2)
    const concealment = createLossConcealment(rateHz)
    concealment.hear(whole.subarray(0, at))
    const filled = concealment.fill(hole, whole.subarray(at + hole))
    const off = filled.map((sample, index) => sample - (whole[at + index] ?? 0))
    expect(power(off)).toBeLessThan(0.05 * power(whole))
    const patched = Float32Array.from([...whole.subarray(at - 10, at), ...filled, ...whole.subarray(at + hole, at + hole + 10)])
    expect(largestStep(patched)).toBeLessThan(1.6 * largestStep(whole))
  })

  test('a hole longer than a packet is silence', () => {
    const concealment = createLossConcealment(8000)
    concealment.hear(sine(4000, 140))
    expect(concealment.fill(480, sine(4000, 140))).toEqual(new Float32Array(480))
  })

  test('next to nothing known gives something harmless', () => {
    fc.assert(
      fc.property(fc.nat(400), fc.nat(400), fc.integer({ min: 1, max: 240 }), (before, after, hole) => {
        const concealment = createLossConcealment(8000)
        concealment.hear(sine(before, 300))
        const filled = concealment.fill(hole, sine(after, 300))
        expect(filled).toHaveLength(hole)
        for (const sample of filled) expect(Math.abs(sample)).toBeLessThan(1)
      }),
    )
  })

  test('what was heard counts the same however it was cut', () => {
    const whole = sine(1000, 170)
    const [atOnce, cut] = [createLossConcealment(8000), createLossConcealment(8000)]
    atOnce.hear(whole)
    for (let start = 0; start < whole.length; start += 70) cut.hear(whole.subarray(start, start + 70))
    expect(cut.fill(160, whole)).toEqual(atOnce.fill(160, whole))
  })
})

describe('high-pass', () => {
  const int16 = (samples: Float32Array, offset = 0) => Int16Array.from(samples, (sample) => Math.round((sample + offset) * 32_767))

  test('takes an offset away without a thump at the beginning', () => {
    const filtered = createHighPass(8000).filter(int16(new Float32Array(8000), 0.2))
    expect(Math.max(...filtered.map(Math.abs))).toBeLessThan(1e-3)
    const late = createHighPass(8000)
      .filter(int16(sine(8000, 300), 0.2))
      .subarray(2000)
    expect(Math.abs(late.reduce((sum, sample) => sum + sample, 0) / late.length)).toBeLessThan(1e-3)
  })

  test.each([
    [0, 50, 0.55],
    [0.9, 300, 1.01],
    [0.98, 1000, 1.01],
  ])('leaves at least %f of the power at %i Hz, at most %f', (least, frequencyHz, most) => {
    const samples = sine(8000, frequencyHz)
    const left = power(createHighPass(8000).filter(int16(samples)).subarray(1000)) / power(samples.subarray(1000))
    expect(left).toBeGreaterThanOrEqual(least)
    expect(left).toBeLessThan(most)
  })

  test('gives the same however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 8 }), (cuts) => {
        const samples = int16(sine(1000, 90), 0.1)
        const [atOnce, cut] = [createHighPass(8000), createHighPass(8000)]
        const pieces: number[] = []
        let start = 0
        for (const length of [...cuts, 1000]) {
          pieces.push(...cut.filter(samples.subarray(start, start + length)))
          start += length
        }
        expect(Float32Array.from(pieces)).toEqual(atOnce.filter(samples))
      }),
    )
  })
})
