import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChartColumn } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readCallInsights } from '../api/endpoints.ts'
import type { CallFigures } from '../api/schemas.ts'
import { useLabels } from '../calls/use-calls.ts'
import { DayBars } from '../figures/day-bars.tsx'
import { FigureTile } from '../figures/figure-tile.tsx'
import { daysOf, lastDays, type PeriodLength } from '../figures/period.ts'
import { PeriodChoice } from '../figures/period-choice.tsx'
import { formatDuration, formatPercent } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { ForRoles } from '../session/for-roles.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { CallFigureTable } from './call-figure-table.tsx'

/** How calls went: volumes, lengths, who spoke, how they ended, what became of summaries. Nobody is counted by name. */
export function AnalyticsPage() {
  const { t } = useTranslation()
  const [length, setLength] = useState<PeriodLength>(30)
  const period = lastDays(length, new Date())
  const insights = useQuery({
    queryKey: ['call-insights', period.from, period.to],
    queryFn: () => readCallInsights(period),
    placeholderData: keepPreviousData,
  })
  return (
    <ForRoles roles={['supervisor']}>
      <main id="main" className="mx-auto w-full max-w-7xl space-y-5 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="font-script text-3xl font-semibold tracking-tight">{t('analytics.title')}</h1>
            <p className="max-w-prose text-sm text-soft">{t('analytics.lead')}</p>
          </div>
          <PeriodChoice length={length} onChoose={setLength} />
        </div>
        {insights.isPending ? <Loading /> : null}
        {insights.error === null ? null : <CodedNotice error={insights.error} onRetry={() => void insights.refetch()} />}
        {insights.data === undefined ? null : insights.data.total.calls === 0 ? (
          <Empty icon={ChartColumn} title={t('analytics.none')} />
        ) : (
          <Insights insights={insights.data} days={daysOf(period)} />
        )}
      </main>
    </ForRoles>
  )
}

type Insights = Awaited<ReturnType<typeof readCallInsights>>

function Insights({ insights, days }: { readonly insights: Insights; readonly days: readonly string[] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const labels = useLabels()
  const number = new Intl.NumberFormat(language)
  const { total, byDay, byQueue, byIntent, byDisposition, byTeam } = insights
  const onDay = new Map(byDay.map((figures) => [figures.key, figures]))
  return (
    <>
      <Totals total={total} />
      <div className="grid gap-4 lg:grid-cols-2">
        <DayBars
          title={t('analytics.callsByDay')}
          values={days.map((day) => ({ day, value: onDay.get(day)?.calls ?? 0 }))}
          format={(calls) => number.format(calls)}
        />
        <DayBars
          title={t('analytics.lengthByDay')}
          values={days.map((day) => ({ day, value: onDay.get(day)?.durationMs ?? null }))}
          format={(ms) => formatDuration(ms, language)}
        />
        <DayBars
          title={t('analytics.unansweredByDay')}
          values={days.map((day) => ({ day, value: onDay.get(day)?.unanswered ?? 0 }))}
          format={(questions) => number.format(questions)}
        />
        <p className="card self-start p-4 text-sm text-soft">
          {t('analytics.gaps')}{' '}
          <Link to="/intents" className="underline underline-offset-2">
            {t('analytics.gapsLink')}
          </Link>
        </p>
      </div>
      <CallFigureTable
        name="queues"
        title={t('analytics.byQueue')}
        column={t('analytics.queue')}
        rows={byQueue.map((row) => ({ ...row, name: row.key }))}
      />
      <CallFigureTable
        name="teams"
        title={t('analytics.byTeam')}
        column={t('analytics.team')}
        rows={byTeam.map((row) => ({ ...row, name: row.key }))}
      />
      <CallFigureTable
        name="intents"
        title={t('analytics.byIntent')}
        column={t('insights.intent')}
        rows={byIntent.map((row) => ({ ...row, name: labels.intent(row.key) }))}
      />
      <CallFigureTable
        name="dispositions"
        title={t('analytics.byDisposition')}
        column={t('summary.disposition')}
        rows={byDisposition.map((row) => ({ ...row, name: labels.disposition(row.key) }))}
      />
    </>
  )
}

function Totals({ total }: { readonly total: CallFigures }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const percent = (share: number | null) => (share === null ? '–' : formatPercent(share, language))
  const told = total.settled + total.unsettled
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      <FigureTile label={t('analytics.calls')} value={new Intl.NumberFormat(language).format(total.calls)} />
      <FigureTile label={t('analytics.length')} value={total.durationMs === null ? '–' : formatDuration(total.durationMs, language)} />
      <FigureTile
        label={t('analytics.settled')}
        value={percent(told === 0 ? null : total.settled / told)}
        hint={t('analytics.ofTold', { count: told })}
      />
      <FigureTile
        label={t('analytics.changed')}
        value={percent(total.editDistance)}
        hint={t('analytics.ofSaved', { count: total.saved })}
      />
      <FigureTile label={t('analytics.customerShare')} value={percent(total.customerShare)} />
      <FigureTile label={t('analytics.advisorShare')} value={percent(total.advisorShare)} />
      <FigureTile label={t('analytics.overlapShare')} value={percent(total.overlapShare)} />
      <FigureTile label={t('analytics.silenceShare')} value={percent(total.silenceShare)} />
    </dl>
  )
}
