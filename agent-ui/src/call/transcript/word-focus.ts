/** A word of the transcript that the keyboard can reach. */
export interface WordPlace {
  readonly utteranceId: string
  readonly word: number
}

/** An utterance and the indexes of its words that can be reached, in order. */
export interface ReachableRow {
  readonly utteranceId: string
  readonly words: readonly number[]
}

const keys = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const
export type MoveKey = (typeof keys)[number]

export function isMoveKey(key: string): key is MoveKey {
  return keys.some((known) => known === key)
}

/**
 * Where a key leads: left and right go by words and stay within the utterance, as Home and End do; up and down go by utterances.
 * The place itself at an end; undefined when the place is gone.
 */
export function placeAfter(key: MoveKey, from: WordPlace, rows: readonly ReachableRow[]): WordPlace | undefined {
  const row = rows.findIndex(({ utteranceId }) => utteranceId === from.utteranceId)
  const words = rows[row]?.words
  if (words === undefined) return undefined
  const at = words.indexOf(from.word)
  const inRow = (index: number) => wordOf(rows[row], index) ?? from
  switch (key) {
    case 'ArrowLeft':
      return inRow(at - 1)
    case 'ArrowRight':
      return inRow(at + 1)
    case 'Home':
      return inRow(0)
    case 'End':
      return inRow(words.length - 1)
    case 'ArrowUp':
      return firstWord(rows.slice(0, row).findLast(({ words }) => words.length > 0)) ?? from
    case 'ArrowDown':
      return firstWord(rows.slice(row + 1).find(({ words }) => words.length > 0)) ?? from
  }
}

/** The one word that Tab stops at: the last one that had the focus, else the beginning of the call, or of its newest utterance while it goes on. */
export function tabStop(rows: readonly ReachableRow[], last: WordPlace | undefined, isLive: boolean): WordPlace | undefined {
  const isThere = last !== undefined && rows.some(({ utteranceId, words }) => utteranceId === last.utteranceId && words.includes(last.word))
  if (isThere) return last
  const reachable = rows.filter(({ words }) => words.length > 0)
  return firstWord(isLive ? reachable.at(-1) : reachable[0])
}

function firstWord(row: ReachableRow | undefined): WordPlace | undefined {
  return wordOf(row, 0)
}

function wordOf(row: ReachableRow | undefined, index: number): WordPlace | undefined {
  const word = row?.words[index]
  return row === undefined || word === undefined ? undefined : { utteranceId: row.utteranceId, word }
}
