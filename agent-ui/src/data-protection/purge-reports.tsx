import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { runPurge } from '../api/endpoints.ts'
import type { PurgeReport } from '../api/schemas.ts'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { useUser } from '../session/use-session.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { retentionKey } from './retention-key.ts'

/** What was removed, what is left, and the way to remove what is due now. */
export function PurgeReports({ purges }: { readonly purges: readonly PurgeReport[] }) {
  const { t } = useTranslation()
  const { role } = useUser()
  const queries = useQueryClient()
  const run = useMutation({ mutationFn: runPurge, onSuccess: () => queries.invalidateQueries({ queryKey: retentionKey }) })
  const shown = run.data?.dryRun === true ? [run.data, ...purges] : purges
  return (
    <section aria-label={t('purge.title')} className="card space-y-3 p-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="font-semibold">{t('purge.title')}</h2>
        {role === 'dpo' ? (
          <div className="flex gap-2">
            <Button size="small" disabled={run.isPending} onClick={() => run.mutate(true)}>
              {t('purge.count')}
            </Button>
            <Button size="small" look="danger" disabled={run.isPending} onClick={() => run.mutate(false)}>
              {t('purge.now')}
            </Button>
          </div>
        ) : null}
      </div>
      {run.error === null ? null : <CodedNotice error={run.error} />}
      {shown.length === 0 ? <p className="text-sm text-soft">{t('purge.none')}</p> : null}
      <ul className="divide-y divide-line">
        {shown.map((report) => (
          <Report key={`${report.id} ${report.dryRun}`} report={report} />
        ))}
      </ul>
    </section>
  )
}

/** By table: what went along with the calls is counted too. */
function Rows({ rows }: { readonly rows: Readonly<Record<string, number>> }) {
  const { t } = useTranslation()
  const tables = Object.entries(rows)
  if (tables.length === 0) return null
  return (
    <details className="text-xs text-soft">
      <summary>{t('purge.rows', { count: tables.reduce((sum, [, count]) => sum + count, 0) })}</summary>
      {tables.map(([table, count]) => `${table} ${count}`).join(' · ')}
    </details>
  )
}

function Report({ report: { at, actor, dryRun, parts, oldest } }: { readonly report: PurgeReport }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const removed = parts.filter(({ calls }) => calls > 0)
  const moment = (iso: string | null) => (iso === null ? '–' : formatMoment(iso, language))
  return (
    <li className="space-y-1 py-3 text-sm">
      <p className="font-medium">
        {moment(at)} · {dryRun ? t('purge.counted') : actor}
      </p>
      {removed.length === 0 ? <p className="text-soft">{t('purge.nothing')}</p> : null}
      <ul>
        {removed.map(({ queue, kind, calls, removed: rows, left, rowsLeft, before }) => (
          <li key={`${queue} ${kind}`}>
            {t(`purge.kind.${kind}`)} · {queue === '' ? t('retention.others') : queue} · {t('purge.calls', { count: calls })} ·{' '}
            {t('purge.before', { moment: moment(before) })} · {t('purge.left', { count: left + rowsLeft })}
            {dryRun ? null : <Rows rows={rows} />}
          </li>
        ))}
      </ul>
      <p className="text-xs text-soft">
        {t('purge.oldest', { words: moment(oldest.words), summaries: moment(oldest.summaries), calls: moment(oldest.calls) })}
      </p>
    </li>
  )
}
