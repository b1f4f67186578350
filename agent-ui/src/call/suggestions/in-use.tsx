import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { type RatingProps, SuggestionRating } from './suggestion-rating.tsx'
import { SuggestionSources } from './suggestion-sources.tsx'
import type { TakenSuggestion } from './use-suggestions.ts'

interface InUseProps {
  readonly taken: TakenSuggestion
  readonly rating: RatingProps
  readonly onClose: () => void
}

/** The line that the advisor took, large enough to be read out. */
export function InUse({ taken, rating, onClose }: InUseProps) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is the reason to show it
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [taken])
  return (
    <div ref={place} className="cue-in rounded-lg border-2 border-cue-line bg-surface p-3.5">
      <div className="mb-1 flex items-center justify-between gap-2">
        <h3 className="text-xs font-semibold text-cue">{t('suggestion.inUse')}</h3>
        <Button size="smallIcon" look="quiet" aria-label={t('suggestion.putAway')} title={t('suggestion.putAway')} onClick={onClose}>
          <X aria-hidden className="size-4" />
        </Button>
      </div>
      <p lang={taken.offer.language} className="font-script text-xl leading-snug">
        {taken.text}
      </p>
      <SuggestionSources offer={taken.offer} />
      <SuggestionRating offer={taken.offer} {...rating} />
    </div>
  )
}
