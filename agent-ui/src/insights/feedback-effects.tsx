import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readFeedback, switchFeedback } from '../api/endpoints.ts'
import type { Feedback } from '../api/schemas.ts'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { sourceName } from './source-name.ts'

const feedbackKey = ['feedback'] as const
const ALL = '*'

/** What feedback does to the order of suggestions. It never acts unseen: every effect is listed here and can be switched off. */
export function FeedbackEffects() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const feedback = useQuery({ queryKey: feedbackKey, queryFn: readFeedback })
  const change = useMutation({
    mutationFn: ({ sourceId, isOff }: { readonly sourceId: string; readonly isOff: boolean }) => switchFeedback(sourceId, isOff),
    onSuccess: (state) => queries.setQueryData(feedbackKey, state),
  })
  const { data } = feedback
  const acting = data?.sources.filter(({ effect, isOff }) => effect !== null || isOff) ?? []
  return (
    <section aria-labelledby="feedback-effects" className="card space-y-3 p-4">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h2 id="feedback-effects" className="font-semibold">
            {t('insights.feedback.title')}
          </h2>
          <p className="max-w-prose text-sm text-soft">{t('insights.feedback.lead')}</p>
        </div>
        {data === undefined ? null : (
          <Button disabled={change.isPending} onClick={() => change.mutate({ sourceId: ALL, isOff: !data.isOff })}>
            {t(data.isOff ? 'insights.feedback.allOn' : 'insights.feedback.allOff')}
          </Button>
        )}
      </div>
      {feedback.isPending ? <Loading /> : null}
      {feedback.error === null ? null : <CodedNotice error={feedback.error} onRetry={() => void feedback.refetch()} />}
      {change.error === null ? null : <CodedNotice error={change.error} />}
      {data?.isOff === true ? <p className="text-sm font-medium">{t('insights.feedback.isOff')}</p> : null}
      {data !== undefined && acting.length === 0 ? <p className="text-sm text-soft">{t('insights.feedback.none')}</p> : null}
      <ul className="divide-y divide-line empty:hidden">
        {acting.map((source) => (
          <Effect
            key={source.sourceId}
            source={source}
            isDisabled={change.isPending}
            onSwitch={() => change.mutate({ sourceId: source.sourceId, isOff: !source.isOff })}
          />
        ))}
      </ul>
    </section>
  )
}

interface EffectProps {
  readonly source: Feedback['sources'][number]
  readonly isDisabled: boolean
  readonly onSwitch: () => void
}

function Effect({ source, isDisabled, onSwitch }: EffectProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { sourceId, shown, used, dismissed, effect, isOff, oddsFactor } = source
  const share = (count: number) => formatPercent(shown === 0 ? 0 : count / shown, language)
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm">
      <span className="min-w-0 flex-1 break-words">
        {sourceName(sourceId)}
        <span className="block text-xs text-soft">
          {t('insights.feedback.counts', { count: shown, used: share(used), dismissed: share(dismissed) })}
        </span>
      </span>
      <Badge tone={isOff || effect === null ? 'neutral' : effect === 'raised' ? 'good' : 'bad'}>
        {isOff || effect === null
          ? t('insights.feedback.switchedOff')
          : t(`insights.feedback.${effect}`, { factor: new Intl.NumberFormat(language).format(oddsFactor) })}
      </Badge>
      <Button size="small" disabled={isDisabled} onClick={onSwitch}>
        {t(isOff ? 'insights.feedback.on' : 'insights.feedback.off')}
        <span className="sr-only"> – {sourceName(sourceId)}</span>
      </Button>
    </li>
  )
}
