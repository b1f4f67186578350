import { useNavigate, useSearch } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { type CallSearch, isEmptySearch, tidySearch } from '../search/call-search.ts'
import { ExportLinks } from '../search/export-links.tsx'
import { SavedViews } from '../search/saved-views.tsx'
import { SearchForm } from '../search/search-form.tsx'
import { useFoundCalls } from '../search/use-search.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { useUser } from '../session/use-session.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { CallTable } from './call-table.tsx'
import { useCalls } from './use-calls.ts'

/** The calls that go on, and those that have ended, found by words and filters. */
export function CallsPage() {
  const { t } = useTranslation()
  const { role } = useUser()
  const search = useSearch({ from: '/calls' })
  const navigate = useNavigate({ from: '/calls' })
  const onSearch = (next: CallSearch) => void navigate({ search: tidySearch(next) })
  return (
    <ForRoles roles={['advisor', 'supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-5 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('calls.title')}</h1>
          {role === 'supervisor' ? <ExportLinks search={search} /> : null}
        </div>
        <SavedViews search={search} onSearch={onSearch} />
        <SearchForm search={search} onSearch={onSearch} />
        {isEmptySearch(search) ? <LiveCalls /> : null}
        <FoundCalls search={search} />
      </main>
    </ForRoles>
  )
}

function LiveCalls() {
  const { t } = useTranslation()
  const calls = useCalls({ state: 'live' })
  const rows = calls.data?.pages.flatMap((page) => page.calls) ?? []
  return (
    <section aria-label={t('calls.liveTitle')} className="space-y-2">
      <h2 className="text-sm font-semibold text-soft">{t('calls.liveTitle')}</h2>
      {calls.isPending ? <Loading /> : null}
      {calls.error === null ? null : <CodedNotice error={calls.error} onRetry={() => void calls.refetch()} />}
      {calls.isSuccess && rows.length === 0 ? <p className="card px-4 py-5 text-sm text-soft">{t('calls.noneLive')}</p> : null}
      {rows.length === 0 ? null : <CallTable caption={t('calls.liveTitle')} calls={rows.map((call) => ({ call, hits: [] }))} />}
    </section>
  )
}

function FoundCalls({ search }: { readonly search: CallSearch }) {
  const { t } = useTranslation()
  const calls = useFoundCalls(search)
  const found = calls.data?.pages.flatMap((page) => page.found) ?? []
  const title = isEmptySearch(search) ? t('calls.endedTitle') : t('callSearch.found')
  return (
    <section aria-label={title} aria-busy={calls.isFetching} className="space-y-2">
      <h2 className="text-sm font-semibold text-soft">{title}</h2>
      {calls.isPending ? <Loading /> : null}
      {calls.error === null ? null : <CodedNotice error={calls.error} onRetry={() => void calls.refetch()} />}
      {calls.isSuccess && found.length === 0 && !calls.hasNextPage ? <Empty icon={SearchX} title={t('callSearch.none')} /> : null}
      {found.length === 0 ? null : <CallTable caption={title} calls={found} />}
      {calls.hasNextPage ? (
        <Button onClick={() => void calls.fetchNextPage()} disabled={calls.isFetchingNextPage}>
          {t('action.more')}
        </Button>
      ) : null}
    </section>
  )
}
