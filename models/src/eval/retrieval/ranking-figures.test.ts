import { expect, test } from 'vitest'
import { rankingFigures } from './ranking-figures.ts'

test('recall counts queries with an answer among the first k, and ranks count by their place', () => {
  const figures = rankingFigures([
    { ids: ['a', 'b'], relevant: ['a'] },
    { ids: ['x', 'a', 'b'], relevant: ['b'] },
    { ids: ['x', 'y', 'z', 'a'], relevant: ['a'] },
    { ids: [], relevant: ['a'] },
  ])
  expect(figures).toMatchObject({ recallAt1: 0.25, recallAt3: 0.5, recallAt10: 0.75 })
  expect(figures.mrrAt10).toBeCloseTo((1 + 1 / 3 + 1 / 4) / 4)
  expect(figures.ndcgAt10).toBeCloseTo((1 + 1 / Math.log2(4) + 1 / Math.log2(5)) / 4)
})

test('all answers in front are the best order there is', () => {
  expect(rankingFigures([{ ids: ['b', 'a', 'c'], relevant: ['a', 'b'] }]).ndcgAt10).toBe(1)
})

test('no queries, no figures to divide by', () => {
  expect(rankingFigures([]).recallAt1).toBe(0)
})
