import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance } from '../src/knowledge/edit-distance.ts'
import { phoneticKey } from '../src/knowledge/phonetic-key.ts'
import { excerptOf } from '../src/suggestions/excerpt.ts'
import { routineReason } from '../src/suggestions/routine.ts'

describe('what keeps a call going isn’t looked up', () => {
  test.each([
    ['en', 'Good morning.', 'routine'],
    ['en', 'No, thank you.', 'routine'],
    ['en', 'My name is Marie Dupont.', 'identity'],
    ['en', 'It is H B four four seven one nine zero two.', 'identity'],
    ['en', 'My date of birth is the 4th of June 1981.', 'identity'],
    ['en', 'It is for the', 'too-short'],
    ['en', 'I have not been reimbursed for my doctor.', undefined],
    ['en', "I'm looking for a health plan for two people.", undefined],
    ['en', 'What is the excess?', undefined],
    ['fr', 'Oui, c’est ça.', 'routine'],
    ['fr', "Je m'appelle Sandrine Morel.", 'identity'],
    ['fr', 'Mon contrat c’est le HB5512087.', 'identity'],
    ['fr', "Je n'ai pas été remboursé de ma consultation.", undefined],
    ['fr', 'Je cherche une mutuelle pour deux personnes.', undefined],
  ] as const)('%s: %s', (language, text, reason) => {
    expect(routineReason(text, language)).toBe(reason)
  })
})

describe('an excerpt', () => {
  const quote = `The claim is examined by a manager of the team in charge, who opens the file. ${'Other things are said here at some length, and they go on. '.repeat(3)}The excess is 150 euros with Essentiel.`

  test('is the sentences that answer', () => {
    expect(excerptOf(quote, 'how much is the excess', 'en')).toMatch(/The excess is 150 euros with Essentiel\.$/)
  })

  test('is the beginning when nothing answers better', () => {
    expect(excerptOf(quote, 'zzz', 'en')).toMatch(/^The claim is examined/)
  })

  test('is verbatim, whatever is asked of whatever', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), (text, sought) => {
        expect(text).toContain(excerptOf(text, sought, 'en'))
      }),
    )
  })
})

test('edit distance counts slips, and gives up beyond the most that matter', () => {
  expect(editDistance('claim', 'claim', 2)).toBe(0)
  expect(editDistance('claim', 'cliam', 2)).toBe(1)
  expect(editDistance('claim', 'clam', 2)).toBe(1)
  expect(editDistance('claim', 'glass', 2)).toBe(3)
  fc.assert(
    fc.property(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), (a, b) => {
      expect(editDistance(a, b, 3)).toBe(editDistance(b, a, 3))
    }),
  )
})

test.each([
  ['fr', 'aurelin', 'orelin'],
  ['fr', 'franchise', 'franchize'],
  ['fr', 'telephone', 'telefone'],
  ['en', 'phone', 'fone'],
] as const)('%s: %s sounds like %s', (language, word, other) => {
  expect(phoneticKey(word, language)).toBe(phoneticKey(other, language))
})
