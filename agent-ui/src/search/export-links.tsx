import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { buttonClass } from '../ui/button.tsx'
import { type CallSearch, searchAddress } from './call-search.ts'

const formats = ['csv', 'json'] as const

/** What is found, as files; and what supervisors have approved, as a set to measure summaries on. */
export function ExportLinks({ search }: { readonly search: CallSearch }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('callSearch.exports')} className="flex flex-wrap gap-2">
      {formats.map((format) => (
        <a
          key={format}
          className={buttonClass('plain', 'small')}
          href={`/api/v1/exports/calls?${searchAddress(search)}&format=${format}`}
          download
          title={t('callSearch.exportHint')}
        >
          <Download aria-hidden className="size-3.5" />
          {t(`callSearch.export.${format}`)}
        </a>
      ))}
      <a className={buttonClass('plain', 'small')} href="/api/v1/exports/evaluation-set" download title={t('callSearch.evaluationHint')}>
        <Download aria-hidden className="size-3.5" />
        {t('callSearch.export.evaluation')}
      </a>
    </nav>
  )
}
