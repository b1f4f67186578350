import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { measureIntents, readIntentQuality } from '../api/endpoints.ts'
import type { IntentReport } from '../api/schemas.ts'
import { useLabels } from '../calls/use-calls.ts'
import { FigureTile } from '../figures/figure-tile.tsx'
import { formatMoment, formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Loading } from '../ui/placeholders.tsx'
import { LearningCurve } from './learning-curve.tsx'

/** While it runs, how often it is asked for. */
const POLL_MS = 1500

/** How well intents are told apart, by examples that the judge hasn't seen. */
export function IntentQuality({ language }: { readonly language: 'fr' | 'en' }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const queries = useQueryClient()
  const key = ['intent-quality', language]
  const quality = useQuery({
    queryKey: key,
    queryFn: () => readIntentQuality(language),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? POLL_MS : false),
  })
  const measure = useMutation({ mutationFn: () => measureIntents(language), onSuccess: (run) => queries.setQueryData(key, run) })
  const run = quality.data
  const isRunning = run?.state === 'running' || measure.isPending
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-3">
        <Button disabled={isRunning} onClick={() => measure.mutate()}>
          {t('intentsPage.measure')}
        </Button>
        <p role="status" className="text-xs text-soft">
          {isRunning
            ? t('intentsPage.measuring')
            : run?.measuredAt == null
              ? t('intentsPage.neverMeasured')
              : t('intentsPage.measured', { at: formatMoment(run.measuredAt, own), version: run.version })}
        </p>
      </div>
      {quality.isPending ? <Loading /> : null}
      {quality.error === null ? null : <CodedNotice error={quality.error} onRetry={() => void quality.refetch()} />}
      {measure.error === null ? null : <CodedNotice error={measure.error} />}
      {run?.state === 'failed' ? <p className="text-sm text-bad">{t('intentsPage.failed')}</p> : null}
      {run?.report == null ? null : <Report report={run.report} />}
    </div>
  )
}

function Report({ report }: { readonly report: IntentReport }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const percent = (rate: number | null) => (rate === null ? '–' : formatPercent(rate, own))
  return (
    <>
      <dl className="grid grid-cols-2 gap-3">
        <FigureTile label={t('intentsPage.accuracy')} value={percent(report.accuracy)} />
        <FigureTile label={t('intentsPage.refusedRight')} value={percent(report.refused)} />
      </dl>
      <LearningCurve points={report.learning} />
      <Confusions confusions={report.confusions} />
      <Weakest intents={report.intents} />
    </>
  )
}

const MOST_SHOWN = 20

function Confusions({ confusions }: { readonly confusions: IntentReport['confusions'] }) {
  const { t } = useTranslation()
  const labels = useLabels()
  const name = (intentId: string | null) => (intentId === null ? t('intentsPage.nothing') : labels.intent(intentId))
  if (confusions.length === 0) return null
  return (
    <section aria-label={t('intentsPage.confusions')}>
      <h3 className="mb-1 text-sm font-semibold">{t('intentsPage.confusions')}</h3>
      <table className="w-full text-sm">
        <thead className="border-b border-line text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1.5 pr-2 font-medium">
              {t('intentsPage.expected')}
            </th>
            <th scope="col" className="py-1.5 pr-2 font-medium">
              {t('intentsPage.given')}
            </th>
            <th scope="col" className="py-1.5 text-right font-medium">
              {t('intentsPage.count')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {confusions.slice(0, MOST_SHOWN).map(({ expected, given, count, examples }) => (
            <tr key={`${expected} ${given}`} className="align-top">
              <td className="py-1.5 pr-2">
                {name(expected)}
                <span className="block font-script text-xs text-soft">{examples.slice(0, 2).join(' · ')}</span>
              </td>
              <td className="py-1.5 pr-2">{name(given)}</td>
              <td className="py-1.5 text-right tabular-nums">{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Weakest({ intents }: { readonly intents: IntentReport['intents'] }) {
  const { t } = useTranslation()
  const own = useLanguage()
  const labels = useLabels()
  const percent = (rate: number | null) => (rate === null ? '–' : formatPercent(rate, own))
  return (
    <section aria-label={t('intentsPage.intents')}>
      <h3 className="mb-1 text-sm font-semibold">{t('intentsPage.intents')}</h3>
      <table className="w-full text-sm">
        <thead className="border-b border-line text-left text-xs text-soft">
          <tr>
            <th scope="col" className="py-1.5 pr-2 font-medium">
              {t('insights.intent')}
            </th>
            {(['examples', 'recall', 'precision'] as const).map((column) => (
              <th key={column} scope="col" className="py-1.5 pl-2 text-right font-medium">
                {t(`intentsPage.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {intents.map(({ intentId, examples, recall, precision }) => (
            <tr key={intentId}>
              <td className="py-1 pr-2">{labels.intent(intentId)}</td>
              <td className="py-1 pl-2 text-right tabular-nums">{examples}</td>
              <td className="py-1 pl-2 text-right tabular-nums">{percent(recall)}</td>
              <td className="py-1 pl-2 text-right tabular-nums">{percent(precision)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
