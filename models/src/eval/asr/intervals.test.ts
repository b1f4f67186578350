import { expect, test } from 'vitest'
import type { WordErrors } from '../wording/word-errors.ts'
import { differenceInterval, werInterval } from './intervals.ts'

const item = (words: number, substitutions: number): WordErrors => ({ words, substitutions, insertions: 0, deletions: 0 })
const many = (count: number, errors: (index: number) => number) => Array.from({ length: count }, (_, index) => item(10, errors(index)))

test('an interval holds the rate, and narrows with more items', () => {
  const [low = 1, high = 0] = werInterval(many(40, (index) => (index % 4 === 0 ? 4 : 0))) ?? []
  expect(low).toBeLessThan(0.1)
  expect(high).toBeGreaterThan(0.1)
  const [narrowLow = 0, narrowHigh = 1] = werInterval(many(400, (index) => (index % 4 === 0 ? 4 : 0))) ?? []
  expect(narrowHigh - narrowLow).toBeLessThan((high - low) / 2)
})

test('the same items give the same interval', () => {
  const items = many(30, (index) => index % 3)
  expect(werInterval(items)).toEqual(werInterval([...items]))
})

test('equal items leave no doubt, and one item alone says nothing', () => {
  expect(werInterval(many(5, () => 1))).toEqual([0.1, 0.1])
  expect(werInterval(many(1, () => 1))).toBeNull()
  expect(werInterval(many(3, () => 0))).toEqual([0, 0])
})

test('what is hard for both doesn’t hide a difference', () => {
  const pairs = many(30, (index) => index % 9).map((errors) => [{ ...errors, insertions: 1 }, errors] as const)
  const [low = 0, high = 0] = differenceInterval(pairs) ?? []
  expect(low).toBeCloseTo(0.1)
  expect(high).toBeCloseTo(0.1)
})
