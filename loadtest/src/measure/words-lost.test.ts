import { describe, expect, test } from 'vitest'
import { compareWords, expectedWords } from './words-lost.ts'

const MS = 8
const piece = (fromMs: number, toMs: number, atMs: number) => ({
  key: 'a#0',
  samples: new Int16Array(0),
  from: fromMs * MS,
  to: toMs * MS,
  at: atMs * MS,
})
const words = (...placed: readonly (readonly [string, number])[]) =>
  placed.map(([text, startMs]) => ({ text, startMs, endMs: startMs + 200 }))
const alone = { 'a#0': words(['one', 500], ['two', 1500], ['three', 2500], ['four', 3500]) }
const whole = [{ fromMs: 0, toMs: 60_000 }]

describe('the words that should be written', () => {
  test('are those of the parts that were played, in the order of the call', () => {
    expect(expectedWords([piece(2000, 4000, 0), piece(0, 2000, 5000)], alone, whole)).toEqual(['three', 'four', 'one', 'two'])
  })
  test('are without words at a cut, and without those that were said in a pause', () => {
    expect(expectedWords([piece(1600, 4000, 0)], alone, whole)).toEqual(['three', 'four'])
    expect(
      expectedWords([piece(0, 4000, 0)], alone, [
        { fromMs: 0, toMs: 1400 },
        { fromMs: 3000, toMs: 9000 },
      ]),
    ).toEqual(['one', 'four'])
  })
  test('are unknown for a recording that was never heard alone', () => {
    expect(expectedWords([{ ...piece(0, 1, 0), key: 'b#0' }], alone, whole)).toBeUndefined()
  })
})

test.each([
  [['One', 'two.', 'three'], ['one two three'], 0, 0],
  [['one', 'two', 'three'], ['One, three!'], 1, 0],
  [['one', 'two', 'three'], ['one too three four'], 0, 1],
  [['one', 'two'], [], 2, 0],
  [[], ['more'], 0, 0],
] as const)('%j written as %j: %s lost, %s changed', (expected, written, lost, changed) => {
  expect(compareWords(expected, written)).toEqual({ lost, changed })
})
