import { expect, test } from 'vitest'
import { findInconsistencies } from '../src/index.ts'
import { anArticle } from './assist-harness.ts'

const english = (id: string, title: string, body: string) => anArticle({ id, language: 'en', title, body })

test('two articles that give different amounts for one thing are reported, with both sentences', () => {
  const found = findInconsistencies([
    english('water', 'Water damage', 'The excess for water damage is £150 for each claim.'),
    english('leaks', 'Leaks and water damage', 'The excess for water damage is £200 for each claim.'),
    english('glass', 'Broken windows', 'A glazier comes within two hours and costs £80.'),
  ])
  expect(found).toMatchObject(
    [{ kind: 'contradiction', about: 'amount', places: [{ articleId: 'water' }, { articleId: 'leaks', quote: /£200/ }] }].map((one) => ({
      ...one,
      places: one.places.map((place) => ({ articleId: place.articleId })),
    })),
  )
})

test.each([
  ['a delay', 'A claim is declared within 5 days of the event.', 'A claim is declared within 10 days of the event.', 'delay'],
  ['a phone number', 'For emergency assistance ring 01 55 00 41 20.', 'For emergency assistance ring 01 55 00 41 99.', 'phone'],
])('%s that differs is reported', (_, first, second, about) => {
  const found = findInconsistencies([english('a', 'Claims assistance', first), english('b', 'Claims assistance', second)])
  expect(found.filter(({ kind }) => kind === 'contradiction')).toMatchObject([{ about }])
})

test('the same value twice, two subjects, or a list that holds both values are no contradictions', () => {
  const found = findInconsistencies([
    english('a', 'Home excess', 'The excess for storm damage is £150 for each claim.'),
    english('b', 'Home excess again', 'The excess for storm damage is £150 for each claim, or £300 for roofs.'),
    english('c', 'Motor windscreen', 'Replacing a windscreen costs £90 at our partner garages.'),
  ])
  expect(found.filter(({ kind }) => kind === 'contradiction')).toEqual([])
})

test('an article that repeats another is a duplicate; translations are not compared', () => {
  const body = 'The customer calls the bank to block the card, changes the password, and files a complaint on the police site.'
  const found = findInconsistencies([
    english('a', 'Fraud', body),
    english('b', 'Fraud', `${body} Then rings us.`),
    anArticle({ id: 'a', language: 'fr', title: 'Fraud', body }),
  ])
  expect(found).toMatchObject([{ kind: 'duplicate', articles: ['a', 'b'] }])
})

test('an empty knowledge base is consistent', () => {
  expect(findInconsistencies([])).toEqual([])
})
