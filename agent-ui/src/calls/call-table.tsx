import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { codedErrorOf } from '../api/http.ts'
import type { CallRow, FoundCall } from '../api/schemas.ts'
import { isOutdated, isQuiet } from '../call/warning-weight.ts'
import { formatClock, formatWhen } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { WordHits } from '../search/word-hits.tsx'
import { useNow } from '../ui/use-now.ts'
import { CallStateBadges, LanguageName } from './call-words.tsx'
import { useLabels } from './use-calls.ts'

const columns = ['when', 'call', 'advisor', 'intent', 'duration', 'disposition', 'state'] as const

/** The same in every group of calls, so that the eye goes straight down. */
const widths: Record<(typeof columns)[number], string> = {
  when: 'w-44',
  call: '',
  advisor: 'w-40',
  intent: 'w-40',
  duration: 'w-20',
  disposition: 'w-36',
  state: 'w-36',
}

/** A table where there is room for one, a list of cards where there isn't. */
export function CallTable({ caption, calls }: { readonly caption: string; readonly calls: readonly FoundCall[] }) {
  const { t } = useTranslation()
  return (
    <div className="card overflow-hidden">
      <table className="w-full text-sm max-md:block md:max-lg:[&_th]:w-auto lg:table-fixed">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line text-left text-xs text-soft max-md:sr-only">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={`px-3 py-2 font-medium first:pl-4 last:pr-4 ${widths[column]}`}>
                {t(`calls.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-md:block">
          {calls.map(({ call, hits }) => (
            <Fragment key={call.id}>
              <CallTableRow call={call} />
              {hits.length === 0 ? null : (
                <tr className="border-t-0! bg-sunken/40 max-md:block">
                  <td colSpan={columns.length} className="px-3 pt-1 pb-2.5 max-md:block">
                    <WordHits callId={call.id} hits={hits} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function CallTableRow({ call }: { readonly call: CallRow }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const labels = useLabels()
  const intent = call.mainIntentId === null ? '' : labels.intent(call.mainIntentId)
  const disposition = call.dispositionId ? labels.disposition(call.dispositionId) : ''
  return (
    <tr className="relative align-top hover:bg-sunken max-md:flex max-md:flex-wrap max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3">
      <Cell className="whitespace-nowrap text-soft tabular-nums max-md:order-2">
        <time dateTime={call.startedAt}>{formatWhen(call.startedAt, language, new Date())}</time>
      </Cell>
      <Cell className="max-md:order-1 max-md:w-full">
        <Link to="/calls/$callId" params={{ callId: call.id }} className="font-medium after:absolute after:inset-0">
          {call.title === '' ? t('call.untitled') : call.title}
        </Link>
        <span className="block text-xs text-soft">
          <LanguageName tag={call.language} />
          {call.synthetic ? ` · ${t('call.synthetic')}` : ''}
        </span>
        {call.warnings
          .filter((code) => !isQuiet(code) && !isOutdated(code, call.utterances))
          .map((code) => (
            <span key={code} className="mt-0.5 flex gap-1 text-xs text-cue">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {codedErrorOf(code).localised.message[language]}
            </span>
          ))}
      </Cell>
      <Cell className="max-md:order-3">{call.advisorName ?? call.advisorId ?? t('calls.nobody')}</Cell>
      <Cell className="max-md:order-4">{intent === '' ? <None /> : intent}</Cell>
      <Cell className="tabular-nums max-md:order-5">
        <CallLength call={call} />
      </Cell>
      <Cell className="max-md:order-6">{disposition === '' ? <None /> : disposition}</Cell>
      <Cell className="max-md:order-7">
        <CallStateBadges call={call} />
      </Cell>
    </tr>
  )
}

function Cell({ className, children }: { readonly className: string; readonly children: ReactNode }) {
  return <td className={`px-3 py-2.5 first:pl-4 last:pr-4 max-md:p-0 max-md:first:pl-0 max-md:last:pr-0 ${className}`}>{children}</td>
}

function None() {
  const { t } = useTranslation()
  return (
    <span className="text-soft max-md:hidden">
      <span aria-hidden>–</span>
      <span className="sr-only">{t('calls.none')}</span>
    </span>
  )
}

function CallLength({ call }: { readonly call: CallRow }) {
  if (call.durationMs !== null) return <>{formatClock(call.durationMs)}</>
  return call.state === 'live' ? <RunningLength since={call.startedAt} /> : <None />
}

function RunningLength({ since }: { readonly since: string }) {
  return <>{formatClock(useNow(1000) - Date.parse(since))}</>
}
