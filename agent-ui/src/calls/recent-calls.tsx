import { Link } from '@tanstack/react-router'
import { History } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { CallRow } from '../api/schemas.ts'
import { formatClock, formatWhen } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { SectionTitle } from '../start/section-title.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { CallStateBadges } from './call-words.tsx'
import { useCalls, useLabels } from './use-calls.ts'

const SHOWN = 12

export function RecentCalls() {
  const { t } = useTranslation()
  const calls = useCalls({}, SHOWN)
  const rows = calls.data?.pages[0]?.calls ?? []
  return (
    <section aria-labelledby="recent">
      <SectionTitle id="recent" icon={History} title={t('recent.title')} />
      {calls.isPending ? <Loading /> : null}
      {calls.error === null ? null : <CodedNotice error={calls.error} onRetry={() => void calls.refetch()} />}
      {calls.isSuccess && rows.length === 0 ? <Empty icon={History} title={t('recent.none')} /> : null}
      {rows.length === 0 ? null : (
        <ul className="card divide-y divide-line">
          {rows.map((call) => (
            <RecentCall key={call.id} call={call} />
          ))}
        </ul>
      )}
    </section>
  )
}

function RecentCall({ call }: { readonly call: CallRow }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const labels = useLabels()
  return (
    <li>
      <Link
        to="/calls/$callId"
        params={{ callId: call.id }}
        className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm hover:bg-sunken"
      >
        <span className="min-w-40 flex-1 font-medium">{call.title === '' ? t('call.untitled') : call.title}</span>
        {call.mainIntentId === null ? null : <span className="text-soft">{labels.intent(call.mainIntentId)}</span>}
        <span className="text-soft tabular-nums">{call.durationMs === null ? '' : formatClock(call.durationMs)}</span>
        <time dateTime={call.startedAt} className="text-soft tabular-nums">
          {formatWhen(call.startedAt, language, new Date())}
        </time>
        <CallStateBadges call={call} />
      </Link>
    </li>
  )
}
