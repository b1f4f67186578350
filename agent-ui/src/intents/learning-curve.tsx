import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { IntentReport } from '../api/schemas.ts'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'

const WIDTH = 320
const HEIGHT = 120

/** Whether more examples would help: still rising at its end, they would. The points stand in a table below. */
export function LearningCurve({ points }: { readonly points: IntentReport['learning'] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const id = useId()
  const most = points.at(-1)?.examplesAnIntent ?? 1
  const placed = points.map(({ examplesAnIntent, accuracy }) => ({
    examplesAnIntent,
    accuracy,
    x: (examplesAnIntent / most) * WIDTH,
    y: HEIGHT * (1 - accuracy),
  }))
  if (points.length === 0) return null
  return (
    <figure aria-labelledby={id} className="space-y-1">
      <figcaption id={id} className="text-sm font-semibold">
        {t('intentsPage.learning')}
      </figcaption>
      <svg aria-hidden viewBox={`-4 -4 ${WIDTH + 8} ${HEIGHT + 8}`} className="w-full border-b border-l border-line-strong">
        <polyline points={placed.map(({ x, y }) => `${x},${y}`).join(' ')} className="fill-none stroke-curtain" strokeWidth={2} />
        {placed.map(({ examplesAnIntent, x, y }) => (
          <circle key={examplesAnIntent} cx={x} cy={y} r={3.5} className="fill-curtain" />
        ))}
      </svg>
      <table className="w-full text-xs">
        <caption className="sr-only">{t('intentsPage.learning')}</caption>
        <tbody>
          <tr>
            <th scope="row" className="py-0.5 text-left font-medium text-soft">
              {t('intentsPage.examplesAnIntent')}
            </th>
            {points.map(({ examplesAnIntent }) => (
              <td key={examplesAnIntent} className="text-right tabular-nums">
                {examplesAnIntent}
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row" className="py-0.5 text-left font-medium text-soft">
              {t('intentsPage.accuracy')}
            </th>
            {points.map(({ examplesAnIntent, accuracy }) => (
              <td key={examplesAnIntent} className="text-right tabular-nums">
                {formatPercent(accuracy, language)}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </figure>
  )
}
