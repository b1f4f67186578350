import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { formatDay } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'

export interface DayValue {
  readonly day: string
  /** Null: nothing to say about this day. */
  readonly value: number | null
}

interface DayBarsProps {
  readonly title: string
  readonly values: readonly DayValue[]
  readonly format: (value: number) => string
  /** Of the scale; the largest value when absent. */
  readonly most?: number
}

const HEIGHT = 96

/** One bar a day. The same figures stand in a table behind it, for those who can't see bars or want to copy them. */
export function DayBars({ title, values, format, most }: DayBarsProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const id = useId()
  const top = most ?? Math.max(...values.map(({ value }) => value ?? 0), 0)
  const [first, last] = [values[0], values.at(-1)]
  return (
    <figure className="card space-y-2 p-4" aria-labelledby={id}>
      <figcaption id={id} className="text-sm font-semibold">
        {title}
      </figcaption>
      <svg
        aria-hidden
        viewBox={`0 0 ${Math.max(1, values.length)} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-24 w-full border-b border-line-strong"
      >
        {values.map(({ day, value }, index) => {
          const height = top <= 0 || value === null ? 0 : (value / top) * HEIGHT
          return <rect key={day} x={index + 0.1} width={0.8} y={HEIGHT - height} height={height} className="fill-curtain" />
        })}
      </svg>
      {first === undefined || last === undefined ? null : (
        <p aria-hidden className="flex justify-between gap-2 text-xs text-soft tabular-nums">
          <span>{formatDay(first.day, language)}</span>
          <span>{t('figures.top', { value: format(top) })}</span>
          <span>{formatDay(last.day, language)}</span>
        </p>
      )}
      <details className="text-sm">
        <summary className="text-xs text-soft">{t('figures.table')}</summary>
        <div className="mt-2 max-h-64 overflow-auto">
          <table className="w-full text-xs">
            <caption className="sr-only">{title}</caption>
            <thead className="text-left text-soft">
              <tr>
                <th scope="col" className="py-1 font-medium">
                  {t('figures.day')}
                </th>
                <th scope="col" className="py-1 text-right font-medium">
                  {t('figures.value')}
                </th>
              </tr>
            </thead>
            <tbody>
              {values
                .filter(({ value }) => value !== null)
                .map(({ day, value }) => (
                  <tr key={day}>
                    <td className="py-0.5">{formatDay(day, language)}</td>
                    <td className="py-0.5 text-right tabular-nums">{value === null ? '' : format(value)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  )
}
