import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testSeal } from '../../test/records.ts'
import { ContentSeal } from '../sealing/content-seal.ts'
import { searchVector } from './call-words.ts'
import { parseSearch, tsqueryOf } from './search-query.ts'
import { excerptOf, findWords, saysUnwanted } from './word-hits.ts'

const asked = (text: string) => parseSearch(text) ?? { wanted: [], unwanted: [] }
const shown = (text: string, language: 'fr' | 'en', query: string) => {
  const { ranges } = findWords(text, language, asked(query))
  return ranges.map(({ start, end }) => text.slice(start, end))
}

describe('what is looked for', () => {
  it('is every word, in any of its forms, without accents or capitals', () => {
    expect(shown('Je veux résilier mon contrat.', 'fr', 'RÉSILIATION contrat')).toEqual(['résilier', 'contrat'])
    expect(shown('They cancelled both policies.', 'en', 'cancelling policy')).toEqual(['cancelled', 'policies'])
    expect(shown('Le dégât des eaux', 'fr', 'degat')).toEqual(['dégât'])
  })

  it('is cut at elisions and reads numbers as numbers', () => {
    expect(shown('C’est l’abonnement à 1 600 euros', 'fr', "l'abonnement 1600")).toEqual(['abonnement', '1 600'])
  })

  it('is exactly the words in quotes, also those that say nothing', () => {
    expect(shown('le mot de passe et la passe', 'fr', '"mot de passe"')).toEqual(['mot de passe'])
    expect(shown('le mot, le passe', 'fr', '« mot de passe »')).toEqual([])
    expect(shown('contrats', 'fr', '"contrat"')).toEqual([])
  })

  it('is what begins so before an asterisk', () => {
    expect(shown('un remboursement, rembourser', 'fr', 'rembours*')).toEqual(['remboursement', 'rembourser'])
  })

  it('passes words over that say nothing, unless there are no others', () => {
    expect(asked('the contract').wanted).toHaveLength(1)
    expect(asked('est-ce que').wanted.length).toBeGreaterThan(0)
    expect(parseSearch(' "" * ! ')).toBeUndefined()
  })

  it('is found in a text without all of its letters in the same form', () => {
    expect(shown('Someone is dying, or lying', 'en', 'die')).toEqual(['dying'])
    expect(shown('Le CŒUR du contrat', 'fr', '"coeur du contrat"')).toEqual(['CŒUR du contrat'])
    expect(shown('C’est 1 600 euros', 'fr', '"1600 euros"')).toEqual(['1 600 euros'])
    expect(shown('Ça, c’est l’été', 'fr', '"c est l ete"')).toEqual(['c’est l’été'])
  })

  it('may be absence', () => {
    const query = asked('contrat -résilier -"en colère"')
    expect(tsqueryOf(query, testSeal())).toContain('!(')
    expect(saysUnwanted('il est en colère', 'fr', query)).toBe(true)
    expect(saysUnwanted('en toute colère', 'fr', query)).toBe(false)
  })
})

describe('the index of words', () => {
  it('holds nothing that anybody can read, and nothing that PostgreSQL would read as its own signs', () => {
    const vector = searchVector([{ text: "don't cancel my 'contract'", language: 'en' }], testSeal())
    expect(vector).toMatch(/^(?:'[\w-]{8}'(?: |$))+$/)
    expect(vector).not.toMatch(/cancel|contr/)
  })

  it('knows words by another key as other words', () => {
    const other = new ContentSeal({ content: [], search: new Uint8Array(32).fill(9) }, () => 0)
    const texts = [{ text: 'contract', language: 'en' }] as const
    expect(searchVector(texts, other)).not.toBe(searchVector(texts, testSeal()))
  })

  it('stays below what PostgreSQL takes', () => {
    const words = Array.from({ length: 200_000 }, (_, index) => `mot${index}x`).join(' ')
    expect(Buffer.byteLength(searchVector([{ text: words, language: 'fr' }], testSeal()))).toBeLessThan(2_000_000)
  })
})

describe('an excerpt', () => {
  const text = `${'avant '.repeat(60)}le mot cherché${' après'.repeat(60)}`
  it('keeps whole words around the first that were found, and their places', () => {
    const { ranges } = findWords(text, 'fr', asked('cherché'))
    const excerpt = excerptOf(text, ranges)
    expect(excerpt.text).toMatch(/^… avant .* après …$/)
    expect(excerpt.ranges.map(({ start, end }) => excerpt.text.slice(start, end))).toEqual(['cherché'])
  })

  it('points into its own text, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.string({ minLength: 1, maxLength: 20 }), (words, typed) => {
        const query = parseSearch(typed)
        if (query === undefined) return
        const { text: shownText, ranges } = excerptOf(words, findWords(words, 'en', query).ranges)
        for (const range of ranges) {
          expect(range.start).toBeGreaterThanOrEqual(0)
          expect(range.end).toBeLessThanOrEqual(shownText.length)
        }
      }),
    )
  })
})
