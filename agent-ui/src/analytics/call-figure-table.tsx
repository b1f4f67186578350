import { Download, TrendingDown, TrendingUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CallFigures } from '../api/schemas.ts'
import { type CsvColumn, csvOf, downloadCsv } from '../figures/csv.ts'
import { formatDuration, formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'

type Row = CallFigures & { readonly name: string }

interface CallFigureTableProps {
  /** Of the file that it is exported to. */
  readonly name: string
  readonly title: string
  /** What a row is. */
  readonly column: string
  readonly rows: readonly Row[]
}

/** A third more or less than in the period's first half, of at least this many calls, is a trend. */
const LEAST_CALLS = 10
const TREND = 1.33

export function CallFigureTable({ name, title, column, rows }: CallFigureTableProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language)
  const percent = (share: number | null) => (share === null ? '–' : formatPercent(share, language))
  if (rows.length === 0) return null
  const columns: readonly CsvColumn<Row>[] = [
    { name: column, value: (row) => row.name },
    { name: t('analytics.calls'), value: (row) => row.calls },
    { name: t('analytics.lengthSeconds'), value: (row) => (row.durationMs === null ? null : Math.round(row.durationMs / 1000)) },
    { name: t('analytics.customerShare'), value: (row) => row.customerShare },
    { name: t('analytics.advisorShare'), value: (row) => row.advisorShare },
    { name: t('analytics.overlapShare'), value: (row) => row.overlapShare },
    { name: t('analytics.silenceShare'), value: (row) => row.silenceShare },
    { name: t('analytics.settledCount'), value: (row) => row.settled },
    { name: t('analytics.unsettledCount'), value: (row) => row.unsettled },
    { name: t('analytics.changed'), value: (row) => row.editDistance },
    { name: t('analytics.suggestions'), value: (row) => row.suggestions },
    { name: t('analytics.unanswered'), value: (row) => row.unanswered },
  ]
  return (
    <div className="space-y-2">
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">{title}</h2>
        <Button size="small" onClick={() => downloadCsv(`souffleur-${name}.csv`, csvOf(columns, rows))}>
          <Download aria-hidden className="size-3.5" />
          CSV
          <span className="sr-only"> – {title}</span>
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="card overflow-x-auto" tabIndex={0} aria-label={title}>
        <table className="w-full min-w-3xl text-sm">
          <caption className="sr-only">{title}</caption>
          <thead className="border-b border-line text-left text-xs text-soft">
            <tr>
              <th scope="col" className="px-4 py-2 font-medium">
                {column}
              </th>
              {(
                [
                  'calls',
                  'length',
                  'customerShare',
                  'advisorShare',
                  'overlapShare',
                  'silenceShare',
                  'settled',
                  'changed',
                  'unanswered',
                ] as const
              ).map((head) => (
                <th key={head} scope="col" className="px-3 py-2 text-right font-medium">
                  {t(`analytics.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row) => (
              <tr key={row.key}>
                <th scope="row" className="px-4 py-2 text-left font-normal break-words">
                  {row.name} <Trend row={row} />
                </th>
                <td className="px-3 py-2 text-right tabular-nums">{number.format(row.calls)}</td>
                <td className="px-3 py-2 text-right whitespace-nowrap tabular-nums">
                  {row.durationMs === null ? '–' : formatDuration(row.durationMs, language)}
                </td>
                {[row.customerShare, row.advisorShare, row.overlapShare, row.silenceShare].map((share, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the columns never change places
                  <td key={index} className="px-3 py-2 text-right tabular-nums">
                    {percent(share)}
                  </td>
                ))}
                <td className="px-3 py-2 text-right tabular-nums">
                  {percent(row.settled + row.unsettled === 0 ? null : row.settled / (row.settled + row.unsettled))}
                </td>
                <td className="px-3 py-2 text-right tabular-nums">{percent(row.editDistance)}</td>
                <td className="px-3 py-2 text-right tabular-nums">{number.format(row.unanswered)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}

function Trend({ row: { calls, lately } }: { readonly row: Row }) {
  const { t } = useTranslation()
  const earlier = calls - lately
  if (calls < LEAST_CALLS || (lately < earlier * TREND && earlier < lately * TREND)) return null
  const rises = lately > earlier
  const Icon = rises ? TrendingUp : TrendingDown
  const text = t(rises ? 'analytics.rises' : 'analytics.falls')
  return (
    <span className="inline-flex items-center gap-1 text-xs text-soft" title={text}>
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{text}</span>
    </span>
  )
}
