import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseVocabulary } from '@souffleur/recognizer'
import { expect, test } from 'vitest'
import { readDistractors } from './distractors.ts'
import { figuresOf } from './figures.ts'
import { readSentences } from './sentences.ts'
import { comparedTerms, scoreTerms } from './term-score.ts'

const folder = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url))
const terms = comparedTerms(['Auréline', 'Auréline Habitat', 'bonus-malus'], 'en')
const score = (reference: string, before: string, after: string) =>
  scoreTerms({ language: 'en', reference, before, after, corrections: 1, ms: 0.1 }, terms)

test('a term counts once, as the longest that is said', () => {
  expect(score('My Auréline Habitat contract', 'my railing habitat contract', 'My Auréline Habitat contract.')).toMatchObject({
    terms: 1,
    foundBefore: 0,
    foundAfter: 1,
    wrongBefore: 0,
    wrongAfter: 0,
  })
})

test('a term that isn’t said is a wrong one', () => {
  expect(score('the railing is broken', 'the railing is broken', 'the Auréline is broken')).toMatchObject({ terms: 0, wrongAfter: 1 })
})

test('a name that isn’t meant to be said counts only where it is wrong', () => {
  const one = { language: 'en' as const, reference: 'the price of it', corrections: 1, ms: 0 }
  const all = [...terms, ['price'], ['nice']]
  expect(scoreTerms({ ...one, before: 'the prize of it', after: 'the price of it' }, terms, all)).toMatchObject({ terms: 0, wrongAfter: 0 })
  expect(scoreTerms({ ...one, before: 'the prize of it', after: 'the nice of it' }, terms, all)).toMatchObject({ terms: 0, wrongAfter: 1 })
})

test('figures are over all utterances, and null where nothing was said', () => {
  const gained = score('call Auréline', 'call railing', 'call Auréline')
  expect(figuresOf([gained, gained])).toMatchObject({
    words: 4,
    recallBefore: 0,
    recallAfter: 1,
    werBefore: 0.5,
    werAfter: 0,
    wrongTerms: 0,
    correctionMsAWord: 0.05,
  })
  expect(figuresOf([score('hello there', 'hello there', 'hello there')])).toMatchObject({ recallBefore: null, recallAfter: null })
})

test('every committed sentence has a term of the demonstration, and both sets are as large', () => {
  const sentences = readSentences(folder('models/eval/vocabulary/sentences.yaml'))
  const vocabulary = parseVocabulary(readFileSync(folder('services/standalone/demo/vocabulary.yaml'), 'utf8'), 'vocabulary.yaml')
  for (const { language, text } of sentences) {
    const known = comparedTerms(
      vocabulary.terms.filter(({ languages }) => languages.includes(language)).map(({ term }) => term),
      language,
    )
    const one = { language, reference: text, before: '', after: '', corrections: 0, ms: 0 }
    expect(scoreTerms(one, known).terms, text).toBeGreaterThan(0)
  }
  expect(sentences.filter(({ set }) => set === 'tune')).toHaveLength(sentences.length / 2)
})

test('there are 500 distractors, and thousands of pairs of them, each once', () => {
  const names = readDistractors(folder('models/eval/vocabulary/distractors.yaml'), 500).map(({ term }) => term.toLowerCase())
  expect(new Set(names).size).toBe(500)
  const pairs = readDistractors(folder('models/eval/vocabulary/distractors.yaml'), 9950)
  expect(new Set(pairs.map(({ term }) => term)).size).toBe(9950)
})
