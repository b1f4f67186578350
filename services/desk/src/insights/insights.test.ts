import { describe, expect, it } from 'vitest'
import { feedbackEffect } from './feedback-effect.ts'
import { shareOf } from './share-estimate.ts'
import { speechFigures } from './speech-figures.ts'
import { editDistance } from './suggestion-outcomes.ts'

describe('a share', () => {
  it('comes with what it may be by chance', () => {
    expect(shareOf(0, 0)).toEqual({ share: null, low: 0, high: 1 })
    const { share, low, high } = shareOf(10, 20)
    expect(share).toBe(0.5)
    expect(low).toBeCloseTo(0.299, 3)
    expect(high).toBeCloseTo(0.701, 3)
    expect(shareOf(20, 20).high).toBe(1)
    expect(shareOf(0, 20).low).toBe(0)
  })
})

describe('the effect of feedback', () => {
  it.each([
    [{ shown: 19, used: 0, dismissed: 19 }, null],
    [{ shown: 20, used: 0, dismissed: 20 }, 'lowered'],
    [{ shown: 40, used: 5, dismissed: 25 }, null],
    [{ shown: 40, used: 30, dismissed: 2 }, 'raised'],
    [{ shown: 1000, used: 0, dismissed: 0 }, null],
  ])('%j is %s', (counts, effect) => {
    expect(feedbackEffect(counts).effect).toBe(effect)
  })
})

describe('the distance of an edit', () => {
  it.each([
    ['The excess is 120 euros.', 'The excess is 120 euros.', 0],
    ['The excess is 120 euros.', 'Something else entirely!', 1],
    ['', '', 0],
  ])('%j to %j', (before, after, distance) => {
    expect(editDistance(before, after)).toBeCloseTo(distance, 0)
  })

  it('grows with what was changed', () => {
    const text = 'The excess is 120 euros for water damage.'
    expect(editDistance(text, `${text} Sir.`)).toBeLessThan(editDistance(text, 'It is 120 euros, Sir.'))
  })
})

describe('who spoke how long', () => {
  const said = (speaker: 'customer' | 'advisor' | 'unknown', startMs: number, endMs: number) => ({ speaker, startMs, endMs })

  it('counts what both say at once, and when nobody says anything', () => {
    expect(speechFigures([said('customer', 0, 4000), said('advisor', 3000, 6000), said('customer', 8000, 9000)], 12_000)).toEqual({
      customerMs: 5000,
      advisorMs: 3000,
      overlapMs: 1000,
      silenceMs: 5000,
    })
  })

  it('can’t be told on one channel, nor of a call without words', () => {
    expect(speechFigures([said('unknown', 0, 4000)], 5000)).toEqual({ customerMs: null, advisorMs: null, overlapMs: null, silenceMs: 1000 })
    expect(speechFigures([], 5000)).toEqual({ customerMs: 0, advisorMs: 0, overlapMs: 0, silenceMs: 5000 })
  })
})
