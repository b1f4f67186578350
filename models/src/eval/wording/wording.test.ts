import { expect, test } from 'vitest'
import { normaliseWords } from './normalise-words.ts'
import { spokenNumber } from './number-words.ts'
import { addWordErrors, wordErrorRate, wordErrors } from './word-errors.ts'

test.each([
  ['Press 1, to MUTE yourself!', 'press one to mute yourself'],
  ["I'm afraid it’s busy", 'im afraid its busy'],
  ['press # or *', 'press pound or star'],
  ['It costs 1,250 dollars', 'it costs one thousand two hundred fifty dollars'],
  ['two hundred and fifty', 'two hundred fifty'],
  ['Visit www.asterisk.org.', 'visit www dot asterisk dot org'],
  ['M I S D N', 'misdn'],
  ['...', ''],
])('English: %j is compared as %j', (text, words) => {
  expect(normaliseWords(text, 'en').join(' ')).toBe(words)
})

test.each([
  ['L’agent n° 21', 'l agent n vingt et un'],
  ['Composez le 1 200', 'composez le mille deux cent'],
  ['un cœur à 72 %', 'un coeur à soixante douze pourcent'],
  ['91 et 80', 'quatre vingt onze et quatre vingt'],
])('French: %j is compared as %j', (text, words) => {
  expect(normaliseWords(text, 'fr').join(' ')).toBe(words)
})

test('references are read digit by digit', () => {
  expect(spokenNumber('0155', 'en')).toBe('zero one five five')
  expect(spokenNumber('20418', 'fr')).toBe('deux zéro quatre un huit')
})

test.each([
  ['a b c', 'a b c', { words: 3, substitutions: 0, insertions: 0, deletions: 0 }],
  ['a b c', 'a x c d', { words: 3, substitutions: 1, insertions: 1, deletions: 0 }],
  ['a b c', 'b', { words: 3, substitutions: 0, insertions: 0, deletions: 2 }],
  ['', 'a', { words: 0, substitutions: 0, insertions: 1, deletions: 0 }],
  ['file name here', 'filename here', { words: 3, substitutions: 0, insertions: 0, deletions: 0 }],
  ['filename here', 'file name here', { words: 2, substitutions: 0, insertions: 0, deletions: 0 }],
])('%j heard as %j', (reference, hypothesis, errors) => {
  expect(wordErrors(reference.split(' ').filter(Boolean), hypothesis.split(' ').filter(Boolean))).toEqual(errors)
})

test('a rate is over all words, and there is none without words', () => {
  const total = addWordErrors(wordErrors(['a', 'b'], ['a']), wordErrors(['c', 'd'], ['c', 'd']))
  expect(wordErrorRate(total)).toBe(0.25)
  expect(wordErrorRate(wordErrors([], []))).toBeNull()
})
