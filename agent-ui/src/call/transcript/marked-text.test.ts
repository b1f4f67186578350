import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findQuote, markRanges } from './marked-text.ts'

describe('marking ranges of a text', () => {
  it('marks exactly the characters of the range', () => {
    expect(markRanges('It is HB4471902.', [{ start: 6, end: 15 }])).toEqual([
      { start: 0, text: 'It is ', marked: false },
      { start: 6, text: 'HB4471902', marked: true },
      { start: 15, text: '.', marked: false },
    ])
  })

  it('joins ranges that overlap or touch', () => {
    const pieces = markRanges('abcdef', [
      { start: 3, end: 5 },
      { start: 1, end: 3 },
      { start: 2, end: 4 },
    ])
    expect(pieces.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(['bcde'])
  })

  it('gives back the whole text, in order, whatever the ranges', () => {
    const range = fc.record({ start: fc.integer({ min: -5, max: 30 }), end: fc.integer({ min: -5, max: 30 }) })
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.array(range, { maxLength: 5 }), (text, ranges) => {
        expect(
          markRanges(text, ranges)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})

describe('finding a quotation', () => {
  it('finds it whatever the white space', () => {
    expect(findQuote('Declared within\n5 working days.', 'within 5 working')).toEqual({ start: 9, end: 25 })
  })

  it('takes no character of it for a pattern', () => {
    expect(findQuote('Costs (about) €12.', '(about) €12.')).toEqual({ start: 6, end: 18 })
  })

  it('says when it is not there', () => {
    expect(findQuote('Nothing here', 'elsewhere')).toBeUndefined()
    expect(findQuote('Nothing here', '  ')).toBeUndefined()
  })
})
