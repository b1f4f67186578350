import { SuggestionExpiry, SuggestionVerdict } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { event, judged, offer } from '../../../test/call-events.ts'
import { emptyCall, reduceCall } from '../call-state.ts'
import { emptyBoard, type SuggestionBoard, suggestionBoard } from './suggestion-board.ts'

type Events = Parameters<typeof reduceCall>[1]
const expired = (id: string, reason = SuggestionExpiry.TIME) => event({ case: 'suggestionExpired', value: { suggestionId: id, reason } })

/** The boards that follow one another as events come. */
function boardAfter(steps: readonly Events[], held?: string): SuggestionBoard {
  let state = emptyCall
  let board = emptyBoard
  for (const events of steps) {
    state = reduceCall(state, events)
    board = suggestionBoard(board, { call: state, held })
  }
  return board
}
const places = ({ live }: SuggestionBoard) => live.map(({ slot, offer: { suggestionId } }) => `${slot + 1}${suggestionId}`)

describe('the board of suggestions', () => {
  it('gives each newcomer the first free place', () => {
    expect(places(boardAfter([[offer('a', 1)], [offer('b', 2)]]))).toEqual(['1a', '2b'])
    expect(places(boardAfter([[offer('a', 1), offer('b', 2)]]))).toEqual(['1a', '2b'])
  })

  it('moves nobody when one goes', () => {
    const steps = [[offer('a', 1)], [offer('b', 2)], [judged('a', SuggestionVerdict.DISMISSED)]]
    expect(places(boardAfter(steps))).toEqual(['2b'])
    expect(places(boardAfter([...steps, [offer('c', 3)]]))).toEqual(['1c', '2b'])
  })

  it('shows three at most: the oldest gives up its place to the newest', () => {
    const board = boardAfter([[offer('a', 1)], [offer('b', 2)], [offer('c', 3)], [offer('d', 4)]])
    expect(places(board)).toEqual(['1d', '2b', '3c'])
    expect(board.past.map(({ offer: { suggestionId } }) => suggestionId)).toEqual(['a'])
  })

  it('keeps one that was copied, since it may be needed again', () => {
    const board = boardAfter([[offer('a', 1), judged('a', SuggestionVerdict.COPIED)]])
    expect(board.live[0]).toMatchObject({ copied: true })
  })

  it('keeps one that is being edited, even when it expires', () => {
    expect(places(boardAfter([[offer('a', 1)], [expired('a')]], 'a'))).toEqual(['1a'])
    expect(places(boardAfter([[offer('a', 1)], [expired('a')]]))).toEqual([])
  })

  it('says what became of each', () => {
    const { past } = boardAfter([
      [offer('a', 1), offer('b', 2), offer('c', 3), offer('d', 4), offer('e', 5)],
      [
        judged('a', SuggestionVerdict.ACCEPTED),
        judged('b', SuggestionVerdict.EDITED, 'in my words'),
        judged('c', SuggestionVerdict.DISMISSED),
        expired('d'),
        expired('e', SuggestionExpiry.REPLACED),
      ],
    ])
    expect(past.map(({ fate, text }) => [fate, text])).toEqual([
      ['replaced', 'e'],
      ['expired', 'd'],
      ['dismissed', 'c'],
      ['edited', 'in my words'],
      ['accepted', 'a'],
    ])
  })

  it('is empty once the call is over', () => {
    expect(places(boardAfter([[offer('a', 1)], [event({ case: 'callEnded', value: {} })]]))).toEqual([])
  })
})
