import { History, Lightbulb } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CallFeed } from '../call-feed.ts'
import type { CallState } from '../call-state.ts'
import { useArticle } from '../knowledge/article-context.tsx'
import { useCallCommands } from '../use-call-commands.ts'
import { InUse } from './in-use.tsx'
import { SuggestionAnnouncer } from './suggestion-announcer.tsx'
import { SuggestionCard } from './suggestion-card.tsx'
import { SuggestionHistory } from './suggestion-history.tsx'
import { useShownVerdicts } from './use-shown-verdicts.ts'
import { type Suggestions, useSuggestions } from './use-suggestions.ts'

interface SuggestionsPanelProps {
  readonly callId: string
  readonly feed: CallFeed
  readonly state: CallState
  readonly isAdvisor: boolean
  readonly hasEnded: boolean
}

export function SuggestionsPanel({ callId, feed, state, isAdvisor, hasEnded }: SuggestionsPanelProps) {
  const { t } = useTranslation()
  const suggestions = useSuggestions(callId, feed, state)
  const { board, taken } = suggestions
  useSuggestionKeys(suggestions, isAdvisor && !hasEnded)
  const observe = useShownVerdicts(callId, state.shown, isAdvisor && !hasEnded)
  if (hasEnded && board.live.length === 0)
    return <SuggestionHistory past={board.past} title={t('suggestion.historyEnded')} icon={Lightbulb} />
  const rating = { ratings: state.ratings, onRate: suggestions.rate }
  return (
    <section aria-label={t('suggestion.title')} className="space-y-3">
      {taken === undefined || hasEnded ? null : <InUse taken={taken} rating={rating} onClose={suggestions.putAway} />}
      {board.live.length === 0 && taken === undefined ? <Silence /> : null}
      <ol className="space-y-3 empty:hidden">
        {board.live.map((live) => (
          <SuggestionCard
            key={live.offer.suggestionId}
            live={live}
            rewording={state.rewordings.get(live.offer.suggestionId)}
            isSelected={live.offer.suggestionId === suggestions.selectedId}
            isChosen={live.offer.suggestionId === suggestions.chosenId}
            isEditing={live.offer.suggestionId === suggestions.editingId}
            actions={isAdvisor ? suggestions : undefined}
            observe={observe}
          />
        ))}
      </ol>
      <SuggestionAnnouncer live={board.live} />
      <SuggestionHistory past={board.past} title={t('suggestion.history')} icon={History} rating={isAdvisor ? rating : undefined} />
    </section>
  )
}

function useSuggestionKeys({ board, selectedId, ...actions }: Suggestions, isActive: boolean): void {
  const { open } = useArticle()
  const selected = isActive ? board.live.find(({ offer }) => offer.suggestionId === selectedId)?.offer : undefined
  const withSelected = (act: (offer: NonNullable<typeof selected>) => void) => () => (selected === undefined ? undefined : act(selected))
  useCallCommands({
    select: (slot) => {
      const wanted = board.live.find((live) => live.slot === slot)
      if (wanted !== undefined) actions.select(wanted.offer.suggestionId)
    },
    accept: withSelected(actions.accept),
    copy: withSelected(actions.copy),
    edit: withSelected(actions.startEditing),
    dismiss: withSelected(actions.dismiss),
    source: withSelected(({ sources, language }) => {
      const source = sources[0]
      if (source !== undefined) open(source, language)
    }),
  })
}

/** Nothing to say is said, so that nobody waits for it. */
function Silence() {
  const { t } = useTranslation()
  return (
    <p className="flex items-center gap-2.5 rounded-lg border border-dashed border-line-strong px-3.5 py-3 text-sm text-soft">
      <Lightbulb aria-hidden className="size-4.5 shrink-0" />
      {t('suggestion.none')}
    </p>
  )
}
