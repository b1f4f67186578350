import type { Utterance } from '@souffleur/proto'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { WordPlayer } from '../../sound/word-player.ts'
import type { TranscriptItem } from './transcript-items.ts'
import { isMoveKey, type MoveKey, placeAfter, type ReachableRow, tabStop, type WordPlace } from './word-focus.ts'

/** What can be done with the words of a transcript. It stays the same object while the call is on screen. */
export interface WordActions {
  /** Words are buttons that play what was said. */
  readonly hasSound: boolean
  readonly subscribe: (listener: () => void) => () => void
  playingWordOf(utteranceId: string): number | undefined
  onFocus(place: WordPlace): void
  onClick(utterance: Utterance, word: number): void
  onKeyDown(event: KeyboardEvent, utterance: Utterance, word: number): void
}

interface WordActionsOptions {
  /** The element that holds the transcript. */
  readonly place: RefObject<HTMLElement | null>
  readonly items: readonly TranscriptItem[]
  readonly isLive: boolean
  readonly player: WordPlayer | undefined
  /** What is played should not scroll away. */
  readonly onPlay: () => void
}

export function useWordActions({ place, items, isLive, player, onPlay }: WordActionsOptions): {
  readonly actions: WordActions
  readonly stop: WordPlace | undefined
} {
  const [last, setLast] = useState<WordPlace>()
  const hasSound = player !== undefined
  const rows = useMemo(() => reachableRows(items, hasSound), [items, hasSound])
  const latest = useRef({ rows, onPlay })
  useEffect(() => {
    latest.current = { rows, onPlay }
  })
  const actions = useMemo((): WordActions => {
    const play = (utterance: Utterance, word: number) => {
      latest.current.onPlay()
      void player?.play(utterance, word)
    }
    const move = (key: MoveKey, from: WordPlace) => focusAfter(key, from, latest.current.rows, place.current)
    return {
      hasSound: player !== undefined,
      subscribe: (listener) => player?.subscribe(listener) ?? (() => undefined),
      playingWordOf: (utteranceId) => player?.wordOf(utteranceId),
      onFocus: setLast,
      onClick(utterance, word) {
        // The end of a selection is no click.
        if (window.getSelection()?.isCollapsed !== false) play(utterance, word)
      },
      onKeyDown(event, utterance, word) {
        const { key, ctrlKey, metaKey, altKey, shiftKey } = event
        if (ctrlKey || metaKey || altKey || shiftKey) return
        if (isMoveKey(key)) move(key, { utteranceId: utterance.utteranceId, word })
        else if (player !== undefined && (key === 'Enter' || key === ' ')) play(utterance, word)
        else return
        event.preventDefault()
      },
    }
  }, [player, place])
  return { actions, stop: tabStop(rows, last, isLive) }
}

function reachableRows(items: readonly TranscriptItem[], hasSound: boolean): readonly ReachableRow[] {
  return items.flatMap((item) => {
    if (item.kind !== 'utterance') return []
    const { utteranceId, words } = item.utterance
    const reachable = [...words.entries()].filter(([, { text, spokenText }]) => text !== '' && (hasSound || spokenText !== ''))
    return [{ utteranceId, words: reachable.map(([index]) => index) }]
  })
}

/** Goes on over words that are not on screen: those of an utterance whose text is written otherwise. */
function focusAfter(key: MoveKey, from: WordPlace, rows: readonly ReachableRow[], root: HTMLElement | null): void {
  for (let at = from, next = placeAfter(key, at, rows); next !== undefined && next !== at; at = next, next = placeAfter(key, at, rows)) {
    const row = root?.querySelector(`[data-utterance="${CSS.escape(next.utteranceId)}"]`)
    const word = row?.querySelector<HTMLElement>(`[data-word="${next.word}"]`)
    if (word === null || word === undefined) continue
    word.focus()
    return
  }
}
