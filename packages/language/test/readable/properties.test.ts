import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Language, writeReadably } from '../../src/index.ts'

const languages = fc.constantFrom<Language[]>('fr', 'en')

/** Words that mean something to the grammar, in either language, with the punctuation of a recogniser. */
const meaningful =
  `zéro un une deux trois six sept huit neuf dix onze quinze seize vingt trente soixante quatre-vingts quatre cent cents mille million
  septante nonante virgule point pour euros euro centimes € % heures heure minutes et demie quart moins midi à le la du de d' l'IBAN premier mars avril
  deuxième arrondissement tiret bas arobase gmail com fr slash comme Denis D U P é plus numéro contrat carte code postal Paris ou au entre sur
  zero oh one two three five seven nine ten eleven fifteen twenty thirty nineteen eighty hundred thousand double triple and a pounds dollars cents
  pence pm am o'clock past to at half dot dash underscore for Bravo as in Nancy B N I March May first third fifth twelfth the of percent per or between
  out my number is card IBAN F R 06 12 34 5 2026 3 500 4,471 $45.50 14h30 2:30 12,50 FR76 jean.dupont@orange.fr one, seven. D, p.m. (two)
  vingt-deux twenty-one dix-huitième`.split(/\s+/)
const spoken = fc.array(fc.constantFrom(...meaningful), { maxLength: 14 })
const anything = fc.array(fc.oneof(fc.constantFrom(...meaningful), fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 10 })

function texts(words: readonly string[], language: Language): string[] {
  return writeReadably(words, language).map(({ text }) => text)
}

test('pieces cover all words, in order, whatever is said', () => {
  fc.assert(
    fc.property(anything, languages, (words, language) => {
      let at = 0
      for (const { from, to } of writeReadably(words, language)) {
        expect(from).toBe(at)
        expect(to).toBeGreaterThan(from)
        at = to
      }
      expect(at).toBe(words.length)
    }),
    { numRuns: 1500 },
  )
})

test('a word alone in its piece that needs no rewriting is unchanged', () => {
  const words = ['Bonjour,', 'le', 'douze', 'mars.', '', 'Merci !']
  expect(writeReadably(words, 'fr')).toEqual([
    { text: 'Bonjour,', from: 0, to: 1 },
    { text: 'le', from: 1, to: 2 },
    { text: '12', from: 2, to: 3 },
    { text: 'mars.', from: 3, to: 4 },
    { text: '', from: 4, to: 5 },
    { text: 'Merci !', from: 5, to: 6 },
  ])
})

test('what is rewritten together is one piece, with the punctuation of its last word', () => {
  expect(writeReadably(['le', 'zéro', 'six', 'douze', 'trente-quatre.', 'Voilà'], 'fr')).toEqual([
    { text: 'le', from: 0, to: 1 },
    { text: '06 12 34.', from: 1, to: 5 },
    { text: 'Voilà', from: 5, to: 6 },
  ])
})

test('its own output comes back unchanged, as pieces and as words', () => {
  fc.assert(
    fc.property(spoken, languages, (words, language) => {
      const once = texts(words, language)
      expect(texts(once, language).join(' ')).toBe(once.join(' '))
      expect(texts(once.join(' ').split(' '), language).join(' ')).toBe(once.join(' '))
    }),
    { numRuns: 6000 },
  )
})

test('words without numbers, letters or addresses come back unchanged', () => {
  const prose: Record<Language, string[]> = {
    fr: `bonjour, je voudrais savoir si vous avez reçu mon dossier et quand il sera traité parce que j'ai appelé hier. Oui bien sûr, un instant
      s'il vous plaît, une petite seconde; tous les autres contrats sont neufs, sans frais, à la fin du mois, y compris l'assurance de la maison`.split(
      /\s+/,
    ),
    en: `hello, I would like to know whether you've received my claim and when it's going to be settled, because I called yesterday. Sure, one
      moment please, a little while; all the others are fine, at no cost, to you or for me, by the end of the month, may I go on, no one knows`.split(
      /\s+/,
    ),
  }
  fc.assert(
    fc.property(
      languages.chain((language) => fc.tuple(fc.constant(language), fc.array(fc.constantFrom(...prose[language]), { maxLength: 30 }))),
      ([language, words]) => {
        expect(texts(words, language)).toEqual(words)
      },
    ),
    { numRuns: 500 },
  )
})

test('a long dictation is written in time that grows with its length', () => {
  const words = Array.from({ length: 4000 }, (_, place) => (place % 3 === 0 ? 'vingt-deux' : place % 3 === 1 ? 'zéro' : 'sept'))
  const pieces = writeReadably(words, 'fr')
  expect(pieces.at(-1)?.to).toBe(words.length)
})
