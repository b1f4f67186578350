import { expect, test } from 'vitest'
import { type CallsLanguage, type JudgeableRow, verdictsOf } from './verdicts.ts'

const figures: Omit<JudgeableRow, 'lang'> = {
  refusals: [],
  calls: 4,
  turns: 40,
  utterances: 50,
  finals: 50,
  finalP50Ms: 350,
  finalP95Ms: 601,
  finalMaxMs: 2000,
  turnEndsUnmatched: 0,
  firstWordP50Ms: 500,
  firstWordP95Ms: 800,
  turnStartsUnmatched: 0,
  firstWordSpokenP50Ms: 300,
  firstWordSpokenP95Ms: 600,
  partialIntervalP50Ms: 300,
  partialIntervalP95Ms: 400,
  firmWords: 100,
  firmWordsRevised: 3,
  firmWordsRevisedShare: 0.03,
  words: 1000,
  wordsLost: 3,
  wordErrorRate: 0.033,
  wordErrorRateAlone: 0.028,
}
const judge = (lang: CallsLanguage, changes: Partial<JudgeableRow>) =>
  Object.fromEntries(verdictsOf({ ...figures, ...changes, lang }).map(({ figure, met }) => [figure, met]))

test('up to four calls finals have to come sooner', () => {
  expect(judge('en', {})).toEqual({
    finalP50Ms: true,
    finalP95Ms: false,
    firstWordP95Ms: true,
    firmWordsRevisedShare: false,
    wordErrorRateAdded: true,
  })
})

test.each<[CallsLanguage, number]>([
  ['en', 16],
  ['fr', 8],
  ['mixed', 12],
])('%s: %i calls are asked for, with finals within a second', (lang, calls) => {
  expect(judge(lang, { calls, finalP95Ms: 1000 })).toMatchObject({ finalP95Ms: true })
  expect(judge(lang, { calls, finalP95Ms: 1001 })).toMatchObject({ finalP95Ms: false })
  expect(judge(lang, { calls })).not.toHaveProperty('finalP50Ms')
  expect(judge(lang, { calls: calls + 1 })).toEqual({})
})

test('what was not measured is neither met nor missed', () => {
  expect(judge('fr', { wordErrorRateAlone: null, firstWordP95Ms: null })).toMatchObject({ wordErrorRateAdded: null, firstWordP95Ms: null })
})

test('words that never came are late: more than 5 % of them, and the target is missed', () => {
  expect(judge('en', { turnEndsUnmatched: 2, turnStartsUnmatched: 2 })).toMatchObject({ finalP50Ms: true, firstWordP95Ms: true })
  expect(judge('en', { turnEndsUnmatched: 3, turnStartsUnmatched: 3 })).toMatchObject({ finalP50Ms: false, firstWordP95Ms: false })
})

test('a machine that refuses a call does not carry it', () => {
  expect(judge('en', { calls: 15, finalP95Ms: 500, refusals: ['call.too-many'] })).toMatchObject({
    finalP95Ms: false,
    firstWordP95Ms: false,
  })
})
