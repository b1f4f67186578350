import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { passagesOf } from '../src/index.ts'
import { sentencesIn } from '../src/knowledge/passages.ts'

const split = (body: string) => passagesOf({ body }).map(({ id, heading, quote }) => [id, heading, quote])

describe('an article is split', () => {
  test('at headings and empty lines; headings aren’t quoted', () => {
    expect(split('Before.\n\n## Délai de déclaration\n\nFive days.\n\nTwo for theft.\n\n## Excess\nNone.')).toEqual([
      ['text-1', '', 'Before.'],
      ['delai-de-declaration-1', 'Délai de déclaration', 'Five days.'],
      ['delai-de-declaration-2', 'Délai de déclaration', 'Two for theft.'],
      ['excess-1', 'Excess', 'None.'],
    ])
  })

  test('with the headings above, outermost first', () => {
    expect(split('## Cover\n### Water\nYes.\n## Price\nFree.').map(([, heading]) => heading)).toEqual(['Cover › Water', 'Price'])
  })

  test('without taking a list from the line that announces it', () => {
    expect(split('Send us:\n\n- the invoice\n- a photo\n\nThen wait.').map(([, , quote]) => quote)).toEqual([
      'Send us:\n\n- the invoice\n- a photo',
      'Then wait.',
    ])
  })

  test('not within a block of code', () => {
    expect(split('```\n# not a heading\n\nstill code\n```')).toHaveLength(1)
  })

  test('between sentences when a paragraph is too long to be read', () => {
    const sentence = 'This sentence says something about the cover of the contract and goes on for a while. '
    const quotes = split(sentence.repeat(20)).map(([, , quote]) => quote ?? '')
    expect(quotes.length).toBeGreaterThan(1)
    for (const quote of quotes) expect(quote).toMatch(/^This sentence.*while\.$/s)
  })
})

test('a section keeps its ids when another one changes', () => {
  const idsOf = (body: string) =>
    passagesOf({ body })
      .filter(({ heading }) => heading === 'Excess')
      .map(({ id }) => id)
  expect(idsOf('## Deadline\nA.\n\nB.\n\n## Excess\nC.\n\nD.')).toEqual(idsOf('## New\nX.\n\n## Deadline\nA.\n\n## Excess\nC.\n\nD.'))
})

test('whatever the article, quotes are verbatim, in order, readable, and ids are its own', () => {
  const line = fc.oneof(
    fc.constantFrom('', '', '## Heading', '# ', '- item', '```', 'Send:', 'A sentence. Another one! And 12.50 euros?', '   '),
    fc.string({ maxLength: 20 }),
    fc.string({ minLength: 800, maxLength: 1500 }),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const body = lines.join('\n')
      const passages = passagesOf({ body })
      let from = 0
      for (const { quote } of passages) {
        const at = body.indexOf(quote, from)
        expect(at).toBeGreaterThanOrEqual(from)
        expect(quote.length).toBeLessThanOrEqual(1400)
        from = at + quote.length
      }
      expect(new Set(passages.map(({ id }) => id)).size).toBe(passages.length)
    }),
  )
})

test('sentences don’t end within a number or an address', () => {
  expect(sentencesIn('It costs 12.50 euros. Write to a.b@c.fr! Why?').map(({ text }) => text)).toEqual([
    'It costs 12.50 euros.',
    'Write to a.b@c.fr!',
    'Why?',
  ])
})
