import { useQuery } from '@tanstack/react-query'
import { CheckCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { checkKnowledge } from '../api/endpoints.ts'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'

/** Articles that don't go together; which of two is right, a person has to say. */
export function KnowledgeCheck({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const check = useQuery({ queryKey: ['knowledge-check'], queryFn: checkKnowledge, staleTime: 0 })
  return (
    <section aria-labelledby="knowledge-check" className="card space-y-3 p-4">
      <h2 id="knowledge-check" className="font-semibold">
        {t('knowledge.check')}
      </h2>
      {check.isPending ? <Loading /> : null}
      {check.error === null ? null : <CodedNotice error={check.error} onRetry={() => void check.refetch()} />}
      {check.data?.length === 0 ? <Empty icon={CheckCheck} title={t('knowledge.checkClean')} /> : null}
      <ul className="divide-y divide-line">
        {check.data?.map((issue) => (
          <li key={JSON.stringify(issue.places)} className="space-y-1 py-2 text-sm">
            <p className="text-xs font-semibold text-soft">
              {issue.about === null ? t('knowledge.duplicate') : t(`knowledge.about.${issue.about}`)} · {t(`language.${issue.language}`)} ·{' '}
              {t('knowledge.alike', { share: formatPercent(issue.likeness, language) })}
            </p>
            {issue.places.map(({ articleId, value, quote }) => (
              <p key={`${articleId} ${value}`}>
                <button type="button" className="underline decoration-line-strong underline-offset-2" onClick={() => onOpen(articleId)}>
                  {articleId}
                </button>
                {value === '' ? null : <strong> {value}</strong>}
                {quote === '' ? null : (
                  <span lang={issue.language} className="block font-script text-soft">
                    {quote}
                  </span>
                )}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}
