import { expect, test } from 'vitest'
import { loopStart } from './token-loops.ts'

test.each([
  ['a sentence', [1, 2, 3, 4, 5, 6], undefined],
  ['five five five five', [9, 5, 5, 5, 5], undefined],
  ['one token for ever', [9, 5, 5, 5, 5, 5, 5, 5, 5, 5], 2],
  ['a phrase three times', [9, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4], 5],
  ['a phrase twice', [9, 1, 2, 3, 4, 1, 2, 3, 4], undefined],
])('%s', (_, tokens, kept) => {
  expect(loopStart(tokens)).toBe(kept)
})
