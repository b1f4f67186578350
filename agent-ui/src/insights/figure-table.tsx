import { useTranslation } from 'react-i18next'
import type { SuggestionFigures } from '../api/schemas.ts'
import { ShareBar } from '../figures/share-bar.tsx'
import { useLanguage } from '../i18n/use-language.ts'

interface FigureTableProps {
  readonly title: string
  /** What a row is. */
  readonly column: string
  readonly rows: readonly (SuggestionFigures & { readonly name: string })[]
}

const counts = ['shown', 'accepted', 'edited', 'copied', 'dismissed', 'ignored'] as const

export function FigureTable({ title, column, rows }: FigureTableProps) {
  const { t } = useTranslation()
  const number = new Intl.NumberFormat(useLanguage())
  if (rows.length === 0) return null
  return (
    <div className="space-y-2">
      <h2 className="font-semibold">{title}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="card overflow-x-auto" tabIndex={0} aria-label={title}>
        <table className="w-full min-w-2xl text-sm">
          <caption className="sr-only">{title}</caption>
          <thead className="border-b border-line text-left text-xs text-soft">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                {column}
              </th>
              <th scope="col" className="px-3 py-2 font-medium">
                {t('insights.used')}
              </th>
              {counts.map((count) => (
                <th key={count} scope="col" className="px-3 py-2 text-right font-medium">
                  {t(`insights.${count}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row" className="px-4 py-2 text-left font-normal break-words">
                  {row.name}
                </th>
                <td className="px-3 py-2">
                  <ShareBar {...row.used} />
                </td>
                {counts.map((count) => (
                  <td key={count} className="px-3 py-2 text-right tabular-nums">
                    {number.format(row[count])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
