import { useNavigate, useSearch } from '@tanstack/react-router'
import { PhoneOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ForRoles } from '../session/for-roles.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { CallTable } from './call-table.tsx'
import { useCalls } from './use-calls.ts'

const states = ['live', 'ended'] as const
const summaries = ['complete', 'saved', 'approved', 'rejected'] as const

export function CallsPage() {
  const { t } = useTranslation()
  return (
    <ForRoles roles={['supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-5 px-4 py-6">
        <h1 className="font-script text-3xl font-semibold tracking-tight">{t('calls.title')}</h1>
        <Filters />
        <CallList />
      </main>
    </ForRoles>
  )
}

function Filters() {
  const { t } = useTranslation()
  const { state, summary } = useSearch({ from: '/calls' })
  const navigate = useNavigate({ from: '/calls' })
  return (
    <form className="flex flex-wrap gap-3" aria-label={t('calls.filters')}>
      <SelectField
        label={t('calls.state')}
        value={state ?? ''}
        options={[{ value: '', label: t('calls.all') }, ...states.map((value) => ({ value, label: t(`calls.states.${value}`) }))]}
        onChoose={(value) => void navigate({ search: (before) => ({ ...before, state: states.find((known) => known === value) }) })}
      />
      <SelectField
        label={t('calls.summary')}
        value={summary ?? ''}
        options={[{ value: '', label: t('calls.all') }, ...summaries.map((value) => ({ value, label: t(`summary.state.${value}`) }))]}
        onChoose={(value) => void navigate({ search: (before) => ({ ...before, summary: summaries.find((known) => known === value) }) })}
      />
    </form>
  )
}

/** Live calls first, however old the others are. */
function CallList() {
  const { t } = useTranslation()
  const { state, summary } = useSearch({ from: '/calls' })
  const showsLive = state !== 'ended' && summary === undefined
  const showsEnded = state !== 'live'
  return (
    <div className="space-y-6">
      {showsLive ? <CallGroup title={t('calls.liveTitle')} filter={{ state: 'live', summary }} none={t('calls.noneLive')} /> : null}
      {showsEnded ? <CallGroup title={t('calls.endedTitle')} filter={{ state: 'ended', summary }} none={t('calls.noneEnded')} /> : null}
      {state === 'live' && summary !== undefined ? <Empty icon={PhoneOff} title={t('calls.noneLiveSummary')} /> : null}
    </div>
  )
}

interface CallGroupProps {
  readonly title: string
  readonly none: string
  readonly filter: { readonly state: 'live' | 'ended'; readonly summary: (typeof summaries)[number] | undefined }
}

function CallGroup({ title, none, filter }: CallGroupProps) {
  const { t } = useTranslation()
  const calls = useCalls(filter)
  const rows = calls.data?.pages.flatMap((page) => page.calls) ?? []
  return (
    <section aria-label={title} className="space-y-2">
      <h2 className="text-sm font-semibold text-soft">{title}</h2>
      {calls.isPending ? <Loading /> : null}
      {calls.error === null ? null : <CodedNotice error={calls.error} onRetry={() => void calls.refetch()} />}
      {calls.isSuccess && rows.length === 0 ? <p className="card px-4 py-5 text-sm text-soft">{none}</p> : null}
      {rows.length === 0 ? null : <CallTable caption={title} calls={rows} />}
      {calls.hasNextPage ? (
        <Button onClick={() => void calls.fetchNextPage()} disabled={calls.isFetchingNextPage}>
          {t('action.more')}
        </Button>
      ) : null}
    </section>
  )
}
