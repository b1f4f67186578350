import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOf } from './engine.ts'
import { withoutInventedText } from './invented-text.ts'

const heard = (text: string) => text.split(' ').map((word) => ({ text: word, confidence: 0.8 }))
const kept = (text: string, language: 'fr' | 'en' = 'fr') => textOf(withoutInventedText(heard(text), language))

test.each([
  ['a phrase', 'Oui, je vous en prie, je vous en prie, je vous en prie, je vous', 'Oui, je vous en prie,'],
  ['a phrase whose numbers change', 'Il y a 3 nèmes ou 4 nèmes ou 4 nèmes ou 5 nèmes ou', 'Il y a 3 nèmes ou'],
  ['a sound', 'Oh, oh, oh, oh, oh, oh, oh, oh.', 'Oh,'],
])('%s that repeats itself is cut after its first round', (_, text, first) => {
  expect(kept(text)).toBe(first)
})

test.each([
  'Non, non, non, ce n’est pas cela.',
  'Zéro zéro 4 4 4 4 4 4 4 4.',
  'A A A A A A A A.',
  'D’accord, d’accord, d’accord.',
  'Je vous rappelle demain, je vous rappelle demain sans faute.',
])('%s stays', (text) => {
  expect(kept(text)).toBe(text)
})

test.each([
  ['en', 'Thank you for watching!'],
  ['en', 'Thanks for watching. See you.'],
  ['fr', 'Sous-titrage Société Radio-Canada'],
  ['fr', "Sous-titres réalisés par la communauté d'Amara.org"],
  ['fr', "Merci d'avoir regardé cette vidéo !"],
] as const)('%s: "%s" is the end of a film, not of a call', (language, text) => {
  expect(kept(text, language)).toBe('')
})

test('thanks that people say stay', () => {
  expect(kept('Thank you for your help.', 'en')).toBe('Thank you for your help.')
  expect(kept('Merci d’avoir rappelé.')).toBe('Merci d’avoir rappelé.')
})

test('what is kept is always the beginning', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('oui', 'non', 'bien', 'sûr', '12'), { maxLength: 40 }), (words) => {
      const all = words.map((text) => ({ text, confidence: 1 }))
      expect(all.slice(0, withoutInventedText(all, 'fr').length)).toEqual(withoutInventedText(all, 'fr'))
    }),
  )
})
