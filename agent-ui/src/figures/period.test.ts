import { expect, test } from 'vitest'
import { daysOf, lastDays } from './period.ts'

test('a period ends today, and has every day', () => {
  const period = lastDays(7, new Date('2026-03-02T23:30:00Z'))
  expect(period).toEqual({ from: '2026-02-24', to: '2026-03-02' })
  expect(daysOf(period)).toHaveLength(7)
  expect(daysOf(period)).toContain('2026-02-28')
})
