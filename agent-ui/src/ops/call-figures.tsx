import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readAccounting } from '../api/endpoints.ts'
import type { CallAccounting } from '../api/schemas.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'

type ChannelFigures = CallAccounting['channels'][number]

const REFRESH_MS = 5000

/** In the order in which they are added up. Null where nobody knows. */
const rows: readonly {
  readonly name: 'received' | 'paused' | 'duplicate' | 'late' | 'overflow' | 'transcribed'
  of(channel: ChannelFigures): number | null
}[] = [
  { name: 'received', of: ({ received }) => received?.samples ?? null },
  { name: 'paused', of: ({ received }) => received?.samplesPaused ?? null },
  { name: 'duplicate', of: ({ received }) => (received === null ? null : received.samplesDropped - received.samplesLate) },
  { name: 'late', of: ({ received }) => received?.samplesLate ?? null },
  { name: 'overflow', of: ({ samplesOverflowed }) => samplesOverflowed },
  { name: 'transcribed', of: ({ transcribed }) => transcribed?.samplesReceived ?? null },
]

/** What became of the samples of a call, channel by channel. */
export function CallFigures({ callId }: { readonly callId: string }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ['accounting', callId],
    queryFn: () => readAccounting(callId),
    refetchInterval: ({ state }) => (state.data?.final === true ? false : REFRESH_MS),
  })
  if (error !== null) return <CodedNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <Loading />
  return (
    <div className="max-w-xl space-y-2">
      {data.channels.length === 0 ? null : <FigureTable channels={data.channels} />}
      <p className={data.balanced === false ? 'font-medium text-bad' : 'text-soft'}>{t(`alerts.${verdictOf(data)}`)}</p>
    </div>
  )
}

function FigureTable({ channels }: Pick<CallAccounting, 'channels'>) {
  const { t } = useTranslation()
  return (
    <table className="w-full">
      <caption className="pb-1 text-left text-xs text-soft">{t('alerts.figures')}</caption>
      <thead className="border-b border-line text-xs text-soft">
        <tr>
          <th scope="col" className="py-1 text-left font-medium">
            {t('alerts.samples')}
          </th>
          {channels.map(({ channel }) => (
            <th key={channel} scope="col" className="py-1 pl-3 text-right font-medium">
              {t(`channel.${channel}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {rows.map(({ name, of }) => (
          <FigureRow key={name} label={t(`alerts.row.${name}`)} values={channels.map(of)} />
        ))}
        <FigureRow label={t('alerts.row.difference')} values={channels.map(({ samplesUnaccounted }) => samplesUnaccounted)} isSum />
        <FigureRow label={t('alerts.row.lost')} values={channels.map(({ received }) => received?.samplesLost ?? null)} />
        <FigureRow label={t('alerts.row.words')} values={channels.map(({ transcribed }) => transcribed?.words ?? null)} />
      </tbody>
    </table>
  )
}

function verdictOf({ final, balanced }: CallAccounting): 'running' | 'unknown' | 'balanced' | 'unbalanced' {
  if (!final) return 'running'
  if (balanced === null) return 'unknown'
  return balanced ? 'balanced' : 'unbalanced'
}

interface FigureRowProps {
  readonly label: string
  readonly values: readonly (number | null)[]
  readonly isSum?: boolean
}

function FigureRow({ label, values, isSum = false }: FigureRowProps) {
  const language = useLanguage()
  return (
    <tr className={isSum ? 'font-semibold' : ''}>
      <th scope="row" className={`py-1 text-left ${isSum ? 'font-semibold' : 'font-normal'}`}>
        {label}
      </th>
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column is its channel, and channels don't move.
        <td key={index} className="py-1 pl-3 text-right tabular-nums">
          {value === null ? '–' : new Intl.NumberFormat(language).format(value)}
        </td>
      ))}
    </tr>
  )
}
