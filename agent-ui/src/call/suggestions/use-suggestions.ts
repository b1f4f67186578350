import { create } from '@bufbuild/protobuf'
import { CallEventSchema, type SuggestionJudged, SuggestionJudgedSchema, type SuggestionOffered, SuggestionVerdict } from '@souffleur/proto'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { judgeSuggestion, type RatingName, type SuggestionVerdictName } from '../../api/endpoints.ts'
import { useToasts } from '../../app/toasts.tsx'
import type { CallFeed } from '../call-feed.ts'
import type { CallState } from '../call-state.ts'
import { emptyBoard, type SuggestionBoard, suggestionBoard } from './suggestion-board.ts'

const verdicts: Record<SuggestionVerdictName, SuggestionVerdict> = {
  shown: SuggestionVerdict.SHOWN,
  accepted: SuggestionVerdict.ACCEPTED,
  copied: SuggestionVerdict.COPIED,
  edited: SuggestionVerdict.EDITED,
  dismissed: SuggestionVerdict.DISMISSED,
}
const ratingVerdicts: Record<RatingName, SuggestionVerdict> = {
  helpful: SuggestionVerdict.HELPFUL,
  unhelpful: SuggestionVerdict.UNHELPFUL,
}

/** A suggestion that the advisor took, as it stays in sight while it is read out. */
export interface TakenSuggestion {
  readonly offer: SuggestionOffered
  readonly text: string
}

export interface Suggestions {
  readonly board: SuggestionBoard
  readonly selectedId: string | undefined
  /** Selected by hand; undefined while {@link selectedId} is only the first one there. */
  readonly chosenId: string | undefined
  readonly editingId: string | undefined
  readonly taken: TakenSuggestion | undefined
  select(id: string): void
  accept(offer: SuggestionOffered): void
  copy(offer: SuggestionOffered): void
  dismiss(offer: SuggestionOffered): void
  startEditing(offer: SuggestionOffered): void
  finishEditing(offer: SuggestionOffered, text: string): void
  cancelEditing(): void
  putAway(): void
  rate(offer: SuggestionOffered, isHelpful: boolean): void
}

/** The board of suggestions and what the advisor does with it. A choice shows at once and is taken back if it can't be stored. */
export function useSuggestions(callId: string, feed: CallFeed, state: CallState): Suggestions {
  const { t } = useTranslation()
  const { say, sayError } = useToasts()
  const [chosenId, setChosenId] = useState<string>()
  const [editingId, setEditingId] = useState<string>()
  const [taken, setTaken] = useState<TakenSuggestion>()
  const [unsent, setUnsent] = useState<ReadonlyMap<string, SuggestionJudged>>(new Map())
  const board = useBoard(state, unsent, editingId)
  const selectedId = (board.live.find(({ offer }) => offer.suggestionId === chosenId) ?? board.live[0])?.offer.suggestionId

  const judge = async (suggestionId: string, verdict: SuggestionVerdictName, editedText = '') => {
    const judged = create(SuggestionJudgedSchema, { suggestionId, verdict: verdicts[verdict], editedText })
    setUnsent((before) => new Map(before).set(suggestionId, judged))
    try {
      await judgeSuggestion({ callId, suggestionId, verdict, ...(verdict === 'edited' ? { editedText } : {}) })
      feed.apply([create(CallEventSchema, { callId, body: { case: 'suggestionJudged', value: judged } })])
    } catch (error) {
      sayError(error)
      setTaken((before) => (before?.offer.suggestionId === suggestionId ? undefined : before))
    }
    setUnsent((before) => new Map([...before].filter(([id]) => id !== suggestionId)))
  }

  const rate = async (suggestionId: string, verdict: RatingName) => {
    try {
      await judgeSuggestion({ callId, suggestionId, verdict })
      const judged = create(SuggestionJudgedSchema, { suggestionId, verdict: ratingVerdicts[verdict] })
      feed.apply([create(CallEventSchema, { callId, body: { case: 'suggestionJudged', value: judged } })])
    } catch (error) {
      sayError(error)
    }
  }

  return {
    board,
    selectedId,
    chosenId,
    editingId,
    taken,
    select: setChosenId,
    accept(offer) {
      setTaken({ offer, text: offer.text })
      void judge(offer.suggestionId, 'accepted')
    },
    async copy(offer) {
      try {
        await navigator.clipboard.writeText(offer.text)
      } catch {
        say(t('suggestion.copyFailed'))
        return
      }
      say(t('suggestion.copyDone'))
      await judge(offer.suggestionId, 'copied')
    },
    dismiss: ({ suggestionId }) => void judge(suggestionId, 'dismissed'),
    startEditing({ suggestionId }) {
      setChosenId(suggestionId)
      setEditingId(suggestionId)
    },
    finishEditing(offer, text) {
      setEditingId(undefined)
      setTaken({ offer, text })
      const isChanged = text.trim() !== offer.text.trim()
      void judge(offer.suggestionId, isChanged ? 'edited' : 'accepted', isChanged ? text.trim() : '')
    },
    cancelEditing: () => setEditingId(undefined),
    putAway: () => setTaken(undefined),
    rate: ({ suggestionId }, isHelpful) => void rate(suggestionId, isHelpful ? 'helpful' : 'unhelpful'),
  }
}

/** Remembers who stood where, so that nobody moves. */
function useBoard(state: CallState, unsent: ReadonlyMap<string, SuggestionJudged>, held: string | undefined): SuggestionBoard {
  const { offers, expiries, ended, verdicts: stored } = state
  const [previous, setPrevious] = useState(emptyBoard)
  const board = useMemo(
    () => suggestionBoard(previous, { call: { offers, expiries, ended, verdicts: new Map([...stored, ...unsent]) }, held }),
    [previous, offers, expiries, ended, stored, unsent, held],
  )
  if (places(board) !== places(previous)) setPrevious(board)
  return board
}

function places({ live }: SuggestionBoard): string {
  return live.map(({ offer, slot }) => `${slot}:${offer.suggestionId}`).join(' ')
}
