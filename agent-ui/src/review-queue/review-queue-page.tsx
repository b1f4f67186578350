import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CheckCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readReviewQueue, storeReviewRules } from '../api/endpoints.ts'
import { type CallToReview, reviewReasons } from '../api/schemas.ts'
import { useLabels } from '../calls/use-calls.ts'
import { formatWhen } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { Badge } from '../ui/badge.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { useNow } from '../ui/use-now.ts'
import { ReviewRulesForm } from './review-rules-form.tsx'

const queueKey = ['review-queue'] as const

/** Finished summaries that somebody should look at, with the reason. */
export function ReviewQueuePage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const queue = useQuery({ queryKey: queueKey, queryFn: readReviewQueue, staleTime: 0 })
  const store = useMutation({ mutationFn: storeReviewRules, onSuccess: (stored) => queries.setQueryData(queueKey, stored) })
  return (
    <ForRoles roles={['supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-4 px-4 py-6">
        <div>
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('reviewQueue.title')}</h1>
          <p className="max-w-prose text-sm text-soft">
            {t('reviewQueue.lead')}{' '}
            <Link to="/scorecard" className="underline underline-offset-2">
              {t('scorecard.pageTitle')}
            </Link>
          </p>
        </div>
        {queue.isPending ? <Loading /> : null}
        {queue.error === null ? null : <CodedNotice error={queue.error} onRetry={() => void queue.refetch()} />}
        {queue.data === undefined ? null : (
          <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,1fr)]">
            <Queue calls={queue.data.calls} />
            <ReviewRulesForm
              key={JSON.stringify(queue.data.rules)}
              rules={queue.data.rules}
              isPending={store.isPending}
              error={store.error}
              onStore={store.mutate}
            />
          </div>
        )}
      </main>
    </ForRoles>
  )
}

function Queue({ calls }: { readonly calls: readonly CallToReview[] }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const shown = calls.filter(({ reasons }) => reason === '' || reasons.some((one) => one === reason))
  return (
    <section aria-label={t('reviewQueue.title')} className="space-y-3">
      <SelectField
        className="max-w-64"
        label={t('reviewQueue.because')}
        value={reason}
        options={[
          { value: '', label: t('calls.all') },
          ...reviewReasons.map((value) => ({ value, label: t(`reviewQueue.reason.${value}`) })),
        ]}
        onChoose={setReason}
      />
      {shown.length === 0 ? <Empty icon={CheckCheck} title={t('reviewQueue.none')} /> : null}
      <ul className="card divide-y divide-line empty:hidden">
        {shown.map((one) => (
          <Row key={one.call.id} {...one} />
        ))}
      </ul>
    </section>
  )
}

function Row({ call, reasons }: CallToReview) {
  const { t } = useTranslation()
  const language = useLanguage()
  const labels = useLabels()
  const now = new Date(useNow(60_000))
  const parts = [
    formatWhen(call.startedAt, language, now),
    call.advisorName ?? '',
    call.mainIntentId === null ? '' : labels.intent(call.mainIntentId),
    call.dispositionId ? labels.disposition(call.dispositionId) : '',
  ]
  return (
    <li className="relative flex flex-wrap items-start justify-between gap-x-4 gap-y-1 px-4 py-3 text-sm hover:bg-sunken">
      <div className="min-w-0">
        <Link to="/calls/$callId" params={{ callId: call.id }} className="font-medium after:absolute after:inset-0">
          {call.title === '' ? call.id : call.title}
        </Link>
        <p className="text-xs text-soft">{parts.filter((part) => part !== '').join(' · ')}</p>
      </div>
      <div className="flex flex-wrap gap-1">
        {reasons.map((reason) => (
          <Badge key={reason} tone={reason === 'alert' || reason === 'unsettled' ? 'bad' : 'neutral'}>
            {t(`reviewQueue.reason.${reason}`)}
          </Badge>
        ))}
      </div>
    </li>
  )
}
