import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readGovernance } from '../api/endpoints.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { MeasuredQuality } from './measured-quality.tsx'
import { ModelCards } from './model-cards.tsx'
import { ProcessingRecord } from './processing-record.tsx'
import { TransparencyTexts } from './transparency-texts.tsx'

/** What people are owed to know of the machine: its models, how good it is, what it never does, and what callers and advisors are told. */
export function GovernancePage() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: ['governance'], queryFn: readGovernance })
  return (
    <ForRoles roles={['dpo', 'supervisor', 'ops']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-6 px-4 py-6">
        <header className="space-y-2">
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('governance.title')}</h1>
          <p className="max-w-3xl text-soft">{t('governance.lead')}</p>
        </header>
        <section aria-labelledby="never" className="space-y-2">
          <h2 id="never" className="text-base font-semibold">
            {t('governance.never.title')}
          </h2>
          <ul className="card list-disc space-y-1 py-3 pr-4 pl-9 text-sm">
            <li>{t('governance.never.emotion')}</li>
            <li>{t('governance.never.ranking')}</li>
            <li>{t('governance.never.decision')}</li>
            <li>{t('governance.never.speaks')}</li>
          </ul>
        </section>
        {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null ? (
            <Loading />
          ) : null
        ) : (
          <>
            <ModelCards models={data.models} />
            <MeasuredQuality figures={data.figures} />
          </>
        )}
        <TransparencyTexts />
        <ProcessingRecord />
      </main>
    </ForRoles>
  )
}
