import { type Language, languages } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { normaliseWords } from './normalise-words.ts'
import { addWordErrors, wordErrorRate, wordErrors } from './word-errors.ts'

const errorCount = (reference: string, heard: string, language: Language) => {
  const { substitutions, insertions, deletions } = wordErrors(normaliseWords(reference, language), normaliseWords(heard, language))
  return substitutions + insertions + deletions
}

test.each([
  ['Press 1, to MUTE yourself!', 'press 1 to mute yourself'],
  ["It’s the caller's 'own' line", 'it is the callers own line'],
  ["I'm sorry, we can't; they'd say they won't", 'i am sorry we can not they would say they will not'],
  ['press # or *', 'press pound or star'],
  ['you are #1', 'you are number 1'],
  ['Visit www.asterisk.org.', 'visit www dot asterisk dot org'],
  ['M I S D N', 'misdn'],
  ['O.K. then', 'okay then'],
  ['...', ''],
])('English: %j is compared as %j', (text, words) => {
  expect(normaliseWords(text, 'en').join(' ')).toBe(words)
})

test.each([
  ['L’agent n° 21', 'l agent numéro 21'],
  ['un cœur, ex æquo, à l’Œuvre', '1 coeur ex aequo a l oeuvre'],
  ['M. Durand et le M G C P', 'monsieur durand et le mgcp'],
  ['Il y a une idée', 'il ya une idée'],
  ['# ou *', 'dièse ou etoile'],
])('French: %j is compared as %j', (text, words) => {
  expect(normaliseWords(text, 'fr').join(' ')).toBe(words)
})

test.each([
  ['It costs 1,250 dollars', 'it costs one thousand two hundred and fifty dollars'],
  ['3 500', 'three thousand five hundred'],
  ['a hundred and five, 2 million', '105, two million'],
  ['3 thousand', '3,000'],
  ['in 1984 or 2026', 'in nineteen eighty-four or twenty twenty-six'],
  ['2026', 'two thousand and twenty six'],
  ['0155 44', 'oh one double five four four'],
  ['28.8', 'twenty-eight point eight'],
  ['the 1st, the 21st, the 15th century', 'the first, the twenty-first, the fifteenth century'],
  ['99 %', 'ninety-nine per cent'],
  ['$45.50 or £1,200', 'forty-five dollars and fifty cents or twelve hundred pounds'],
  ['2:30 p.m.', 'two thirty PM'],
  ['1-800-555', 'one eight hundred five five five'],
  ['colour, organised, travelled, centre, grey, catalogue', 'color organized traveled center gray catalog'],
  ['okay & thru', 'OK and through'],
])('English: %j is the same as %j', (one, other) => {
  expect(errorCount(one, other, 'en')).toBe(0)
})

test.each([
  ['3 500', 'trois mille cinq cents'],
  ['Composez le 1 200', 'composez le mille deux cents'],
  ['91, 80, 77, 21', 'quatre-vingt-onze, quatre-vingts, soixante-dix-sept, vingt et un'],
  ['71 et 72', 'soixante et onze et septante-deux'],
  ['99', 'nonante-neuf'],
  ['4242', 'quarante-deux quarante-deux'],
  ['1234', '1, 2, 3, 4'],
  ['06 12 34', 'zéro six douze trente-quatre'],
  ['1er, 2e, 3ème, 21e', 'premier, deuxième, troisième, vingt et unième'],
  ['la 1re fois', 'la première fois'],
  ['28,8', 'vingt-huit virgule huit'],
  ['28.8', 'vingt-huit point huit'],
  ['5 %', 'cinq pour cent'],
  ['12,50 € et 3 500 €', 'douze euros cinquante et trois mille cinq cents euros'],
  ['14 h 30 ou 9h', 'quatorze heures trente ou neuf heures'],
  ['8500', 'huit mille cinq cents'],
  ['A quitté, Etat', 'à quitté, État'],
  ['Mme Roux, ok', 'madame Roux okay'],
  ['l’évènement', "l'événement"],
  ['la boîte, il connaît le goût', 'la boite, il connait le gout'],
])('French: %j is the same as %j', (one, other) => {
  expect(errorCount(one, other, 'fr')).toBe(0)
})

test.each([
  ['fr', 'pour cent euros', 'pourcent euros'],
  ['fr', 'vingt et deux', '22'],
  ['fr', 'sans', 'cent'],
  ['fr', 'une', 'un'],
  ['fr', 'sûr', 'sur'],
  ['en', 'party’s', 'party is'],
  ['en', 'sixteen', 'sixty'],
  ['en', 'hour', 'or'],
] as const)('%s: %j is not %j', (language, one, other) => {
  expect(errorCount(one, other, language)).toBeGreaterThan(0)
})

test.each(languages)('%s: every number up to a million and a bit is one run of digits, whichever way it is grouped', (language) => {
  for (let value = 0; value < 1_100_000; value = value < 1200 ? value + 1 : value * 2 + 7) {
    const grouped = value.toLocaleString(language)
    expect(normaliseWords(grouped, language).join('')).toBe(String(value))
  }
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

test.each([
  ['press 10', 'press pound', 1],
  ['4242', '42 43', 1],
  ['4242', '4 2 4 3', 1],
  ['06 12 34 56 78', '0 6 1 2 3 4 5 6 7 9', 1],
  ['06 12 34 56 78', '06 12 34 56', 1],
  ['1 or 2', '1 2', 1],
  ['sixteen', 'sixty', 1],
  ['123', '4', 1],
])('numbers: %j heard as %j are %i errors', (reference, heard, errors) => {
  expect(errorCount(reference, heard, 'en')).toBe(errors)
})

test('a rate is over all words, and there is none without words', () => {
  const total = addWordErrors(wordErrors(['a', 'b'], ['a']), wordErrors(['c', 'd'], ['c', 'd']))
  expect(wordErrorRate(total)).toBe(0.25)
  expect(wordErrorRate(wordErrors([], []))).toBeNull()
})
