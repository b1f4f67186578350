import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { runPurge } from '../api/endpoints.ts'
import type { PurgeReport } from '../api/schemas.ts'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { useUser } from '../session/use-session.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { retentionKey } from './retention-key.ts'

/** What was removed, what is left, and the way to remove what is due now. */
export function PurgeReports({ purges }: { readonly purges: readonly PurgeReport[] }) {
  const { t } = useTranslation()
  const { role } = useUser()
  const queries = useQueryClient()
  const run = useMutation({ mutationFn: runPurge, onSuccess: () => queries.invalidateQueries({ queryKey: retentionKey }) })
  // What would go is counted first, and said before it goes.
  const due = useMutation({ mutationFn: () => runPurge(true) })
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
            <Button size="small" look="danger" disabled={run.isPending || due.isPending} onClick={() => due.mutate()}>
              {t('purge.now')}
            </Button>
          </div>
        ) : null}
      </div>
      {run.error === null ? null : <CodedNotice error={run.error} />}
      {due.error === null ? null : <CodedNotice error={due.error} />}
      {shown.length === 0 ? <p className="text-sm text-soft">{t('purge.none')}</p> : null}
      <ul className="divide-y divide-line">
        {shown.map((report) => (
          <Report key={`${report.id} ${report.dryRun}`} report={report} />
        ))}
      </ul>
      <Dialog
        open={due.data !== undefined}
        onClose={() => due.reset()}
        title={t('purge.confirmTitle')}
        description={t('purge.confirmLead')}
      >
        {due.data === undefined ? null : (
          <div className="space-y-3">
            <DueParts report={due.data} />
            <div className="flex justify-end gap-2">
              <Button onClick={() => due.reset()}>{t('action.cancel')}</Button>
              <Button
                look="danger"
                onClick={() => {
                  due.reset()
                  run.mutate(false)
                }}
              >
                {t('purge.now')}
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </section>
  )
}

function DueParts({ report: { parts, originals } }: { readonly report: PurgeReport }) {
  const { t } = useTranslation()
  const due = parts.filter(({ calls }) => calls > 0)
  if (due.length === 0 && originals === 0) return <p className="text-sm">{t('purge.nothing')}</p>
  return (
    <ul className="text-sm">
      {due.map(({ queue, kind, calls }) => (
        <li key={`${queue} ${kind}`}>
          {t(`purge.kind.${kind}`)} · {queue === '' ? t('retention.others') : queue} · {t('purge.calls', { count: calls })}
        </li>
      ))}
      {originals === 0 ? null : <li>{t('purge.originals', { count: originals })}</li>}
    </ul>
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

function Report({ report: { at, actor, dryRun, parts, originals, oldest } }: { readonly report: PurgeReport }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const removed = parts.filter(({ calls }) => calls > 0)
  const moment = (iso: string | null) => (iso === null ? '–' : formatMoment(iso, language))
  return (
    <li className="space-y-1 py-3 text-sm">
      <p className="font-medium">
        {moment(at)} · {dryRun ? t('purge.counted') : actor}
      </p>
      {removed.length === 0 && originals === 0 ? <p className="text-soft">{t('purge.nothing')}</p> : null}
      <ul>
        {removed.map(({ queue, kind, calls, removed: rows, left, rowsLeft, before }) => (
          <li key={`${queue} ${kind}`}>
            {t(`purge.kind.${kind}`)} · {queue === '' ? t('retention.others') : queue} · {t('purge.calls', { count: calls })} ·{' '}
            {t('purge.before', { moment: moment(before) })} · {t('purge.left', { count: left + rowsLeft })}
            {dryRun ? null : <Rows rows={rows} />}
          </li>
        ))}
      </ul>
      {originals === 0 ? null : <p>{t('purge.originals', { count: originals })}</p>}
      <p className="text-xs text-soft">
        {t('purge.oldest', { words: moment(oldest.words), summaries: moment(oldest.summaries), calls: moment(oldest.calls) })}
      </p>
    </li>
  )
}
