import type { Language } from '@souffleur/proto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HypothesisWord } from '../engine.ts'
import { emptyVocabulary, type Vocabulary } from './vocabulary.ts'
import { createVocabularyCorrector } from './vocabulary-corrector.ts'

const term = (name: string, ...soundsLike: string[]) => ({
  term: name,
  languages: ['fr', 'en'] as const,
  soundsLike,
})

const vocabulary: Vocabulary = {
  terms: [
    term('Auréline', 'Aurelin'),
    term('Auréline Habitat', 'Aurelin Habitat'),
    term('Garantie Sérénité'),
    term('Confort level', 'comfort level'),
    term('formule Essentiel'),
    term('bonus-malus'),
    term('Mastercard'),
    term('Liechtenstein'),
    term('Sophie Bernard'),
    term('Faure'),
    term('Nice'),
  ],
}

/** `word` or `word:0.4`: how sure the engine is, 0.6 when nothing is said. */
function heard(text: string, sure = 0.6): HypothesisWord[] {
  return text.split(' ').map((part) => {
    const [, word = '', confidence] = /^(.*?)(?::(\d?\.\d+))?$/.exec(part) ?? []
    return { text: word, confidence: confidence === undefined ? sure : Number(confidence) }
  })
}

function correct(text: string, language: Language, sure?: number): string {
  const { words } = createVocabularyCorrector(vocabulary, language).correct(heard(text, sure))
  return words.map((word) => word.text).join(' ')
}

test.each([
  ['c’est oréline à l’appareil', 'c’est Auréline à l’appareil'],
  ['chez Orelline', 'chez Auréline'],
  ['un contrat au réline habitat', 'un contrat Auréline Habitat'],
  ['un contrat d’oréline habitat', 'un contrat d’Auréline Habitat'],
  ["l'option qu'oreline propose", "l'option qu'Auréline propose"],
  ['la garantit sérénité', 'la Garantie Sérénité'],
  ['la garantie serait nité', 'la Garantie Sérénité'],
  ['la formule essentielle', 'la formule Essentiel'],
  ['mon bonus malusse', 'mon bonus-malus'],
  ['je vais au lichtenstein', 'je vais au Liechtenstein'],
  ['ici sophy bernar', 'ici Sophie Bernard'],
])('French: %j is written %j', (text, written) => {
  expect(correct(text, 'fr')).toBe(written)
})

test.each([
  ['thank you for calling orelin', 'thank you for calling Auréline'],
  ['thank you for calling railing:0.3', 'thank you for calling Auréline'],
  ['an errilling habitat contract', 'an Auréline Habitat contract'],
  ['is it oraleen’s policy', 'is it Auréline’s policy'],
  ['with the comfort level', 'with the Confort level'],
  ['my bonus malice goes down', 'my bonus-malus goes down'],
  ['with a master card', 'with a Mastercard'],
  ['we drove to lichtensteen', 'we drove to Liechtenstein'],
  ['this is sophy burnard', 'this is Sophie Bernard'],
])('English: %j is written %j', (text, written) => {
  expect(correct(text, 'en')).toBe(written)
})

test.each([
  ['fr', 'il fait beau et nous sommes en ligne'],
  ['fr', 'la franchise de ma formule est élevée'],
  ['fr', 'une ville au nord de la France'],
  ['en', 'there is a railing on the balcony'],
  ['en', 'the level of the water was high for a nice day'],
  ['en', 'press four for the previous menu'],
] as const)('%s: %j stays, because the engine is sure of it', (language, text) => {
  expect(correct(text, language, 0.97)).toBe(text)
})

test('stop words alone are never a term, however unsure the engine is', () => {
  expect(correct('for:0.1', 'en')).toBe('for')
})

test('a single everyday word is no name, however alike it sounds and however unsure the engine is', () => {
  expect(correct('press four:0.3 for the next menu', 'en')).toBe('press four for the next menu')
})

test('a single everyday word isn’t replaced, though the organisation lists it as a spelling', () => {
  const corrector = createVocabularyCorrector({ terms: [term('Komfort', 'comfort')] }, 'en')
  expect(corrector.correct(heard('for more comfort:0.4')).corrections).toBe(0)
  expect(
    createVocabularyCorrector({ terms: [term('Komfort', 'kumphort')] }, 'en').correct(heard('the kumphort:0.99 one')).corrections,
  ).toBe(1)
})

test('an elided word in front of a stop word is one itself', () => {
  const corrector = createVocabularyCorrector({ terms: [term('Hill')] }, 'fr')
  const words = heard('il demande s’il peut et qu’il veut', 0.2).map((word, index) => ({ ...word, confidence: index === 2 ? 0.1 : 0.7 }))
  expect(corrector.correct(words)).toEqual({ words, corrections: 0 })
})

test('everyday words are likelier than a name that is far down in the file', () => {
  const others = Array.from({ length: 500 }, (_, index) => term(`Zyx${index}`))
  const written = (terms: Vocabulary['terms']) =>
    createVocabularyCorrector({ terms }, 'en')
      .correct(heard('a master card'))
      .words.map((word) => word.text)
  expect(written([term('Mastercart')])).toEqual(['a', 'Mastercart'])
  expect(written([...others, term('Mastercart')])).toEqual(['a', 'master', 'card'])
})

test('a common word keeps its small letter', () => {
  expect(correct('a nice day', 'en')).toBe('a nice day')
})

test('the surer the engine, the closer the sound has to be', () => {
  expect(correct('calling orrilline:0.5', 'en')).toBe('calling Auréline')
  expect(correct('calling rowan:0.97', 'en')).toBe('calling rowan')
})

test('nothing is corrected in an utterance that the engine hasn’t understood', () => {
  const words = heard('a railing habitat on the line', 0.3)
  expect(createVocabularyCorrector(vocabulary, 'en').correct(words)).toEqual({ words, corrections: 0 })
})

test('a longer term is preferred to the one in it', () => {
  expect(correct('Auréline abita', 'fr')).toBe('Auréline Habitat')
})

test('marks and capitals at the edges stay', () => {
  expect(correct('«oréline», oui', 'fr')).toBe('«Auréline», oui')
  expect(correct('Bonus malice?', 'en')).toBe('Bonus-malus?')
  expect(correct('chez oréline ?', 'fr')).toBe('chez Auréline ?')
})

test('three heard words become two, with their time and mean confidence', () => {
  const words = ['garan', 'ti', 'serenité'].map((text, index) => ({
    text,
    confidence: 0.4 + index / 10,
    times: { startMs: index * 500, endMs: index * 500 + 400 },
  }))
  const corrected = createVocabularyCorrector(vocabulary, 'fr').correct(words)
  expect(corrected.corrections).toBe(1)
  expect(corrected.words.map(({ text }) => text)).toEqual(['Garantie', 'Sérénité'])
  expect(corrected.words[0]?.times?.startMs).toBe(0)
  expect(corrected.words[1]?.times?.endMs).toBe(1400)
})

const anyWord = fc.oneof(
  fc.stringMatching(/^[a-zé]{1,9}[,.?!]?$/),
  fc.constantFrom(
    'Auréline',
    'oréline',
    'habitat',
    'railing',
    'garantie',
    'serenité.',
    'master',
    'card!',
    "d'oréline",
    'Nice',
    'bonus',
    'malice',
  ),
)
const anyWords = fc.array(fc.record({ text: anyWord, confidence: fc.double({ min: 0, max: 1, noNaN: true }) }), { maxLength: 12 })
const anyLanguage = fc.constantFrom<Language>('fr', 'en')

test('an empty vocabulary changes nothing', () => {
  fc.assert(
    fc.property(anyWords, anyLanguage, (words, language) => {
      expect(createVocabularyCorrector(emptyVocabulary, language).correct(words)).toEqual({ words, corrections: 0 })
    }),
  )
})

test('a term that was heard right stays', () => {
  const correctors = { fr: createVocabularyCorrector(vocabulary, 'fr'), en: createVocabularyCorrector(vocabulary, 'en') }
  fc.assert(
    fc.property(
      fc.constantFrom(...vocabulary.terms),
      anyLanguage,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (one, language, confidence) => {
        const words = one.term.split(' ').map((text) => ({ text, confidence }))
        expect(correctors[language].correct(words)).toEqual({ words, corrections: 0 })
      },
    ),
  )
})

test('no correction goes across sentence punctuation', () => {
  const corrector = createVocabularyCorrector(vocabulary, 'fr')
  for (const mark of ['.', '?', '!', '…', ';', ':', ',']) {
    const words = heard(`garantie${mark} serenité`)
    expect(corrector.correct(words)).toEqual({ words, corrections: 0 })
  }
  const marks = (words: readonly HypothesisWord[]) => words.map(({ text }) => text.replace(/[^,.?!]/g, '')).join('')
  fc.assert(
    fc.property(anyWords, (words) => {
      expect(marks(corrector.correct(words).words)).toBe(marks(words))
    }),
  )
})

test('words have no spaces, confidences are within what was heard', () => {
  const corrector = createVocabularyCorrector(vocabulary, 'en')
  fc.assert(
    fc.property(anyWords, (words) => {
      const { words: corrected } = corrector.correct(words)
      const confidences = words.map(({ confidence }) => confidence)
      for (const word of corrected) {
        expect(word.text).not.toMatch(/\s/)
        expect(word.confidence).toBeGreaterThanOrEqual(Math.min(...confidences) - 1e-9)
        expect(word.confidence).toBeLessThanOrEqual(Math.max(...confidences) + 1e-9)
      }
    }),
  )
})
