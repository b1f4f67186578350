import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Lightbulb } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readSuggestionInsights } from '../api/endpoints.ts'
import type { SuggestionFigures } from '../api/schemas.ts'
import { useLabels } from '../calls/use-calls.ts'
import { DayBars } from '../figures/day-bars.tsx'
import { FigureTile } from '../figures/figure-tile.tsx'
import { daysOf, lastDays, type PeriodLength } from '../figures/period.ts'
import { PeriodChoice } from '../figures/period-choice.tsx'
import { formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { FeedbackEffects } from './feedback-effects.tsx'
import { FigureTable } from './figure-table.tsx'
import { sourceName } from './source-name.ts'

/** What advisors made of suggestions, by kind, source, intent and day: never by person. */
export function SuggestionInsightsPage() {
  const { t } = useTranslation()
  const [length, setLength] = useState<PeriodLength>(30)
  const period = lastDays(length, new Date())
  const insights = useQuery({
    queryKey: ['suggestion-insights', period.from, period.to],
    queryFn: () => readSuggestionInsights(period),
    placeholderData: keepPreviousData,
  })
  return (
    <ForRoles roles={['supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-5 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="font-script text-3xl font-semibold tracking-tight">{t('insights.title')}</h1>
            <p className="max-w-prose text-sm text-soft">{t('insights.lead')}</p>
          </div>
          <PeriodChoice length={length} onChoose={setLength} />
        </div>
        {insights.isPending ? <Loading /> : null}
        {insights.error === null ? null : <CodedNotice error={insights.error} onRetry={() => void insights.refetch()} />}
        {insights.data === undefined ? null : insights.data.total.offered === 0 ? (
          <Empty icon={Lightbulb} title={t('insights.none')} />
        ) : (
          <Insights insights={insights.data} days={daysOf(period)} />
        )}
        <FeedbackEffects />
      </main>
    </ForRoles>
  )
}

type Insights = Awaited<ReturnType<typeof readSuggestionInsights>>

function Insights({ insights, days }: { readonly insights: Insights; readonly days: readonly string[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const labels = useLabels()
  const { total, byKind, bySource, byIntent, byDay } = insights
  const usedOn = new Map(byDay.map(({ key, used }) => [key, used.share]))
  return (
    <>
      <Totals total={total} />
      <DayBars
        title={t('insights.usedByDay')}
        values={days.map((day) => ({ day, value: usedOn.get(day) ?? null }))}
        format={(share) => formatPercent(share, language)}
        most={1}
      />
      <FigureTable
        title={t('insights.byKind')}
        column={t('insights.kind')}
        rows={byKind.map((row) => ({ ...row, name: t(`insights.kindName.${kindOf(row.key)}`) }))}
      />
      <FigureTable
        title={t('insights.byIntent')}
        column={t('insights.intent')}
        rows={byIntent.map((row) => ({ ...row, name: labels.intent(row.key) }))}
      />
      <FigureTable
        title={t('insights.bySource')}
        column={t('insights.source')}
        rows={bySource.map((row) => ({ ...row, name: sourceName(row.key) }))}
      />
    </>
  )
}

function Totals({ total }: { readonly total: SuggestionFigures }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const number = new Intl.NumberFormat(language)
  const { shown, used, dismissed, ignored, helpful, unhelpful, meanEditDistance } = total
  const shareOfShown = (count: number) => (shown === 0 ? '–' : formatPercent(count / shown, language))
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
      <FigureTile label={t('insights.shown')} value={number.format(shown)} hint={t('insights.ofOffered', { count: total.offered })} />
      <FigureTile label={t('insights.used')} value={used.share === null ? '–' : formatPercent(used.share, language)} />
      <FigureTile label={t('insights.dismissed')} value={shareOfShown(dismissed)} />
      <FigureTile label={t('insights.ignored')} value={shareOfShown(ignored)} />
      <FigureTile label={t('insights.changed')} value={meanEditDistance === null ? '–' : formatPercent(meanEditDistance, language)} />
      <FigureTile label={t('insights.rated')} value={`${number.format(helpful)} / ${number.format(unhelpful)}`} />
    </dl>
  )
}

const kinds = ['answer', 'reply', 'next-action'] as const

function kindOf(key: string): (typeof kinds)[number] {
  return kinds.find((kind) => kind === key) ?? 'answer'
}
