import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { readStatus } from '../api/endpoints.ts'
import { codedErrorOf } from '../api/http.ts'
import type { Status } from '../api/schemas.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { CallAlerts } from './call-alerts.tsx'
import { Engines } from './engines.tsx'
import { LanguageModel } from './language-model.tsx'
import { Meaning } from './meaning.tsx'

const REFRESH_MS = 5000

export function StatusPage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: ['status'], queryFn: readStatus, refetchInterval: REFRESH_MS })
  return (
    <ForRoles roles={['ops']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-6 px-4 py-6">
        <h1 className="font-script text-3xl font-semibold tracking-tight">{t('status.title')}</h1>
        {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined ? <Loading /> : <StatusBody status={data} />}
        <CallAlerts />
        <nav aria-label={t('status.links')} className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
          <OutsideLink href="/metrics">{t('status.metrics')}</OutsideLink>
          <OutsideLink href="/api/openapi.json">{t('status.openapi')}</OutsideLink>
          <OutsideLink href="/healthz">/healthz</OutsideLink>
          <OutsideLink href="/readyz">/readyz</OutsideLink>
        </nav>
      </main>
    </ForRoles>
  )
}

function StatusBody({ status }: { readonly status: Status }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <>
      {status.warnings.map((code) => (
        <CodedNotice key={code} error={codedErrorOf(code)} look="warning" />
      ))}
      <dl className="grid gap-3 sm:grid-cols-3">
        <Figure label={t('status.activeCalls')}>
          {status.activeCalls} <span className="text-base text-soft">/ {status.maxCalls}</span>
        </Figure>
        <Figure label={t('status.languages')}>
          {status.languages.length === 0 ? t('status.noLanguage') : status.languages.map((tag) => languageName(tag, language)).join(', ')}
        </Figure>
        <Figure label={t('status.version')}>{status.version}</Figure>
      </dl>
      <Engines engines={status.engines} />
      {status.meaning === undefined ? null : <Meaning meaning={status.meaning} />}
      {status.languageModel === undefined ? null : <LanguageModel model={status.languageModel} />}
    </>
  )
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="card px-4 py-3">
      <dt className="text-xs font-medium text-soft">{label}</dt>
      <dd className="mt-0.5 font-script text-2xl font-semibold tabular-nums first-letter:uppercase">{children}</dd>
    </div>
  )
}

/** Pages of this server that are not pages of ours. */
function OutsideLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-1.5 text-curtain-text underline underline-offset-4"
    >
      {children}
      <ExternalLink aria-hidden className="size-3.5" />
      <span className="sr-only">{t('status.newTab')}</span>
    </a>
  )
}
