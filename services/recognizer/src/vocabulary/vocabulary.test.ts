import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseVocabulary } from './vocabulary.ts'

test('what isn’t said has a default', () => {
  const { terms } = parseVocabulary('terms: [{term: " Garantie  Sérénité "}, {term: Lyon, languages: [fr], soundsLike: [lion]}]', 'v.yaml')
  expect(terms).toEqual([
    { term: 'Garantie Sérénité', languages: ['fr', 'en'], soundsLike: [] },
    { term: 'Lyon', languages: ['fr'], soundsLike: ['lion'] },
  ])
})

test.each([
  ['no YAML', 'terms: ['],
  ['nothing', '# only a comment'],
  ['no terms', 'names: []'],
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

test('no names are a vocabulary, too', () => {
  expect(parseVocabulary('terms: []', 'v.yaml')).toEqual({ terms: [] })
})

test('10,000 names are read, one more is refused', () => {
  const names = (count: number) => `terms:\n${Array.from({ length: count }, (_, index) => `  - {term: Name ${index}}\n`).join('')}`
  expect(parseVocabulary(names(10_000), 'v.yaml').terms).toHaveLength(10_000)
  expect(() => parseVocabulary(names(10_001), 'v.yaml')).toThrow(expect.objectContaining({ code: 'vocabulary.invalid' }))
})

test('the demonstration’s vocabulary can be read', () => {
  const demo = readFileSync(new URL('../../../standalone/demo/vocabulary.yaml', import.meta.url), 'utf8')
  expect(parseVocabulary(demo, 'vocabulary.yaml').terms.map(({ term }) => term)).toContain('Auréline Habitat')
})
