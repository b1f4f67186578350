import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedArticle } from '../api/schemas.ts'
import { Badge } from '../ui/badge.tsx'

interface ArticleListProps {
  readonly articles: readonly ListedArticle[]
  readonly openId: string | undefined
  readonly onOpen: (id: string) => void
}

type Validity = 'valid' | 'coming' | 'over'

/** Every article of a language, filtered as one types. */
export function ArticleList({ articles, openId, onOpen }: ArticleListProps) {
  const { t } = useTranslation()
  const id = useId()
  const [wanted, setWanted] = useState('')
  const today = new Date().toISOString().slice(0, 10)
  const words = fold(wanted)
    .split(/\s+/)
    .filter((word) => word !== '')
  const shown = articles.filter((article) => {
    const text = fold([article.title, article.id, article.category, article.owner, article.audience].join(' '))
    return words.every((word) => text.includes(word))
  })
  return (
    <section aria-label={t('knowledge.articles')} className="card">
      <div className="border-b border-line p-3">
        <label htmlFor={id} className="sr-only">
          {t('knowledge.filter')}
        </label>
        <input
          id={id}
          type="search"
          className="field w-full"
          placeholder={t('knowledge.filter')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
        <p role="status" className="pt-1 text-xs text-soft">
          {t('knowledge.shown', { count: shown.length })}
        </p>
      </div>
      <ul className="max-h-[65vh] divide-y divide-line overflow-y-auto">
        {shown.map((article) => {
          const validity = validityOf(article, today)
          return (
            <li key={article.id}>
              <button
                type="button"
                aria-current={article.id === openId ? 'true' : undefined}
                onClick={() => onOpen(article.id)}
                className="block w-full px-3 py-2 text-left text-sm hover:bg-sunken aria-current:bg-cue-ground"
              >
                <span className="flex items-start justify-between gap-2">
                  <span lang={article.language} className="font-medium">
                    {article.title}
                  </span>
                  {validity === 'valid' ? null : <Badge tone="neutral">{t(`knowledge.${validity}`)}</Badge>}
                </span>
                <span className="block text-xs break-words text-soft">
                  {[article.category, article.owner, t('knowledge.versionShort', { version: article.version })]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function validityOf({ validFrom, validTo }: ListedArticle, today: string): Validity {
  if (validFrom > today) return 'coming'
  return validTo !== null && validTo < today ? 'over' : 'valid'
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
