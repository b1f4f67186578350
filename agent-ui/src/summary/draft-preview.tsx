import type { Summary } from '@souffleur/proto'
import { ChevronDown, NotebookPen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { draftOf, summaryFieldNames } from './summary-draft.ts'

/** The summary as it grows during the call: folded, because the call comes first. */
export function DraftPreview({ summary }: { readonly summary: Summary | undefined }) {
  const { t } = useTranslation()
  const fields = summary === undefined ? undefined : draftOf(summary).fields
  const count = fields === undefined ? 0 : summaryFieldNames.reduce((sum, name) => sum + fields[name].length, 0)
  return (
    <details className="group card px-3.5 py-1.5 text-sm">
      <summary className="flex min-h-8 list-none items-center gap-2 font-medium text-soft">
        <NotebookPen aria-hidden className="size-4" />
        {t('summary.draftTitle', { count })}
        <ChevronDown aria-hidden className="ml-auto size-4 transition-transform group-open:rotate-180" />
      </summary>
      <dl className="space-y-2 pt-1 pb-2">
        {fields === undefined || count === 0 ? <p className="text-soft">{t('summary.draftEmpty')}</p> : null}
        {summaryFieldNames.map((name) =>
          fields === undefined || fields[name].length === 0 ? null : (
            <div key={name}>
              <dt className="text-xs font-semibold text-soft">{t(`summary.field.${name}`)}</dt>
              {fields[name].map(({ key, text }) => (
                <dd key={key} lang={summary?.language} className="leading-snug">
                  {text}
                </dd>
              ))}
            </div>
          ),
        )}
      </dl>
    </details>
  )
}
