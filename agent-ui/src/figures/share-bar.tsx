import { useTranslation } from 'react-i18next'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'

interface ShareBarProps {
  /** 0 to 1; null of nothing. */
  readonly share: number | null
  /** What it may be by chance, 95 %. */
  readonly low: number
  readonly high: number
}

/** A share with its interval: a wide one says that too little is known to judge. */
export function ShareBar({ share, low, high }: ShareBarProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (share === null) return <span className="text-soft">–</span>
  const percent = (value: number) => `${value * 100}%`
  return (
    <span
      className="flex items-center gap-2"
      title={t('figures.interval', { low: formatPercent(low, language), high: formatPercent(high, language) })}
    >
      <span aria-hidden className="relative h-2.5 w-24 shrink-0 rounded-sm bg-sunken">
        <span className="absolute inset-y-0 left-0 rounded-sm bg-curtain" style={{ width: percent(share) }} />
        <span
          className="absolute top-1/2 h-0.5 -translate-y-1/2 bg-ink/70"
          style={{ left: percent(low), width: percent(Math.max(0, high - low)) }}
        />
      </span>
      <span className="tabular-nums">{formatPercent(share, language)}</span>
      <span className="sr-only">{t('figures.interval', { low: formatPercent(low, language), high: formatPercent(high, language) })}</span>
    </span>
  )
}
