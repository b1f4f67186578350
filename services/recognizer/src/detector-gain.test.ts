import { toFloat } from '@souffleur/audio'
import { noise, tone } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { DetectorGain } from './detector-gain.ts'
import { WINDOW_SAMPLES } from './voice-detector.ts'

const SAMPLE_RATE_HZ = 16_000
const levelOf = (dbfs: number) => 10 ** (dbfs / 20)
const decibels = (samples: Float32Array) => 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
const whole = (samples: Float32Array) => samples.slice(0, samples.length - (samples.length % WINDOW_SAMPLES))
const hiss = (durationMs: number, dbfs: number) => whole(toFloat(noise({ durationMs, sampleRateHz: SAMPLE_RATE_HZ, level: levelOf(dbfs) })))
const sound = (durationMs: number, dbfs: number) =>
  whole(toFloat(tone({ durationMs, sampleRateHz: SAMPLE_RATE_HZ, frequencyHz: 200, level: levelOf(dbfs) })))

/** Turns of a second, with a second of the line's noise in between. */
function turns(dbfs: number, noiseDbfs: number, count: number): Float32Array {
  const turn = [...hiss(1000, noiseDbfs), ...sound(1000, dbfs)]
  return Float32Array.from(Array.from({ length: count }, () => turn).flat())
}

test('speech at a usual level passes untouched', () => {
  const samples = turns(-12, -60, 3)
  expect(new DetectorGain().lift(samples)).toBe(samples)
})

test('quiet speech is lifted within seconds, and loud speech after it isn’t clipped', () => {
  const gain = new DetectorGain()
  const lifted = gain.lift(turns(-50, -85, 4))
  expect(decibels(lifted.slice(-SAMPLE_RATE_HZ / 2))).toBeGreaterThan(-35)
  expect(decibels(gain.lift(sound(1024, -6)).slice(-SAMPLE_RATE_HZ / 2))).toBeCloseTo(-9, 0)
})

test.each([-85, -70, -60, -50])('noise of %i dB alone is left alone', (dbfs) => {
  const samples = hiss(20_000, dbfs)
  expect(new DetectorGain().lift(samples)).toBe(samples)
})

test('between quiet words the noise stays low', () => {
  const gain = new DetectorGain()
  gain.lift(turns(-45, -68, 5))
  expect(decibels(gain.lift(hiss(4000, -68)))).toBeLessThan(-52)
})

test('a click doesn’t count as loud speech', () => {
  const gain = new DetectorGain()
  gain.lift(turns(-50, -85, 4))
  gain.lift(whole(Float32Array.from([...sound(4, 0), ...hiss(200, -85)])))
  expect(decibels(gain.lift(turns(-50, -85, 2)).slice(-SAMPLE_RATE_HZ / 2))).toBeGreaterThan(-40)
})

test('gives the same however the windows are cut', () => {
  const samples = turns(-50, -85, 2)
  const cut = new DetectorGain()
  const pieces: number[] = []
  for (let start = 0; start < samples.length; start += 3 * WINDOW_SAMPLES)
    pieces.push(...cut.lift(samples.subarray(start, start + 3 * WINDOW_SAMPLES)))
  expect(Float32Array.from(pieces)).toEqual(new DetectorGain().lift(samples))
})
