import { ChevronDown, type LucideIcon } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { formatClock } from '../../i18n/format.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import type { PastSuggestion, SuggestionFate } from './suggestion-board.ts'
import { type RatingProps, SuggestionRating } from './suggestion-rating.tsx'
import { SuggestionSources } from './suggestion-sources.tsx'

interface SuggestionHistoryProps {
  readonly past: readonly PastSuggestion[]
  readonly title: string
  readonly icon: LucideIcon
  /** Absent for those who don't rate. */
  readonly rating?: RatingProps | undefined
}

const fateTones: Record<SuggestionFate, Tone> = {
  accepted: 'good',
  edited: 'good',
  dismissed: 'neutral',
  expired: 'neutral',
  replaced: 'neutral',
}

export function SuggestionHistory({ past, title, icon: Icon, rating }: SuggestionHistoryProps) {
  const { t } = useTranslation()
  if (past.length === 0) return null
  return (
    <details className="group text-sm">
      <summary className="flex min-h-8 list-none items-center gap-2 rounded font-medium text-soft">
        <Icon aria-hidden className="size-4" />
        {title} ({past.length})
        <ChevronDown aria-hidden className="ml-auto size-4 transition-transform group-open:rotate-180" />
      </summary>
      <ol className="mt-2 divide-y divide-line border-t border-line">
        {past.map(({ offer, fate, copied, text }) => (
          <li key={offer.suggestionId} className="space-y-1 py-2.5">
            <div className="flex items-start gap-2">
              <span className="text-xs leading-5 text-soft tabular-nums">{formatClock(offer.positionMs)}</span>
              <p lang={offer.language} className="flex-1">
                {text}
              </p>
              <Badge tone={fateTones[fate]}>{copied ? t('suggestion.fate.copied') : t(`suggestion.fate.${fate}`)}</Badge>
            </div>
            <SuggestionSources offer={offer} />
            {rating === undefined ? null : <SuggestionRating offer={offer} {...rating} />}
          </li>
        ))}
      </ol>
    </details>
  )
}
