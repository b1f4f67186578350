import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readAudit } from '../api/endpoints.ts'
import { formatMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'

const PAGE = 100
/** Enough of a hash to compare by eye. */
const HASH_CHARACTERS = 12
const columns = ['sequence', 'at', 'actor', 'action', 'subject', 'details', 'hash'] as const

export function AuditPage() {
  const { t } = useTranslation()
  const audit = useInfiniteQuery({
    queryKey: ['audit'],
    queryFn: ({ pageParam }) => readAudit(pageParam, PAGE),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  })
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <ForRoles roles={['ops', 'dpo']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-4 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="font-script text-3xl font-semibold tracking-tight">{t('audit.title')}</h1>
            <p className="max-w-prose text-sm text-soft">{t('audit.lead')}</p>
          </div>
          <Button onClick={() => void audit.refetch()} disabled={audit.isFetching}>
            {t('audit.refresh')}
          </Button>
        </div>
        {audit.isPending ? <Loading /> : null}
        {audit.error === null ? null : <CodedNotice error={audit.error} onRetry={() => void audit.refetch()} />}
        {audit.isSuccess && entries.length === 0 ? <Empty icon={ScrollText} title={t('audit.none')} /> : null}
        {entries.length === 0 ? null : <AuditTable entries={entries} />}
        {audit.hasNextPage ? (
          <Button onClick={() => void audit.fetchNextPage()} disabled={audit.isFetchingNextPage}>
            {t('action.more')}
          </Button>
        ) : null}
      </main>
    </ForRoles>
  )
}

type Entry = Awaited<ReturnType<typeof readAudit>>['entries'][number]

function AuditTable({ entries }: { readonly entries: readonly Entry[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="card overflow-x-auto" tabIndex={0} aria-label={t('audit.title')}>
      <table className="w-full min-w-3xl text-sm">
        <caption className="sr-only">{t('audit.title')}</caption>
        <thead className="border-b border-line text-left text-xs text-soft">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-3 py-2 font-medium first:pl-4">
                {t(`audit.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {entries.map(({ sequence, at, actor, action, subject, details, hash }) => (
            <tr key={sequence} className="align-top">
              <td className="px-3 py-2 pl-4 tabular-nums">{sequence}</td>
              <td className="px-3 py-2 whitespace-nowrap">
                <time dateTime={at}>{formatMoment(at, language)}</time>
              </td>
              <td className="px-3 py-2">{actor}</td>
              <td className="px-3 py-2 whitespace-nowrap">{action}</td>
              <td className="px-3 py-2 font-mono text-xs leading-5 break-all">{subject}</td>
              <td className="px-3 py-2 font-mono text-xs leading-5 break-words text-soft">{detailText(details)}</td>
              <td className="px-3 py-2 font-mono text-xs leading-5 text-soft" title={hash}>
                {hash.slice(0, HASH_CHARACTERS)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function detailText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
}
