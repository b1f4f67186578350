import { expect, test } from 'vitest'
import { hypothesisOf, transcriptionReply, UNTOLD_CONFIDENCE } from './transcription-reply.ts'

const read = (body: unknown, asked: readonly ('fr' | 'en')[] = ['en']) => hypothesisOf(transcriptionReply.parse(body), asked)

test('takes words with their times, and without spaces', () => {
  const { words } = read({
    text: ' Good morning.',
    words: [
      { word: ' Good', start: 0.1, end: 0.42, probability: 0.9 },
      { word: ' morning.', start: 0.42, end: 0.8 },
    ],
  })
  expect(words).toEqual([
    { text: 'Good', confidence: 0.9, times: { startMs: 100, endMs: 420 } },
    { text: 'morning.', confidence: UNTOLD_CONFIDENCE, times: { startMs: 420, endMs: 800 } },
  ])
})

test('takes the likelihood of passages where words have none, and none where the server says that it has none', () => {
  const passages = [
    { text: ' one two', avg_logprob: Math.log(0.5), compression_ratio: 1.2 },
    { text: ' three', avg_logprob: -1, compression_ratio: -1 },
  ]
  const { words, confidence } = read({ text: 'one two three', duration: '1.5', segments: passages })
  expect(words.map((word) => word.confidence)).toEqual([0.5, 0.5, UNTOLD_CONFIDENCE])
  expect(confidence).toBeCloseTo((1 + UNTOLD_CONFIDENCE) / 3)
})

test('goes by the text where passages are another one', () => {
  expect(read({ text: 'one two three', segments: [{ text: 'one' }] }).words).toHaveLength(3)
  expect(read({ text: '  ' })).toMatchObject({ words: [], confidence: 0 })
})

test.each([
  ['french', ['en', 'fr'], 'fr', { fr: 1 }],
  ['en', ['fr', 'en'], 'en', { en: 1 }],
  // Nobody asked, or nobody speaks it here.
  ['french', ['en'], 'en', undefined],
  ['german', ['fr', 'en'], 'fr', undefined],
  [undefined, ['fr', 'en'], 'fr', undefined],
] as const)('a reply in %s to %j is %s', (language, asked, expected, languageShares) => {
  const hypothesis = read({ text: 'a', language }, asked)
  expect(hypothesis.language).toBe(expected)
  expect(hypothesis.languageShares).toEqual(languageShares)
})
