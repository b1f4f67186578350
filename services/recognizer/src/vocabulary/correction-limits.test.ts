import { expect, test } from 'vitest'
import { correctionLimit, limitShare } from './correction-limits.ts'
import { hearWord } from './heard-words.ts'

const limit = (text: string, confidence: number) =>
  correctionLimit(text.split(' ').map((word) => hearWord({ text: word, confidence }, 'en')))

test('a limit falls as the engine gets surer', () => {
  for (const text of ['aurelin', 'railing habitat', 'master card']) expect(limit(text, 0.3)).toBeGreaterThan(limit(text, 0.97))
})

test('common words that the engine is sure of need a much closer match', () => {
  expect(limit('master card', 0.95)).toBeLessThan(limit('aurelin card', 0.95) / 3)
  expect(limit('card', 0.95)).toBe(0)
})

test('one unsure word among common ones widens the limit', () => {
  const words = [hearWord({ text: 'master', confidence: 0.3 }, 'en'), hearWord({ text: 'card', confidence: 0.99 }, 'en')]
  expect(correctionLimit(words)).toBeGreaterThan(limit('master card', 0.95))
})

test('short terms, and terms far down in the file, are allowed less', () => {
  expect(limitShare(2, 1).any).toBeLessThan(limitShare(6, 1).any)
  expect(limitShare(6, 400).any).toBeLessThan(limitShare(6, 50).any)
  expect(limitShare(12, 5000).any).toBeGreaterThan(0)
})

test('in the place of everyday words, terms are allowed nothing in the end', () => {
  expect(limitShare(6, 50).common).toBe(limitShare(6, 50).any)
  expect(limitShare(6, 200).common).toBeLessThan(limitShare(6, 200).any)
  expect(limitShare(6, 500).common).toBe(0)
})
