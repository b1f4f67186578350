import { existsSync } from 'node:fs'
import { createRecordingLog } from '@souffleur/testkit'
import { describeEngineConformance } from '@souffleur/testkit/engine-conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SpeechEngine, SpeechSegment } from '../src/engine.ts'
import { createWhisperEngine } from '../src/whisper/whisper-engine.ts'
import { realWhisper, sampleUtterance, whisperFiles } from './real-models.ts'

/** It is built from files of the Python package index, which a machine may not have. */
const installed = Object.values(whisperFiles).every((path) => existsSync(path))
const french = () => ({ samples: sampleUtterance('fr-degat-des-eaux', 'appartement'), word: 'bonjour' })
const segmentOf = (samples: Float32Array, fields: Partial<SpeechSegment> = {}): SpeechSegment => ({
  samples,
  speechMs: samples.length / 16,
  languages: ['fr', 'en'],
  effort: 'thorough',
  draft: [],
  ...fields,
})

describe.skipIf(!installed)('Whisper (npm run models -- pull whisper-base)', () => {
  describeEngineConformance('Whisper', () => realWhisper(), french)

  let engine: SpeechEngine
  beforeAll(async () => {
    engine = realWhisper(1)
    await engine.load()
  })
  afterAll(() => engine.close())

  test('hears which language is spoken, whichever is expected', async () => {
    const english = sampleUtterance('en-water-damage', 'kitchen')
    for (const languages of [['fr', 'en'] as const, ['en', 'fr'] as const]) {
      expect(await engine.decode(segmentOf(english, { languages }))).toMatchObject({ language: 'en' })
      expect(await engine.decode(segmentOf(french().samples, { languages }))).toMatchObject({ language: 'fr' })
    }
  })

  test('says when each word was said, one after the other, within the sound', async () => {
    const { samples } = french()
    const { words } = await engine.decode(segmentOf(samples))
    const times = words.flatMap((word) => (word.times === undefined ? [] : [word.times.startMs, word.times.endMs]))
    expect(times).toHaveLength(2 * words.length)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times.at(-1)).toBeLessThanOrEqual(samples.length / 16 + 20)
    // The sample begins with 200 ms of silence.
    expect(words[0]?.times?.endMs).toBeGreaterThan(200)
  })

  test('hears nothing in silence and in noise', async () => {
    const noise = Float32Array.from({ length: 48_000 }, (_, index) => Math.sin(index * index) * 0.01)
    for (const samples of [new Float32Array(48_000), noise]) {
      expect((await engine.decode(segmentOf(samples))).words).toEqual([])
    }
  })

  test('more than 30 s are no trouble: what is beyond is left out', async () => {
    const { samples } = french()
    const long = new Float32Array(40 * 16_000)
    long.set(samples)
    expect((await engine.decode(segmentOf(long))).words.length).toBeGreaterThan(5)
  })
})

test('a description that isn’t one makes the engine fail', async () => {
  const engine = createWhisperEngine({
    encoderPath: import.meta.filename,
    decoderPath: import.meta.filename,
    descriptionPath: import.meta.filename,
    threads: 1,
    log: createRecordingLog(),
  })
  await expect(engine.load()).rejects.toMatchObject({ code: 'engine.failed' })
  await engine.close()
})

test('without its files it is missing', async () => {
  const engine = createWhisperEngine({ ...whisperFiles, encoderPath: '/nowhere', threads: 1, log: createRecordingLog() })
  await expect(engine.load()).rejects.toMatchObject({ code: 'model.missing' })
})
