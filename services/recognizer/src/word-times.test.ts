import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeWords } from './word-times.ts'

const word = (text: string) => ({ text, confidence: 1 })

test('words share the speech by their length, and pauses belong to none', () => {
  const runs = [
    { startMs: 1000, endMs: 1400 },
    { startMs: 3000, endMs: 3200 },
  ]
  expect(placeWords([word('aaaa'), word('bb')], runs, 0).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [1000, 1400],
    [3000, 3200],
  ])
})

test('an engine’s own times count from the segment’s start', () => {
  const [placed] = placeWords([{ ...word('yes'), times: { startMs: 40, endMs: 300 } }], [{ startMs: 0, endMs: 9 }], 5000)
  expect(placed).toMatchObject({ startMs: 5040, endMs: 5300 })
})

test('words follow one another within the speech', () => {
  const texts = fc.array(fc.constantFrom('a', 'word', 'conference'), { minLength: 1, maxLength: 20 })
  const lengths = fc.array(fc.tuple(fc.integer({ min: 32, max: 3000 }), fc.integer({ min: 32, max: 500 })), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(texts, lengths, (words, stretches) => {
      let at = 0
      const runs = stretches.map(([speech, pause]) => {
        at += speech + pause
        return { startMs: at - speech - pause, endMs: at - pause }
      })
      let last = 0
      for (const { startMs, endMs } of placeWords(words.map(word), runs, 0)) {
        expect(startMs).toBeGreaterThanOrEqual(last)
        expect(endMs).toBeGreaterThanOrEqual(startMs)
        last = endMs
      }
      expect(last).toBeLessThanOrEqual(runs.at(-1)?.endMs ?? 0)
    }),
  )
})
