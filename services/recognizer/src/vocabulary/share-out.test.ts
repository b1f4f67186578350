import { expect, test } from 'vitest'
import { shareOut } from './share-out.ts'

const word = (text: string, confidence: number, startMs: number, endMs: number) => ({ text, confidence, times: { startMs, endMs } })

test('word for word, each keeps its time and confidence', () => {
  const heard = [word('garantit', 0.4, 0, 500), word('serenite', 0.8, 600, 1200)]
  expect(shareOut(['Garantie', 'Sérénité'], heard)).toEqual([word('Garantie', 0.4, 0, 500), word('Sérénité', 0.8, 600, 1200)])
})

test('one word for two takes their whole time, and their mean confidence by letters', () => {
  expect(shareOut(['Mastercard'], [word('master', 0.5, 100, 400), word('card', 1, 450, 700)])).toEqual([word('Mastercard', 0.7, 100, 700)])
})

test('two words for one divide its time by letters', () => {
  expect(shareOut(['Tiers', 'Plus.'], [word('tierplus.', 0.6, 0, 900)])).toEqual([word('Tiers', 0.6, 0, 450), word('Plus.', 0.6, 450, 900)])
})

test('a pause between heard words isn’t given to a word', () => {
  const [first, second] = shareOut(['ab', 'cd'], [word('a', 1, 0, 100), word('b', 1, 100, 200), word('cd', 1, 800, 900)])
  expect([first?.times, second?.times]).toEqual([
    { startMs: 0, endMs: 200 },
    { startMs: 800, endMs: 900 },
  ])
})

test('without times there are none afterwards', () => {
  expect(shareOut(['Nice'], [{ text: 'niece', confidence: 0.5 }])).toEqual([{ text: 'Nice', confidence: 0.5 }])
})
