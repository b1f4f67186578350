import { describe, expect, test } from 'vitest'
import { isEchoOf, type SaidText } from './echoed-text.ts'

/** Three words a second. */
const said = (text: string, startMs: number, timed = true): SaidText => {
  const words = text.split(' ').map((word, index) => {
    const from = startMs + index * 333
    return timed ? { text: word, times: { startMs: from, endMs: from + 300 } } : { text: word }
  })
  return { startMs, endMs: startMs + words.length * 333, words }
}

describe('isEchoOf', () => {
  const louder = said('Hello. There is water coming through my kitchen ceiling.', 5000)
  test.each([
    ['all of it, later', said('hello there is water coming through my kitchen ceiling', 5100), true],
    ['its end', said('my kitchen ceiling', 7050), true],
    ['with one word heard wrongly', said('There is water coming through my chicken ceiling.', 5400), true],
    ['with gaps', said('water coming kitchen ceiling', 6100), true],
    ['other words', said('Could you give me your contract number?', 5200), false],
    ['half of it, with words of its own', said('Is the water still coming through now?', 5500), false],
    ['the same words long after', said('There is water coming through', 11_000), false],
    ['the same words before', said('There is water coming through', 1000), false],
    ['a single word at its time', said('ceiling', 7700), true],
    ['a single word at another time', said('Hello', 7000), false],
    ['one of two words', said('hello Anna', 5050), false],
    ['nothing', { startMs: 5000, endMs: 6000, words: [] }, false],
    ['punctuation', said('...', 5000), false],
  ])('%s', (_, text, expected) => {
    expect(isEchoOf(text, louder)).toBe(expected)
  })

  test('words of a text that may still change have no times: order is enough for a few of them, not for one', () => {
    const partial = said('Vous avez dû recevoir un courrier', 2000, false)
    expect(isEchoOf(said('dû recevoir un courrier', 2900), partial)).toBe(true)
    expect(isEchoOf(said('vous', 2000), partial)).toBe(false)
  })
})
