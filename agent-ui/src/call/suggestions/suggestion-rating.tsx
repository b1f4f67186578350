import type { SuggestionOffered } from '@souffleur/proto'
import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'

export interface RatingProps {
  readonly ratings: ReadonlyMap<string, boolean>
  readonly onRate: (offer: SuggestionOffered, isHelpful: boolean) => void
}

/** Whether it helped, whatever was done with it: two small buttons, never in the way. */
export function SuggestionRating({ offer, ratings, onRate }: RatingProps & { readonly offer: SuggestionOffered }) {
  const { t } = useTranslation()
  const rated = ratings.get(offer.suggestionId)
  return (
    <div className="flex items-center gap-1">
      {([true, false] as const).map((isHelpful) => {
        const name = t(isHelpful ? 'suggestion.helpful' : 'suggestion.unhelpful')
        const Icon = isHelpful ? ThumbsUp : ThumbsDown
        return (
          <Button
            key={name}
            size="smallIcon"
            look="quiet"
            aria-label={name}
            title={name}
            aria-pressed={rated === isHelpful}
            className="aria-pressed:bg-cue-mark aria-pressed:text-ink"
            onClick={() => onRate(offer, isHelpful)}
          >
            <Icon aria-hidden className="size-3.5" />
          </Button>
        )
      })}
    </div>
  )
}
