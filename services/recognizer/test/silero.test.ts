import { toFloat } from '@souffleur/audio'
import { noise, silence } from '@souffleur/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WINDOW_SAMPLES } from '../src/voice-detector.ts'
import { realSilero, requireModels, sampleUtterance } from './real-models.ts'

const detector = realSilero()
beforeAll(async () => {
  requireModels()
  await detector.load()
})
afterAll(() => detector.close())

const wholeWindows = (samples: Float32Array) => samples.slice(0, samples.length - (samples.length % WINDOW_SAMPLES))
const speech = wholeWindows(sampleUtterance('en-water-damage', 'kitchen'))
const share = (probabilities: Float32Array) => probabilities.filter((probability) => probability >= 0.5).length / probabilities.length

test('hears speech, and neither silence nor noise', async () => {
  const hear = (samples: Float32Array) => detector.openStream().detect(wholeWindows(samples))
  expect(share(await hear(speech))).toBeGreaterThan(0.6)
  expect(share(await hear(toFloat(silence({ durationMs: 2000, sampleRateHz: 16_000 }))))).toBe(0)
  expect(share(await hear(toFloat(noise({ durationMs: 2000, sampleRateHz: 16_000, level: 0.02 }))))).toBe(0)
})

test('gives each stream what it would get alone, however the windows are cut and batched', async () => {
  const alone = await detector.openStream().detect(speech)
  const [first, second] = [detector.openStream(), detector.openStream()]
  const answers: Promise<Float32Array>[] = []
  for (let start = 0; start < speech.length; start += 3 * WINDOW_SAMPLES) {
    answers.push(first.detect(speech.slice(start, start + 3 * WINDOW_SAMPLES)))
    void second.detect(new Float32Array(WINDOW_SAMPLES))
  }
  const together = (await Promise.all(answers)).flatMap((answer) => [...answer])
  for (const [index, probability] of together.entries()) expect(probability).toBeCloseTo(alone[index] ?? -1, 3)
})

test('a stream that is reset hears as a new one', async () => {
  const stream = detector.openStream()
  const before = await stream.detect(speech)
  stream.reset()
  expect(await stream.detect(speech)).toEqual(before)
})

test('speech at the very beginning is heard', async () => {
  const beginning = speech.slice(WINDOW_SAMPLES * 10, WINDOW_SAMPLES * 20)
  expect(share(await detector.openStream().detect(beginning))).toBeGreaterThan(0.5)
})
