import { useTranslation } from 'react-i18next'
import type { CallRow, SummaryStateName } from '../api/schemas.ts'
import { languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

const summaryTones: Record<SummaryStateName, Tone> = {
  draft: 'neutral',
  complete: 'cue',
  saved: 'neutral',
  approved: 'good',
  rejected: 'bad',
}

export function SummaryStateBadge({ state }: { readonly state: SummaryStateName }) {
  const { t } = useTranslation()
  return <Badge tone={summaryTones[state]}>{t(`summary.state.${state}`)}</Badge>
}

/** Where the call stands: going on, ended in some unusual way, or the state of its summary. */
export function CallStateBadges({ call }: { readonly call: CallRow }) {
  const { t } = useTranslation()
  return (
    <span className="inline-flex flex-wrap gap-1">
      {call.state === 'live' ? <Badge tone="live">{t('call.live')}</Badge> : null}
      {call.endReason === 'disconnected' || call.endReason === 'failed' ? (
        <Badge tone="bad">{t(`call.endReason.${call.endReason}`)}</Badge>
      ) : null}
      {call.state === 'ended' && call.summaryState !== null ? <SummaryStateBadge state={call.summaryState} /> : null}
    </span>
  )
}

export function LanguageName({ tag }: { readonly tag: string }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return <>{tag === 'auto' ? t('call.languageAuto') : languageName(tag, language)}</>
}
