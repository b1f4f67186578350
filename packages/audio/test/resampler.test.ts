import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createResampler, wavSampleRatesHz } from '../src/index.ts'

function sine(frequencyHz: number, sampleRateHz: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz))
}

function resampled(samples: Float32Array, fromHz: number, toHz?: number): Float32Array {
  const resampler = createResampler(fromHz, toHz)
  return Float32Array.of(...resampler.push(samples), ...resampler.flush())
}

/** Level of one frequency in the middle of a signal, relative to a full-scale sine, through a Blackman-Harris window (side lobes under -92 dB). */
function levelDb(samples: Float32Array, frequencyHz: number, sampleRateHz: number): number {
  const margin = 400
  const length = samples.length - 2 * margin
  let [real, imaginary, weights] = [0, 0, 0]
  for (let index = 0; index < length; index += 1) {
    const turn = (2 * Math.PI * index) / length
    const window = 0.35875 - 0.48829 * Math.cos(turn) + 0.14128 * Math.cos(2 * turn) - 0.01168 * Math.cos(3 * turn)
    const angle = (2 * Math.PI * frequencyHz * index) / sampleRateHz
    const sample = samples[margin + index] ?? 0
    real += window * sample * Math.cos(angle)
    imaginary += window * sample * Math.sin(angle)
    weights += window
  }
  return 20 * Math.log10((2 * Math.hypot(real, imaginary)) / weights + 1e-12)
}

describe('createResampler, 8 to 16 kHz', () => {
  it.each([100, 300, 1000, 2000, 3000, 3400])('keeps a telephone tone of %i Hz within 0.1 dB, its image under -80 dB', (frequencyHz) => {
    const output = resampled(sine(frequencyHz, 8000, 8000), 8000)
    expect(Math.abs(levelDb(output, frequencyHz, 16_000))).toBeLessThan(0.1)
    expect(levelDb(output, 8000 - frequencyHz, 16_000)).toBeLessThan(-80)
  })

  it('adds nothing over -80 dB anywhere above 4.1 kHz', () => {
    const output = resampled(sine(1234, 8000, 8000), 8000)
    for (let frequencyHz = 4100; frequencyHz < 8000; frequencyHz += 50) expect(levelDb(output, frequencyHz, 16_000)).toBeLessThan(-80)
  })
})

describe('createResampler, down to 16 kHz', () => {
  it.each([22_050, 24_000, 32_000, 44_100, 48_000])('from %i Hz: keeps speech, and folds nothing back over -80 dB', (fromHz) => {
    const kept = resampled(sine(3000, fromHz, fromHz), fromHz)
    expect(Math.abs(levelDb(kept, 3000, 16_000))).toBeLessThan(0.1)
    const above = fromHz / 2 > 10_000 ? 10_000 : 0.95 * (fromHz / 2)
    const folded = resampled(sine(above, fromHz, fromHz), fromHz)
    expect(levelDb(folded, 16_000 - above, 16_000)).toBeLessThan(-80)
  })
})

describe('createResampler', () => {
  it.each(wavSampleRatesHz)('from %i Hz: output is aligned with the input, without delay', (fromHz) => {
    const output = resampled(sine(440, fromHz, fromHz), fromHz)
    const expected = sine(440, 16_000, 16_000)
    let worst = 0
    for (let index = 1000; index < 15_000; index += 1) worst = Math.max(worst, Math.abs((output[index] ?? 0) - (expected[index] ?? 0)))
    expect(worst).toBeLessThan(2e-3)
  })

  it('gives ceil(N * to / from) samples in all, the same to the bit however the input is cut', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...wavSampleRatesHz),
        fc.array(fc.integer({ min: -32_768, max: 32_767 }), { maxLength: 2000 }),
        fc.array(fc.nat(300), { minLength: 1, maxLength: 20 }),
        (fromHz, values, cuts) => {
          const input = Int16Array.from(values)
          const whole = createResampler(fromHz)
          const atOnce = [...whole.push(input), ...whole.flush()]
          const blocks = createResampler(fromHz)
          const inBlocks: number[] = []
          for (let offset = 0, turn = 0; offset < input.length; turn += 1) {
            const length = cuts[turn % cuts.length] || 1
            inBlocks.push(...blocks.push(input.subarray(offset, offset + length)))
            offset += length
          }
          inBlocks.push(...blocks.flush())
          expect(inBlocks).toEqual(atOnce)
          expect(atOnce).toHaveLength(Math.ceil((input.length * 16_000) / fromHz))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('holds back no more than its stated lag', () => {
    for (const fromHz of wavSampleRatesHz) {
      const resampler = createResampler(fromHz)
      const output = resampler.push(new Float32Array(fromHz))
      expect(output.length).toBe(Math.ceil(((fromHz - resampler.lagSamples) * 16_000) / fromHz))
    }
  })

  it('starts afresh after a flush', () => {
    const resampler = createResampler(8000)
    const input = sine(500, 8000, 777)
    const first = [...resampler.push(input), ...resampler.flush()]
    const second = [...resampler.push(input), ...resampler.flush()]
    expect(second).toEqual(first)
  })

  it('passes a constant unchanged, in every phase', () => {
    const output = resampled(new Float32Array(4000).fill(0.5), 11_025)
    for (const sample of output.subarray(500, -500)) expect(sample).toBeCloseTo(0.5, 6)
  })

  it('refuses a rate that makes no sense', () => {
    expect(() => createResampler(0)).toThrow(RangeError)
    expect(() => createResampler(8000.5)).toThrow(RangeError)
  })
})
