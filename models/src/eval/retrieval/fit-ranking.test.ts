import { expect, test } from 'vitest'
import { fitRanking } from './fit-ranking.ts'

const evidence = (words: number, headline: number) => ({ words, headlinePairs: 0, bodyPairs: 0, coverage: 0, headline, nearness: 0 })

test('what tells answers from other candidates gets weight; what does not, gets little', () => {
  const choices = Array.from({ length: 40 }, (_, place) => ({
    share: 1,
    candidates: [
      { evidence: evidence(1, place % 2), answers: true },
      { evidence: evidence(0.2, (place + 1) % 2), answers: false },
    ],
  }))
  const weights = fitRanking(choices)
  expect(weights.words).toBeGreaterThan(2)
  expect(Math.abs(weights.headline)).toBeLessThan(0.1)
  expect(weights.nearness).toBe(0)
})

test('queries without an answer among their candidates teach nothing', () => {
  expect(fitRanking([{ share: 1, candidates: [{ evidence: evidence(1, 1), answers: false }] }]).words).toBe(0)
})
