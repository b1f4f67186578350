import { describe, expect, test } from 'vitest'
import {
  allMet,
  defaultThresholds,
  type Judged,
  judge,
  parseThreshold,
  type ThresholdName,
  thresholdNames,
  thresholdsOf,
} from './thresholds.ts'

const figures = (known: Partial<Record<ThresholdName, Judged>>): Record<ThresholdName, Judged> => {
  const none: Judged = { value: null }
  const all = Object.fromEntries(thresholdNames.map((name) => [name, none])) as Record<ThresholdName, Judged>
  return { ...all, ...known }
}

test.each([
  ['finalP95Ms=1000', { name: 'finalP95Ms', atMost: 1000 }],
  ['wordsLostShare=0.01', { name: 'wordsLostShare', atMost: 0.01 }],
  ['finalP95Ms', undefined],
  ['finalP95Ms=', undefined],
  ['finalP95Ms=-1', undefined],
  ['speed=3', undefined],
])('--threshold %s', (text, threshold) => {
  expect(parseThreshold(text)).toEqual(threshold)
})

test('a few calls have to be quicker than many', () => {
  expect(defaultThresholds(4)).toContainEqual({ name: 'finalP95Ms', atMost: 600 })
  expect(defaultThresholds(5)).toContainEqual({ name: 'finalP95Ms', atMost: 1000 })
})

test('what is asked for takes the place of a default, and is added where there is none', () => {
  const all = thresholdsOf(
    [
      { name: 'finalP95Ms', atMost: 2000 },
      { name: 'connectP95Ms', atMost: 50 },
    ],
    defaultThresholds(16),
  )
  expect(all.filter(({ name }) => name === 'finalP95Ms')).toEqual([{ name: 'finalP95Ms', atMost: 2000 }])
  expect(all[0]).toEqual({ name: 'connectP95Ms', atMost: 50 })
})

describe('a verdict', () => {
  const judged = (figure: Judged, name: ThresholdName = 'finalP95Ms', atMost = 1000) =>
    judge([{ name, atMost }], figures({ [name]: figure }))[0]?.met

  test('is met at the limit, and not above it', () => {
    expect(judged({ value: 1000 })).toBe(true)
    expect(judged({ value: 1001 })).toBe(false)
  })

  test('is open where nothing was measured, which is no failure', () => {
    expect(judged({ value: null })).toBeNull()
    expect(allMet(judge([{ name: 'finalP95Ms', atMost: 1 }], figures({})))).toBe(true)
  })

  test('what never came is later than any limit', () => {
    expect(judged({ value: 300, missingShare: 0.04 })).toBe(true)
    expect(judged({ value: 300, missingShare: 0.06 })).toBe(false)
    expect(judged({ value: 300, missingShare: 0.06 }, 'finalP50Ms')).toBe(true)
    expect(judged({ value: 0, missingShare: 0.06 }, 'callsFailed', 0)).toBe(true)
    expect(judged({ value: null, missingShare: 1 })).toBe(false)
  })
})
