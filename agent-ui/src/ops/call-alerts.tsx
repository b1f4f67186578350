import { useQuery } from '@tanstack/react-query'
import { ChevronDown, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readAlerts } from '../api/endpoints.ts'
import { codedErrorOf } from '../api/http.ts'
import type { CallAlert } from '../api/schemas.ts'
import { LanguageName } from '../calls/call-words.tsx'
import { formatWhen } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Badge } from '../ui/badge.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { InlineCommands } from '../ui/inline-commands.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { CallFigures } from './call-figures.tsx'

const REFRESH_MS = 5000

/** Calls that say something of the set-up: there is sound and nothing is written, or audio went missing. No words of theirs are here. */
export function CallAlerts() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: ['alerts'], queryFn: readAlerts, refetchInterval: REFRESH_MS })
  return (
    <section aria-labelledby="alerts" className="space-y-2">
      <h2 id="alerts" className="text-base font-semibold">
        {t('alerts.title')}
      </h2>
      {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data?.length === 0 ? <p className="card px-4 py-3 text-sm text-soft">{t('alerts.none')}</p> : null}
      {data === undefined || data.length === 0 ? null : (
        <ul className="card divide-y divide-line">
          {data.map((alert) => (
            <AlertRow key={alert.callId} alert={alert} />
          ))}
        </ul>
      )}
    </section>
  )
}

function AlertRow({ alert: { callId, codes, language: tag, queue, source, startedAt, state } }: { readonly alert: CallAlert }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [isOpen, setIsOpen] = useState(false)
  const door = t(`alerts.doors.${source}`, { defaultValue: t(`sources.doors.${source}`, { defaultValue: source }) })
  return (
    <li className="text-sm">
      <details className="group" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary className="flex list-none items-start gap-2 px-4 py-3 hover:bg-sunken">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-cue" />
          <span className="min-w-0 flex-1 space-y-0.5">
            {codes.map((code) => (
              <span key={code} className="block font-medium">
                {codedErrorOf(code).localised.message[language]}
              </span>
            ))}
            <span className="block text-soft">
              <time dateTime={startedAt}>{formatWhen(startedAt, language, new Date())}</time>
              {` · ${door} · `}
              <LanguageName tag={tag} />
              {queue === '' ? '' : ` · ${queue}`}
            </span>
            <code className="block font-mono text-xs break-all text-soft">{callId}</code>
          </span>
          {state === 'live' ? <Badge tone="live">{t('call.live')}</Badge> : null}
          <ChevronDown aria-hidden className="mt-0.5 size-4 shrink-0 text-soft transition-transform group-open:rotate-180" />
        </summary>
        <div className="space-y-3 px-4 pt-1 pb-4 sm:pl-10">
          {codes.map((code) => (
            <p key={code}>
              <InlineCommands text={codedErrorOf(code).localised.action[language]} />
            </p>
          ))}
          {isOpen ? <CallFigures callId={callId} /> : null}
        </div>
      </details>
    </li>
  )
}
