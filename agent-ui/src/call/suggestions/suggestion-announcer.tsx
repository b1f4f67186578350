import { useTranslation } from 'react-i18next'
import type { LiveSuggestion } from './suggestion-board.ts'

/** Tells screen readers of the newest suggestion. */
export function SuggestionAnnouncer({ live }: { readonly live: readonly LiveSuggestion[] }) {
  const { t } = useTranslation()
  const newest = live.toSorted((a, b) => b.offer.positionMs - a.offer.positionMs)[0]
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {newest === undefined ? null : (
        <p key={newest.offer.suggestionId}>{t('suggestion.announce', { number: newest.slot + 1, text: newest.offer.text })}</p>
      )}
    </div>
  )
}
