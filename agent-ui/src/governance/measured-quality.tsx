import { useTranslation } from 'react-i18next'
import type { Governance } from '../api/schemas.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'

type Figure = Governance['figures'][number]

/** Measured on test sets, not on this organisation's calls: each with the command that did it. */
export function MeasuredQuality({ figures }: { readonly figures: readonly Figure[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <section aria-labelledby="quality" className="space-y-2">
      <h2 id="quality" className="text-base font-semibold">
        {t('governance.quality.title')}
      </h2>
      <p className="text-sm text-soft">{t('governance.quality.lead')}</p>
      <ul className="card divide-y divide-line">
        {figures.map((figure) => (
          <li key={`${figure.id} ${figure.language}`} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-3 text-sm">
            <span className="min-w-64 flex-1">
              {t(`governance.quality.figure.${figure.id}`)}
              {figure.language === null ? null : <span className="text-soft"> · {languageName(figure.language, language)}</span>}
            </span>
            <span className="font-medium tabular-nums">{shownValue(figure, language)}</span>
            <code className="w-full font-mono text-xs break-all text-soft">{figure.command}</code>
          </li>
        ))}
      </ul>
    </section>
  )
}

function shownValue({ id, value, between }: Figure, language: string): string {
  if (id === 'words-invented') return new Intl.NumberFormat(language).format(value)
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  return between === null ? share.format(value) : `${share.format(value)} (${share.format(between[0])} – ${share.format(between[1])})`
}
