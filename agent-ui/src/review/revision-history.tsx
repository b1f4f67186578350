import { ChevronDown, History } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Revision } from '../api/schemas.ts'
import { SummaryStateBadge } from '../calls/call-words.tsx'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { RevisionDiff } from './revision-diff.tsx'
import { useRevisions } from './use-revisions.ts'

/** Who made what of a summary, and what each changed. */
export function RevisionHistory({ callId, revision }: { readonly callId: string; readonly revision: number }) {
  const { t } = useTranslation()
  const { data, error, isPending } = useRevisions(callId, revision)
  const newestFirst = (data ?? []).toReversed()
  return (
    <section aria-label={t('revision.title')} className="border-t border-line pt-3">
      <h3 className="mb-1 flex items-center gap-2 text-sm font-semibold">
        <History aria-hidden className="size-4 text-soft" />
        {t('revision.title')}
      </h3>
      {isPending ? <Loading /> : null}
      {error === null ? null : <CodedNotice error={error} />}
      {data?.length === 0 ? <p className="text-sm text-soft">{t('revision.none')}</p> : null}
      <ol className="divide-y divide-line">
        {newestFirst.map((entry, index) => (
          <RevisionEntry key={entry.revision} entry={entry} before={newestFirst[index + 1]} />
        ))}
      </ol>
    </section>
  )
}

function RevisionEntry({ entry, before }: { readonly entry: Revision; readonly before: Revision | undefined }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <li className="space-y-1 py-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{entry.authorName ?? entry.author ?? 'Souffleur'}</span>
        <time dateTime={entry.at} className="text-soft">
          {formatMoment(entry.at, language)}
        </time>
        <SummaryStateBadge state={entry.state} />
      </div>
      {entry.reason === null || entry.reason === '' ? null : (
        <p>
          <span className="text-soft">{t('revision.reason')}</span> {entry.reason}
        </p>
      )}
      {before === undefined ? null : (
        <details className="group">
          <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded text-xs text-soft underline underline-offset-3">
            {t('revision.changes')}
            <ChevronDown aria-hidden className="size-3.5 group-open:rotate-180" />
          </summary>
          <RevisionDiff before={before.summary} after={entry.summary} />
        </details>
      )}
    </li>
  )
}
