import { CallEndReason } from '@souffleur/proto'
import { useTranslation } from 'react-i18next'
import type { CallRow } from '../api/schemas.ts'
import { LanguageName } from '../calls/call-words.tsx'
import { formatClock, formatList, formatMoment, languageName } from '../i18n/format.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { useHasSound } from '../sound/use-word-player.ts'
import { Badge } from '../ui/badge.tsx'
import { useNow } from '../ui/use-now.ts'
import type { CallState } from './call-state.ts'
import { heardLanguages } from './heard-languages.ts'
import { ListeningControl } from './listening-control.tsx'
import { RecordingNotice } from './recording-notice.tsx'
import { ShortcutsHelp } from './shortcuts-help.tsx'
import { StopPlayback } from './stop-playback.tsx'

interface CallHeaderProps {
  readonly callId: string
  readonly state: CallState
  readonly row: CallRow | undefined
  readonly isAdvisor: boolean
}

export function CallHeader({ callId, state, row, isAdvisor }: CallHeaderProps) {
  const { t } = useTranslation()
  const title = state.started?.title || row?.title || t('call.untitled')
  const language = state.started?.language ?? row?.language ?? 'auto'
  const isSynthetic = state.started?.synthetic ?? row?.synthetic ?? false
  const hasSound = useHasSound(callId, state.started)
  const hasEnded = state.ended !== undefined || row?.state === 'ended'
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line bg-surface px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-44">
        <h2 className="truncate font-script text-lg leading-tight font-semibold" title={title}>
          {title}
        </h2>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
          <Elapsed state={state} row={row} />
          <span aria-hidden>·</span>
          <span>
            <CallLanguage tag={language} state={state} />
          </span>
          {row?.advisorName && !isAdvisor ? (
            <>
              <span aria-hidden>·</span>
              <span>{row.advisorName}</span>
            </>
          ) : null}
          {isSynthetic ? <Badge>{t('call.synthetic')}</Badge> : null}
        </p>
        <RecordingNotice callId={callId} state={state} mayNote={isAdvisor && !hasEnded} />
      </div>
      {hasEnded ? <EndedState state={state} row={row} /> : <ListeningControl callId={callId} state={state} mayPause={isAdvisor} />}
      <div className="flex items-center gap-2">
        <ShortcutsHelp isAdvisor={isAdvisor} hasSound={hasSound} />
        {hasEnded || !isAdvisor ? null : <StopPlayback callId={callId} isSynthetic={isSynthetic} />}
      </div>
    </header>
  )
}

/** A call whose language is to be detected shows those that were. */
function CallLanguage({ tag, state }: { readonly tag: string; readonly state: CallState }) {
  const { t } = useTranslation()
  const language = useLanguage()
  if (tag !== 'auto') return <LanguageName tag={tag} />
  const heard = heardLanguages(state.utterances.values()).map((name) => languageName(name, language))
  if (heard.length === 0) return <>{state.ended === undefined ? t('call.languageAwaited') : t('call.languageAuto')}</>
  return <>{t('call.languagesDetected', { count: heard.length, languages: formatList(heard, language) })}</>
}

function Elapsed({ state, row }: Pick<CallHeaderProps, 'state' | 'row'>) {
  const { t } = useTranslation()
  const lengthMs = state.ended?.durationMs ?? row?.durationMs ?? undefined
  const startedAtMs = state.startedAtMs ?? (row === undefined ? undefined : Date.parse(row.startedAt))
  return (
    <span className="tabular-nums">
      <span className="sr-only">{t('call.elapsed')} </span>
      {lengthMs !== undefined ? formatClock(lengthMs) : startedAtMs === undefined ? '' : <Running sinceMs={startedAtMs} />}
    </span>
  )
}

function Running({ sinceMs }: { readonly sinceMs: number }) {
  return <>{formatClock(useNow(500) - sinceMs)}</>
}

function EndedState({ state, row }: Pick<CallHeaderProps, 'state' | 'row'>) {
  const { t } = useTranslation()
  const language = useLanguage()
  const reason = state.ended?.reason
  const isUnusual = reason === CallEndReason.DISCONNECTED || reason === CallEndReason.FAILED
  return (
    <p className="flex items-center gap-2 text-sm text-soft @max-4xl/call:order-last @max-4xl/call:w-full">
      {row === undefined ? null : <time dateTime={row.startedAt}>{formatMoment(row.startedAt, language)}</time>}
      <Badge tone={isUnusual ? 'bad' : 'neutral'}>
        {reason === CallEndReason.DISCONNECTED
          ? t('call.endReason.disconnected')
          : reason === CallEndReason.FAILED
            ? t('call.endReason.failed')
            : t('call.ended')}
      </Badge>
    </p>
  )
}
