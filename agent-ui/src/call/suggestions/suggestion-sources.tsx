import type { SuggestionOffered, SuggestionSource } from '@souffleur/proto'
import { BookOpen } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useArticle } from '../knowledge/article-context.tsx'
import { findQuote, markRanges } from '../transcript/marked-text.ts'

/** A quotation longer than this is folded. */
const FOLDED_CHARACTERS = 170

/** The passages that a suggestion quotes: nothing is suggested without one. */
export function SuggestionSources({ offer }: { readonly offer: Pick<SuggestionOffered, 'sources' | 'language' | 'text'> }) {
  return (
    <ul className="mt-2 space-y-2 empty:hidden">
      {offer.sources.map((source) => (
        <SourcePassage key={source.passageId} source={source} said={offer.text} language={offer.language} />
      ))}
    </ul>
  )
}

interface SourcePassageProps {
  readonly source: SuggestionSource
  /** The suggestion's own text. */
  readonly said: string
  readonly language: string
}

/** A passage whose words the suggestion repeats stays folded until it is asked for: the same words twice would only take attention. */
function SourcePassage({ source, said, language }: SourcePassageProps) {
  const { t } = useTranslation()
  const { open } = useArticle()
  const [isUnfolded, setIsUnfolded] = useState(false)
  const { quote, articleTitle, articleVersion } = source
  const repeated = findQuote(quote, said)
  const isFoldable = repeated !== undefined || quote.length > FOLDED_CHARACTERS
  const isShown = quote !== '' && (isUnfolded || repeated === undefined)
  return (
    <li>
      {isShown ? (
        <blockquote
          lang={language}
          className={`mb-1 border-l-2 border-line-strong pl-2.5 font-script text-[0.9375rem] leading-snug text-soft ${isUnfolded ? '' : 'line-clamp-3'}`}
        >
          {markRanges(quote, repeated === undefined ? [] : [repeated]).map(({ start, text, marked }) => (
            <span key={start} className={marked ? 'text-ink' : ''}>
              {text}
            </span>
          ))}
        </blockquote>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs">
        <button
          type="button"
          onClick={() => open(source, language)}
          className="inline-flex min-h-6 items-center gap-1.5 rounded text-left font-medium text-curtain-text underline decoration-1 underline-offset-3"
        >
          <BookOpen aria-hidden className="size-3.5 shrink-0" />
          <span>
            {articleTitle} <span className="font-normal whitespace-nowrap">({t('article.version', { version: articleVersion })})</span>
          </span>
        </button>
        {isFoldable ? (
          <button
            type="button"
            aria-expanded={isUnfolded}
            onClick={() => setIsUnfolded(!isUnfolded)}
            className="min-h-6 rounded text-soft underline underline-offset-3"
          >
            {isUnfolded ? t('suggestion.fold') : t('suggestion.unfold')}
          </button>
        ) : null}
      </div>
    </li>
  )
}
