import { readFileSync } from 'node:fs'
import { languages } from '@souffleur/proto'
import { expect, test } from 'vitest'
import { promptText } from './prompt-text.ts'
import { emptyVocabulary, parseVocabulary } from './vocabulary.ts'

test('what isn’t said has a default', () => {
  const { terms } = parseVocabulary(
    'terms: [{term: " Garantie  Sérénité "}, {term: Lyon, kind: place, languages: [fr], soundsLike: [lion]}]',
    'v.yaml',
  )
  expect(terms).toEqual([
    { term: 'Garantie Sérénité', languages: ['fr', 'en'], soundsLike: [], kind: 'other' },
    { term: 'Lyon', languages: ['fr'], soundsLike: ['lion'], kind: 'place' },
  ])
})

test.each([
  ['no YAML', 'terms: ['],
  ['no terms', 'names: []'],
  ['an unknown kind', 'terms: [{term: Lyon, kind: town}]'],
  ['an unknown key', 'terms: [{term: Lyon, sounds: [lion]}]'],
  ['an unknown language', 'terms: [{term: Lyon, languages: [de]}]'],
  ['a term without letters', 'terms: [{term: "2000"}]'],
  ['a sentence', 'terms: [{term: one two three four five six seven}]'],
  ['punctuation', 'terms: [{term: "Lyon!"}]'],
  ['a term twice', 'terms: [{term: Lyon}, {term: lyon, languages: [en]}]'],
])('%s is refused with the file’s name', (_, yaml) => {
  expect(() => parseVocabulary(yaml, 'our-names.yaml')).toThrow(
    expect.objectContaining({ code: 'vocabulary.invalid', detail: expect.stringContaining('our-names.yaml') }),
  )
})

test('the demonstration’s vocabulary can be read, and gives a hint in both languages', () => {
  const demo = readFileSync(new URL('../../../standalone/demo/vocabulary.yaml', import.meta.url), 'utf8')
  const vocabulary = parseVocabulary(demo, 'vocabulary.yaml')
  for (const language of languages) {
    const prompt = promptText(vocabulary, language)
    expect(prompt).toContain('Auréline Habitat')
    expect(prompt.split(' ').length).toBeLessThanOrEqual(60)
  }
})

test('a hint is a sentence with the first terms of the language', () => {
  const vocabulary = parseVocabulary('terms: [{term: Lyon}, {term: Bath, languages: [en]}, {term: Garantie Sérénité}]', 'v.yaml')
  expect(promptText(vocabulary, 'en')).toBe('This call is about Lyon, Bath and Garantie Sérénité.')
  expect(promptText(vocabulary, 'fr')).toBe('Cet appel parle de Lyon et Garantie Sérénité.')
  expect(promptText(emptyVocabulary, 'fr')).toBe('')
})
