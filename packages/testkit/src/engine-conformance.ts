import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScriptedHypothesis, ScriptedSegment } from './scripted-engine.ts'

/** The shape of the `SpeechEngine` port, which the test kit may not import. */
export interface EngineUnderTest {
  readonly name: string
  readonly languages: readonly ('fr' | 'en')[]
  readonly capacity: number
  readonly sureConfidence: number
  load(): Promise<void>
  decode(segment: ScriptedSegment): Promise<ScriptedHypothesis>
  close(): Promise<void>
}

export interface EngineExample {
  /** Speech of a few seconds at 16 kHz, in the engine's first language. */
  readonly samples: Float32Array
  /** A word that has to be heard in it, in lower case. */
  readonly word: string
}

const SAMPLE_RATE_HZ = 16_000
const textOf = ({ words }: ScriptedHypothesis) => words.map((word) => word.text).join(' ')

/** What every engine promises. `createEngine` gives one that isn't loaded yet. */
export function describeEngineConformance(name: string, createEngine: () => EngineUnderTest, example: () => EngineExample): void {
  describe(`${name} as an engine`, () => {
    let engine: EngineUnderTest
    let segment: ScriptedSegment
    beforeAll(async () => {
      engine = createEngine()
      await engine.load()
      const [language = 'en'] = engine.languages
      const { samples } = example()
      segment = { samples, speechMs: (samples.length * 1000) / SAMPLE_RATE_HZ, languages: [language], effort: 'quick', draft: [] }
    })
    afterAll(() => engine.close())

    it('says what it is', () => {
      expect(engine.name).toMatch(/^[a-z0-9.-]+$/)
      expect(engine.languages.length).toBeGreaterThan(0)
      expect(engine.capacity).toBeGreaterThanOrEqual(1)
    })

    it('hears words, each without spaces and with a confidence', async () => {
      const { words, confidence } = await engine.decode(segment)
      expect(words.map(({ text }) => text.toLowerCase().replace(/\P{L}/gu, ''))).toContain(example().word)
      for (const word of words) {
        expect(word.text).toMatch(/^\S+$/)
        expect(word.confidence).toBeGreaterThanOrEqual(0)
        expect(word.confidence).toBeLessThanOrEqual(1)
      }
      expect(confidence).toBeGreaterThan(0)
      expect(confidence).toBeLessThanOrEqual(1)
    })

    it('hears the same word with more effort, in the language that it was given', async () => {
      const { words, language } = await engine.decode({ ...segment, effort: 'thorough' })
      expect(words.map(({ text }) => text.toLowerCase().replace(/\P{L}/gu, ''))).toContain(example().word)
      expect(language).toBe(engine.languages[0])
    })

    it('leaves the samples to the caller, who may have them decoded again', async () => {
      const before = segment.samples.slice()
      const first = await engine.decode(segment)
      expect(segment.samples).toEqual(before)
      expect(textOf(await engine.decode(segment))).toBe(textOf(first))
    })

    it('hears the same with its own draft, but for a rounding', async () => {
      // Engines that quantise what runs together may choose between two equally likely words otherwise.
      const plain = await engine.decode(segment)
      const checked = await engine.decode({ ...segment, draft: plain.draft })
      const others = checked.words.filter(({ text }, index) => text !== plain.words[index]?.text)
      expect(others.length).toBeLessThanOrEqual(plain.words.length / 10)
    })

    it('isn’t misled by a draft of something else', async () => {
      const plain = await engine.decode(segment)
      expect(textOf(await engine.decode({ ...segment, draft: [7, 8, 9, 10] }))).toBe(textOf(plain))
    })

    it('takes more than its capacity at once', async () => {
      const all = await Promise.all(Array.from({ length: 2 * engine.capacity + 1 }, () => engine.decode(segment)))
      expect(new Set(all.map(textOf)).size).toBe(1)
    })

    it('survives audio that it can’t decode', async () => {
      await engine.decode({ ...segment, samples: new Float32Array(0), speechMs: 0 }).then(
        ({ words }) => expect(Array.isArray(words)).toBe(true),
        (error: unknown) => expect(error).toMatchObject({ code: 'engine.failed' }),
      )
      expect((await engine.decode(segment)).words.length).toBeGreaterThan(0)
    })

    it('refuses work once it is closed', async () => {
      const closing = createEngine()
      await closing.load()
      await closing.close()
      await expect(closing.decode(segment)).rejects.toMatchObject({ code: 'engine.failed' })
    })
  })
}
