import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectLanguage, foldText, isStopWord, stem, stemOf, tokenise } from '../src/index.ts'

test.each([
  ['Dégât des EAUX', 'degat des eaux'],
  ['œuvre', 'oeuvre'],
  ['l’eau', "l'eau"],
  ['e\u0301te\u0301', 'ete'],
])('%s folds to %s', (text, folded) => {
  expect(foldText(text)).toBe(folded)
})

describe('tokens', () => {
  test.each([
    ['fr', "J’ai l'eau qui coule", ['j', 'ai', 'l', 'eau', 'qui', 'coule']],
    ['fr', "aujourd'hui, jusqu'à 1 600 €", ["aujourd'hui", 'jusqu', 'a', '1600']],
    ['fr', 'rendez-vous à 12,50', ['rendez', 'vous', 'a', '12.50']],
    ['en', "I don't owe €1,600.50", ['i', "don't", 'owe', '1600.50']],
  ] as const)('%s: %s', (language, text, words) => {
    expect(tokenise(text, language).map(({ folded }) => folded)).toEqual(words)
  })

  test('their ranges are places in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('fr' as const, 'en' as const), (text, language) => {
        let end = 0
        for (const token of tokenise(text, language)) {
          expect(token.start).toBeGreaterThanOrEqual(end)
          expect(token.end).toBeGreaterThan(token.start)
          end = token.end
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
  })
})

test('forms of one word have one stem, with accents or without', () => {
  expect(stem('remboursement', 'fr')).toBe(stem('rembourser', 'fr'))
  expect(stem('résilié', 'fr')).toBe(stem('résilier', 'fr'))
  expect(stem('cancelled', 'en')).toBe(stem('cancellation', 'en'))
  expect(tokenise('5 jours', 'fr').map((token) => stemOf(token, 'fr'))).toEqual(['5', 'jour'])
})

test('stop words say nothing of the subject', () => {
  expect(['je', 'qu', 'une', 'vous'].filter((word) => !isStopWord(word, 'fr'))).toEqual([])
  expect(['the', "i'm", 'please'].filter((word) => !isStopWord(word, 'en'))).toEqual([])
  expect(['eau', 'franchise', 'combien'].filter((word) => isStopWord(word, 'fr'))).toEqual([])
})

test.each([
  ['Je voudrais résilier mon contrat', 'fr'],
  ["il y a de l'eau partout", 'fr'],
  ['I would like to cancel my contract', 'en'],
  ['is the excess the same', 'en'],
] as const)('%s is %s', (text, language) => {
  expect(detectLanguage(text)?.language).toBe(language)
})

test('without function words there is no guess', () => {
  expect(detectLanguage('HB4471902')).toBeUndefined()
})
