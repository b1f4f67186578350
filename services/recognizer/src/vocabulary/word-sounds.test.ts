import { expect, test } from 'vitest'
import { soundDistance, soundSequence } from './sound-distance.ts'
import { encodeSounds } from './sounds.ts'
import { writtenSounds } from './word-sounds.ts'

test.each([
  ['oréline', 'auréline'],
  ['moreau', 'morot'],
  ['filippe', 'philippe'],
  ['amon', 'hamon'],
  ['parler', 'parlez'],
  ['parlé', 'parlais'],
  ['intégral', 'intégrale'],
  ['qui', 'ki'],
  ['sans', 'cent'],
  ['vain', 'vin'],
  ['garantie', 'garantit'],
  ['tout', 'tous'],
  ['cygne', 'signe'],
])('French: %j sounds like %j', (a, b) => {
  expect(writtenSounds(a, 'fr')).toBe(writtenSounds(b, 'fr'))
})

test.each([
  ['phone', 'fone'],
  ['night', 'knite'],
  ['sophie', 'sophy'],
  ['center', 'senter'],
  ['write', 'right'],
  ['nation', 'nashun'],
  ['quick', 'kwick'],
])('English: %j sounds like %j', (a, b) => {
  expect(writtenSounds(a, 'en')).toBe(writtenSounds(b, 'en'))
})

test.each([
  ['fr', 'bain', 'pain', 'main'],
  ['fr', 'sérénité', 'serait nité', 'sécurité'],
  ['fr', 'assurance', 'zassurance', 'naissance'],
  ['en', 'aurelin', 'railing', 'building'],
  ['en', 'habitat', 'abitat', 'happiness'],
  ['en', 'moreau', 'murrow', 'tomorrow'],
] as const)('%s: %j is nearer to %j than to %j', (language, from, near, far) => {
  const sequence = (text: string) => soundSequence(encodeSounds(writtenSounds(text, language)), language)
  const distance = (text: string) => soundDistance(sequence(from), sequence(text), Infinity)
  expect(distance(near)).toBeLessThan(distance(far))
})

test('a distance above the most that is of interest isn’t worked out', () => {
  const [a, b] = ['kat', 'bulding'].map((sounds) => soundSequence(encodeSounds(sounds), 'en'))
  if (a === undefined || b === undefined) throw new Error('two sequences')
  expect(soundDistance(a, b, 0.5)).toBe(Infinity)
  expect(soundDistance(a, a, 0)).toBe(0)
})

test('weak signs: digits are heard as they are, and nothing as nothing', () => {
  expect(writtenSounds('150', 'fr')).toBe('150')
  expect(writtenSounds('…', 'en')).toBe('')
})
