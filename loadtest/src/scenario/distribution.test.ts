import { expect, test } from 'vitest'
import { SeededRandom } from '../calls/seeded-random.ts'
import { percentile } from '../percentile.ts'
import { type Distribution, drawMs, parseDurationMs } from './distribution.ts'

test.each([
  ['250ms', 250],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  ['12', 12_000],
  [' 3 m ', 180_000],
  ['', undefined],
  ['fast', undefined],
  ['-3s', undefined],
  ['3 d', undefined],
])('%j is %s ms', (text, ms) => {
  expect(parseDurationMs(text)).toBe(ms)
})

function draws(distribution: Distribution): number[] {
  const random = new SeededRandom(1)
  return Array.from({ length: 5000 }, () => drawMs(distribution, random))
}

test('a fixed length is always the same, a uniform one stays in between', () => {
  expect(new Set(draws({ kind: 'fixed', ms: 5 }))).toEqual(new Set([5]))
  const uniform = draws({ kind: 'uniform', leastMs: 10, mostMs: 20 })
  expect(Math.min(...uniform)).toBeGreaterThanOrEqual(10)
  expect(Math.max(...uniform)).toBeLessThan(20)
})

test('a lognormal one has the median and the 90th percentile that it is given', () => {
  const lengths = draws({ kind: 'lognormal', medianMs: 180_000, p90Ms: 420_000 })
  expect((percentile(lengths, 0.5) ?? 0) / 180_000).toBeCloseTo(1, 1)
  expect((percentile(lengths, 0.9) ?? 0) / 420_000).toBeCloseTo(1, 1)
  expect(Math.min(...lengths)).toBeGreaterThan(0)
})
