import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bareWords, utteranceParts } from './utterance-parts.ts'

const words = (...texts: string[]) => texts.map((text) => ({ text }))
const shape = (parts: ReturnType<typeof utteranceParts>) =>
  parts.map(({ word, pieces }) => [word, pieces.map(({ text, marked }) => (marked ? `<${text}>` : text)).join('')])

describe('the parts of an utterance', () => {
  it('are its words and what stands between them', () => {
    expect(shape(utteranceParts('Hello, you.', words('Hello,', 'you.'), []))).toEqual([
      [0, 'Hello,'],
      [undefined, ' '],
      [1, 'you.'],
    ])
  })

  it('take a number with its spaces for one word', () => {
    expect(shape(utteranceParts('Au 06 12 34 56 78 merci', words('Au', '06 12 34 56 78', 'merci'), []))).toEqual([
      [0, 'Au'],
      [undefined, ' '],
      [1, '06 12 34 56 78'],
      [undefined, ' '],
      [2, 'merci'],
    ])
  })

  it('find the second of two same words', () => {
    expect(utteranceParts('no no', words('no', 'no'), []).map(({ start, word }) => [start, word])).toEqual([
      [0, 0],
      [2, undefined],
      [3, 1],
    ])
  })

  it('are cut where a mark begins and ends, inside of words too', () => {
    expect(shape(utteranceParts('It is HB44.', words('It', 'is', 'HB44.'), [{ start: 3, end: 10 }]))).toEqual([
      [0, 'It'],
      [undefined, ' '],
      [1, '<is>'],
      [undefined, '< >'],
      [2, '<HB44>.'],
    ])
  })

  it.each([
    ['other words than the text', words('Goodbye', 'you.')],
    ['words in another order', words('you.', 'Hello,')],
    ['no words', []],
  ])('with %s are the text as it is', (_, given) => {
    expect(shape(utteranceParts('Hello, you.', given, []))).toEqual([[undefined, 'Hello, you.']])
  })

  it('skip a word that is empty', () => {
    expect(shape(utteranceParts('a b', words('a', '', 'b'), []))).toEqual([
      [0, 'a'],
      [undefined, ' '],
      [2, 'b'],
    ])
  })

  it('give back the text whatever the words and the marks', () => {
    const range = fc.record({ start: fc.integer({ min: -3, max: 40 }), end: fc.integer({ min: -3, max: 40 }) })
    const anyWords = fc.array(fc.constantFrom('a', 'b', 'a b', '', 'no'), { maxLength: 8 })
    fc.assert(
      fc.property(anyWords, fc.boolean(), fc.array(range, { maxLength: 3 }), (texts, isReversed, ranges) => {
        const text = texts.filter((word) => word !== '').join(' ')
        const given = words(...(isReversed ? texts.toReversed() : texts))
        const parts = utteranceParts(text, given, ranges)
        expect(parts.flatMap(({ pieces }) => pieces.map((piece) => piece.text)).join('')).toBe(text)
        if (!isReversed && text !== '') {
          expect(parts.filter(({ word }) => word !== undefined)).toHaveLength(texts.filter((word) => word !== '').length)
        }
      }),
    )
  })
})

it.each([
  ['zéro six douze,', 'zéro six douze'],
  ['what, me ?', 'what, me'],
  ['…', ''],
])('%s is quoted as “%s”', (words, bare) => {
  expect(bareWords(words)).toBe(bare)
})
