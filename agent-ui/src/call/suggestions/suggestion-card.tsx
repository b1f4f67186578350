import { SuggestionKind as Kind, type SuggestionKind } from '@souffleur/proto'
import { BookOpenText, CheckCheck, ListChecks, MessageSquareQuote } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rewording } from '../call-state.ts'
import type { LiveSuggestion } from './suggestion-board.ts'
import { SuggestionButtons } from './suggestion-buttons.tsx'
import { SuggestionEditor } from './suggestion-editor.tsx'
import { SuggestionSources } from './suggestion-sources.tsx'
import type { ObserveCard } from './use-shown-verdicts.ts'
import type { Suggestions } from './use-suggestions.ts'

interface SuggestionCardProps {
  /** Present when a language model shortened the words. */
  readonly rewording: Rewording | undefined
  readonly live: LiveSuggestion
  readonly isSelected: boolean
  /** Selected by hand, not for want of another. */
  readonly isChosen: boolean
  readonly isEditing: boolean
  /** Absent for those who only watch. */
  readonly actions: Suggestions | undefined
  readonly observe: ObserveCard
}

const kindIcons = { answer: BookOpenText, reply: MessageSquareQuote, nextAction: ListChecks } as const

export function kindOf(kind: SuggestionKind): keyof typeof kindIcons {
  switch (kind) {
    case Kind.ANSWER:
    case Kind.UNSPECIFIED:
      return 'answer'
    case Kind.REPLY:
      return 'reply'
    case Kind.NEXT_ACTION:
      return 'nextAction'
  }
}

export function SuggestionCard({ live, rewording, isSelected, isChosen, isEditing, actions, observe }: SuggestionCardProps) {
  const { t } = useTranslation()
  const { offer, slot, copied } = live
  const kind = kindOf(offer.kind)
  const Icon = kindIcons[kind]
  const card = useRef<HTMLLIElement>(null)
  useEffect(() => (card.current === null ? undefined : observe(card.current, offer.suggestionId)), [observe, offer.suggestionId])
  useEffect(() => {
    if (isChosen) card.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  // In a side panel, there is room for the whole of one.
  const isFolded = actions !== undefined && !isSelected
  const look = isSelected && actions !== undefined ? 'border-cue-line bg-cue-ground shadow-card' : 'border-line bg-surface'
  return (
    <li
      ref={card}
      aria-current={isSelected && actions !== undefined}
      className={`cue-in rounded-lg border border-l-4 border-l-cue-line p-3.5 ${look}`}
    >
      <div className="mb-1 flex items-center gap-2 text-xs font-medium text-cue">
        <Icon aria-hidden className="size-4" />
        <span>{t(`suggestion.kind.${kind}`)}</span>
        {copied ? (
          <span className="inline-flex items-center gap-1 text-soft">
            <CheckCheck aria-hidden className="size-3.5" />
            {t('suggestion.fate.copied')}
          </span>
        ) : null}
        <span className="flex-1" />
        {actions === undefined ? null : (
          <button
            type="button"
            aria-pressed={isSelected}
            aria-keyshortcuts={String(slot + 1)}
            aria-label={t('suggestion.select', { number: slot + 1 })}
            onClick={() => actions.select(offer.suggestionId)}
            className={`inline-flex size-6 items-center justify-center rounded border text-xs font-semibold tabular-nums ${isSelected ? 'border-cue bg-cue text-surface' : 'border-line-strong text-soft'}`}
          >
            {slot + 1}
          </button>
        )}
      </div>
      {isEditing && actions !== undefined ? (
        <SuggestionEditor text={offer.text} onDone={(text) => actions.finishEditing(offer, text)} onCancel={actions.cancelEditing} />
      ) : (
        <>
          <p lang={offer.language} className="text-base leading-snug font-medium">
            {offer.text}
          </p>
          {rewording === undefined ? null : <Reworded rewording={rewording} language={offer.language} />}
          <div className={isFolded ? '@max-4xl/call:hidden' : ''}>
            <SuggestionSources offer={offer} />
            {actions === undefined ? null : <SuggestionButtons offer={offer} isSelected={isSelected} actions={actions} />}
          </div>
        </>
      )}
    </li>
  )
}

/** Says whose words they are, and keeps those of the source in sight. */
function Reworded({ rewording, language }: { readonly rewording: Rewording; readonly language: string }) {
  const { t } = useTranslation()
  return (
    <div className="mt-1 text-xs text-soft">
      <p>{t('suggestion.reworded', { model: rewording.model })}</p>
      <p lang={language} className="font-script text-[0.8125rem] italic">
        {rewording.original}
      </p>
    </div>
  )
}
