import { expect, test } from 'vitest'
import { editOf, formOf, idFor, newForm } from './article-form-state.ts'

test('an article comes back as it was', () => {
  const article = {
    id: 'a',
    language: 'fr' as const,
    version: 3,
    title: 'Titre',
    category: 'home',
    audience: 'advisor',
    owner: 'team',
    validFrom: '2026-01-01',
    validTo: null,
    intents: ['x', 'y'],
    questions: ['Que faire ?'],
    body: '## Texte',
    versions: [],
  }
  expect(editOf(formOf(article), 3)).toMatchObject({
    intents: ['x', 'y'],
    questions: ['Que faire ?'],
    validTo: null,
    basedOn: 3,
    title: 'Titre',
  })
  expect(editOf({ ...formOf(article), validTo: '2026-06-30', questions: 'a\n\n b ' }, 3)).toMatchObject({
    validTo: '2026-06-30',
    questions: ['a', 'b'],
  })
})

test('a new article is valid from today, and named after its title', () => {
  expect(newForm('en', '2026-03-01')).toMatchObject({ validFrom: '2026-03-01', audience: 'advisor', body: '' })
  expect(idFor(' Dégât des eaux : que faire ? ')).toBe('degat-des-eaux-que-faire')
})
