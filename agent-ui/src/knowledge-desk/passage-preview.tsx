import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { previewPassages } from '../api/endpoints.ts'
import { CodedNotice } from '../ui/coded-error.tsx'
import { useSettled } from '../ui/use-settled.ts'

/** Of typing, before the preview follows. */
const PAUSE_MS = 400

/** The passages that suggestions would quote, as they would quote them. */
export function PassagePreview({ body, language }: { readonly body: string; readonly language: string }) {
  const { t } = useTranslation()
  const settled = useSettled(body, PAUSE_MS)
  const passages = useQuery({
    queryKey: ['passages', settled],
    queryFn: () => previewPassages(settled),
    enabled: settled.trim() !== '',
    placeholderData: keepPreviousData,
  })
  const shown = settled.trim() === '' ? [] : (passages.data ?? [])
  return (
    <section aria-labelledby="passage-preview" className="space-y-2">
      <h3 id="passage-preview" className="text-sm font-semibold">
        {t('knowledge.passages', { count: shown.length })}
      </h3>
      {passages.error === null ? null : <CodedNotice error={passages.error} />}
      <ol className="space-y-2">
        {shown.map(({ id, heading, quote }) => (
          <li key={id} className="rounded border border-line px-3 py-2 text-sm">
            {heading === '' ? null : <p className="text-xs text-soft">{heading}</p>}
            <p lang={language} className="font-script whitespace-pre-line">
              {quote}
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}
