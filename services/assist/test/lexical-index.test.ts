import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Article, LexicalIndex } from '../src/index.ts'
import { anArticle, cancellation, glasses, leak, waterDamage } from './assist-harness.ts'

function indexOf(language: 'fr' | 'en', ...articles: Article[]): LexicalIndex {
  const index = new LexicalIndex(language)
  for (const article of articles) index.replace(article)
  return index
}

function idsFor(index: LexicalIndex, text: string, intents?: ReadonlyMap<string, number>): string[] {
  return index.search({ texts: [{ text, weight: 1 }], ...(intents === undefined ? {} : { intents }) }, 10).map(({ article }) => article.id)
}

const english = indexOf('en', waterDamage, cancellation, glasses)
const french = indexOf(
  'fr',
  leak,
  anArticle({ id: 'auto', language: 'fr', title: 'Multirisque et franchise Auréline Auto', body: 'La franchise est de 350 €.' }),
)

describe('an article is found', () => {
  test.each([
    ['its title', 'water damage', 'home-water-damage'],
    ['a customer’s way to put it', 'can I leave at any time', 'contract-cancel'],
    ['its text', 'stopcock', 'home-water-damage'],
    ['another form of its words', 'declaring damages', 'home-water-damage'],
    ['a slip of the keyboard', 'electricty', 'home-water-damage'],
    ['two letters swapped', 'stopocck', 'home-water-damage'],
  ])('by %s', (_, query, id) => {
    expect(idsFor(english, query)[0]).toBe(id)
  })

  test.each([
    ['without accents', 'degat des eaux', 'home-water-damage'],
    ['by its sound', 'oréline', 'auto'],
    ['by the beginning of a compound', 'multirisques', 'auto'],
    ['through an elision', "l'arrivée d'eau", 'home-water-damage'],
  ])('in French %s', (_, query, id) => {
    expect(idsFor(french, query)[0]).toBe(id)
  })

  test('by an intent that it answers, even without a word in common', () => {
    expect(idsFor(english, 'zzz', new Map([['health_optical', 0.9]]))).toEqual(['health-optical'])
  })

  test('by what was said before, behind what is said now', () => {
    const found = english.search(
      {
        texts: [
          { text: 'how long do I have', weight: 1 },
          { text: 'my glasses', weight: 0.2 },
        ],
      },
      3,
    )
    expect(found.map(({ article }) => article.id)).toContain('health-optical')
  })
})

test('nothing in common: nothing found', () => {
  expect(idsFor(english, 'quantum chromodynamics')).toEqual([])
  expect(idsFor(english, '')).toEqual([])
  expect(idsFor(english, 'is it the')).toEqual([])
  expect(idsFor(new LexicalIndex('en'), 'water')).toEqual([])
})

test('a question about money or time prefers the passage that has it', () => {
  const passage = (text: string) => english.search({ texts: [{ text, weight: 1 }] }, 1)[0]?.passages[0]?.passage.heading
  expect(passage('water damage, how much do I pay')).toBe('Excess')
  expect(passage('water damage, how many days do I have')).toBe('Deadline')
})

test('scores are about the share of the question that is answered', () => {
  const score = (text: string) => english.search({ texts: [{ text, weight: 1 }] }, 1)[0]?.score ?? 0
  expect(score('water is coming through my ceiling')).toBeGreaterThan(0.5)
  expect(score('water polo championship finals tickets')).toBeLessThan(0.3)
})

test('whatever was added, replaced and removed on the way, the index is as if built at once', () => {
  const words = ['water', 'leak', 'glass', 'cancel', 'debit', 'doctor', 'tow', 'excess']
  const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((chosen) => chosen.join(' '))
  const change = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), title: text, body: text, remove: fc.boolean() })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), text, (changes, query) => {
      const changed = new LexicalIndex('en')
      const current = new Map<string, Article>()
      for (const { id, title, body, remove } of changes) {
        if (remove) {
          changed.remove(id)
          current.delete(id)
        } else {
          const article = anArticle({ id, title, body, questions: [title], intents: ['x'] })
          changed.replace(article)
          current.set(id, article)
        }
      }
      const fresh = indexOf('en', ...current.values())
      const results = (index: LexicalIndex) =>
        index
          .search({ texts: [{ text: query, weight: 1 }], intents: new Map([['x', 0.5]]) }, 10)
          .map(({ article, score }) => [article.id, Number(score.toFixed(9))])
      expect(results(changed)).toEqual(results(fresh))
      expect(changed.passageCount).toBe(fresh.passageCount)
    }),
    { numRuns: 200 },
  )
})

test('an article of five megabytes is indexed and quoted like any other', () => {
  const paragraph = 'The excess for water damage depends on the level of the contract and on the kind of home. '
  const huge = anArticle({
    id: 'huge',
    title: 'Everything',
    body: `${paragraph.repeat(6)}\n\n`.repeat(9500).concat('The albatross clause.'),
  })
  expect(huge.body.length).toBeGreaterThan(5_000_000)
  const index = indexOf('en', huge, waterDamage)
  expect(index.search({ texts: [{ text: 'albatross', weight: 1 }] }, 1)[0]?.passages[0]?.passage.quote).toBe('The albatross clause.')
})

test.each([
  ['sto', 'home-water-damage'],
  ['glas', 'health-optical'],
  ['water dam', 'home-water-damage'],
])('while somebody types "%s", what begins so is found', (text, id) => {
  const found = english.search({ texts: [{ text, weight: 1 }], typing: true }, 3)
  expect(found[0]?.article.id).toBe(id)
})
