import { expect, test } from 'vitest'
import { tokenLimit, wordsBeforeInventedTail } from './token-safety.ts'

test('a segment holds 6.5 tokens a second, and at least a short answer', () => {
  expect([tokenLimit(0), tokenLimit(16_000), tokenLimit(160_000)]).toEqual([4, 7, 65])
})

const word = (probability: number, tokens = 2) => ({ logProb: Math.log(probability), tokens })

test('an unlikely ending is dropped when the text is longer than the speech can hold', () => {
  const words = [word(0.9), word(0.8), word(0.1), word(0.2)]
  expect(wordsBeforeInventedTail(words, 500)).toBe(2)
})

test('an unlikely ending stays when there was time to say it', () => {
  expect(wordsBeforeInventedTail([word(0.9), word(0.1)], 2000)).toBe(2)
})

test('a likely ending stays however fast it was said', () => {
  expect(wordsBeforeInventedTail([word(0.9), word(0.9), word(0.9)], 100)).toBe(3)
})

test('the first word always stays', () => {
  expect(wordsBeforeInventedTail([word(0.01)], 0)).toBe(1)
})
