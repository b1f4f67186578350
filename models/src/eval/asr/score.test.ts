import { expect, test } from 'vitest'
import { byGroup, intervalOf, rateOf, scoreItem, worstOf } from './score.ts'

const score = (audio: string, text: string, heard: string, source = 'a') =>
  scoreItem({ audio, path: audio, lang: 'en', text, source }, heard)
const scored = [
  score('good.wav', 'press 1 now', 'Press one, now.'),
  score('bad.wav', 'all circuits are busy', 'or circus our busy', 'b'),
  score('short.wav', 'goodbye', 'good buy now', 'b'),
  score('long.wav', 'one two three four five', 'one two three for'),
]

test('a rate is over the words of all items', () => {
  expect(rateOf(scored)).toBe(Number(((3 + 3 + 2) / 13).toFixed(5)))
  expect(byGroup(scored, ({ item }) => item.source, rateOf)).toEqual({ a: 0.25, b: 1.2 })
  expect(rateOf([])).toBeNull()
  expect(intervalOf(scored)).toHaveLength(2)
})

test('the worst come first, the shorter among equals, and never one without an error', () => {
  const worst = worstOf(scored, 10)
  expect(worst.map(({ audio, errors }) => [audio, errors])).toEqual([
    ['short.wav', 3],
    ['bad.wav', 3],
    ['long.wav', 2],
  ])
  expect(worst[0]).toEqual({ audio: 'short.wav', reference: 'goodbye', heard: 'good buy now', errors: 3 })
  expect(worstOf(scored, 1)).toHaveLength(1)
})
