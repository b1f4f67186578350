import { encodePcmu } from '@souffleur/audio'
import { anAudioBatch, noise } from '@souffleur/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ChannelIntake } from '../src/channel-intake.ts'
import { DetectorGain } from '../src/detector-gain.ts'
import { realSilero, requireModels, sampleLine } from './real-models.ts'

const BATCH_SAMPLES = 320
const detector = realSilero()
const customer = sampleLine('en-water-damage', 1, 0, 20_000)
const whole: Promise<Float32Array>[] = []

beforeAll(async () => {
  requireModels()
  await detector.load()
  whole.push(probabilities(customer))
})
afterAll(() => detector.close())

/** As a channel's sound reaches the voice detector. */
async function probabilities(line: Int16Array): Promise<Float32Array> {
  const [intake, gain, stream] = [new ChannelIntake(), new DetectorGain(), detector.openStream()]
  const answers: Promise<Float32Array>[] = []
  for (let start = 0; start < line.length; start += BATCH_SAMPLES) {
    const payload = encodePcmu(line.subarray(start, start + BATCH_SAMPLES))
    for (const item of intake.push(anAudioBatch({ startSamples: start, payload }))) {
      if (item.kind === 'windows') answers.push(stream.detect(gain.lift(item.samples)))
    }
  }
  return Float32Array.from((await Promise.all(answers)).flatMap((answer) => [...answer]))
}

const clipped = (line: Int16Array, of: (sample: number, index: number) => number) =>
  line.map((sample, index) => Math.max(-32_768, Math.min(32_767, Math.round(of(sample, index)))))
const peak = (line: Int16Array) => line.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)

describe('speech is found', () => {
  test.each([
    ['30 dB too quiet', (line: Int16Array) => clipped(line, (sample) => sample * 10 ** (-30 / 20))],
    ['on a line with an offset of 0.2 of full scale', (line: Int16Array) => clipped(line, (sample) => sample + 0.2 * 32_768)],
    [
      'clipped, 12 dB over',
      (line: Int16Array) => {
        const gain = (4 * 32_767) / peak(line)
        return clipped(line, (sample) => sample * gain)
      },
    ],
    [
      'quiet, with an offset that drifts',
      (line: Int16Array) => clipped(line, (sample, index) => sample / 10 + 3000 * Math.sin(index / 20_000)),
    ],
  ])('%s', async (_, damage) => {
    const [clean] = await Promise.all(whole)
    const damaged = await probabilities(damage(customer))
    const [spoken, silent] = [true, false].map((speaks) =>
      [...(clean ?? [])].flatMap((probability, index) => (probability >= 0.5 === speaks ? [damaged[index] ?? 0] : [])),
    )
    const found = (list: readonly number[] = []) => list.filter((probability) => probability >= 0.5).length / list.length
    expect(spoken?.length).toBeGreaterThan(100)
    expect(found(spoken)).toBeGreaterThan(0.94)
    expect(found(silent)).toBeLessThan(0.05)
  })
})

describe('no speech is found', () => {
  const MINUS_60_DB = 33
  const hum = Int16Array.from({ length: 20 * 8000 }, (_, index) =>
    Math.round(MINUS_60_DB * 1.4 * (Math.sin((2 * Math.PI * 50 * index) / 8000) + 0.4 * Math.sin((2 * Math.PI * 150 * index) / 8000))),
  )
  test.each([
    ['comfort noise', noise({ durationMs: 20_000, level: 0.0017 })],
    ['mains hum', hum],
    [
      'hum on comfort noise with an offset',
      noise({ durationMs: 20_000, level: 0.001 }).map((sample, index) => sample + (hum[index] ?? 0) + 2000),
    ],
  ])('in %s at -60 dB', async (_, line) => {
    expect(Math.max(...(await probabilities(line)))).toBeLessThan(0.5)
  })
})
