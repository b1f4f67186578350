import type { Summary } from '@souffleur/proto'
import { useTranslation } from 'react-i18next'
import { SummaryStateBadge } from '../calls/call-words.tsx'
import { summaryStateName } from './summary-state-name.ts'

export function SummaryTitle({ summary }: { readonly summary: Summary | undefined }) {
  const { t } = useTranslation()
  return (
    <div className="flex items-center justify-between gap-2">
      <h2 className="font-script text-xl font-semibold">{t('summary.title')}</h2>
      {summary === undefined ? null : <SummaryStateBadge state={summaryStateName(summary.state)} />}
    </div>
  )
}
