import { describe, expect, it } from 'vitest'
import { isMoveKey, placeAfter, tabStop } from './word-focus.ts'

const rows = [
  { utteranceId: 'a', words: [0, 1, 2] },
  { utteranceId: 'empty', words: [] },
  { utteranceId: 'b', words: [4] },
  { utteranceId: 'c', words: [0, 3] },
]
const at = (place: string) => ({ utteranceId: place.slice(0, 1), word: Number(place.slice(1)) })

describe('the keys that move between words', () => {
  it.each([
    ['ArrowRight', 'a0', 'a1'],
    ['ArrowRight', 'a2', 'a2'],
    ['ArrowLeft', 'a2', 'a1'],
    ['ArrowLeft', 'a0', 'a0'],
    ['ArrowRight', 'c0', 'c3'],
    ['Home', 'a2', 'a0'],
    ['End', 'c0', 'c3'],
    ['ArrowDown', 'a2', 'b4'],
    ['ArrowDown', 'c3', 'c3'],
    ['ArrowUp', 'c3', 'b4'],
    ['ArrowUp', 'b4', 'a0'],
    ['ArrowUp', 'a1', 'a1'],
  ] as const)('%s from %s to %s', (key, from, to) => {
    expect(placeAfter(key, at(from), rows)).toEqual(at(to))
  })

  it('lead nowhere from an utterance that is gone', () => {
    expect(placeAfter('ArrowRight', at('x0'), rows)).toBeUndefined()
  })

  it('are no others', () => {
    expect(['ArrowLeft', 'Enter', 'a', 'toString'].map(isMoveKey)).toEqual([true, false, false, false])
  })
})

describe('the word that Tab stops at', () => {
  it('is the one that had the focus last', () => {
    expect(tabStop(rows, at('c3'), false)).toEqual(at('c3'))
  })

  it('is the first of an ended call, and of what was said last in one that goes on', () => {
    expect(tabStop(rows, undefined, false)).toEqual(at('a0'))
    expect(tabStop(rows, undefined, true)).toEqual(at('c0'))
    expect(tabStop(rows, at('a7'), false)).toEqual(at('a0'))
  })

  it('is none where no word can be reached', () => {
    expect(tabStop([{ utteranceId: 'empty', words: [] }], undefined, true)).toBeUndefined()
  })
})
