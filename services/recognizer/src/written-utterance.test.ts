import type { Language } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { writtenOf } from './written-utterance.ts'

const heard = (text: string) =>
  text.split(' ').map((word, index) => ({ text: word, confidence: 0.9, startMs: index * 300, endMs: index * 300 + 250 }))
const written = (text: string, language: Language) => writtenOf(heard(text), language)

test('what is written otherwise than it is said has both, with its time in the sound', () => {
  const { text, spokenText, words } = written('mon numéro est le zéro six douze trente-quatre cinquante-six soixante-dix-huit', 'fr')
  expect(text).toBe('mon numéro est le 06 12 34 56 78')
  expect(spokenText).toBe('mon numéro est le zéro six douze trente-quatre cinquante-six soixante-dix-huit')
  expect(words.at(-1)).toMatchObject({ text: '06 12 34 56 78', startMs: 1200, endMs: 2950 })
  expect(words.at(-1)?.spokenText).toBe('zéro six douze trente-quatre cinquante-six soixante-dix-huit')
  expect(words[0]?.spokenText).toBe('')
})

test('an utterance that is written as it is said has no spoken form of its own', () => {
  const { text, spokenText, words } = written('Thank you, I will call you back.', 'en')
  expect([text, spokenText]).toEqual(['Thank you, I will call you back.', ''])
  expect(words).toHaveLength(7)
})
