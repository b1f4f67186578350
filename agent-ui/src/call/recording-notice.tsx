import { RecordingNotice as Notice } from '@souffleur/proto'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { noteNotice } from '../api/endpoints.ts'
import { useToasts } from '../app/toasts.tsx'
import { Button } from '../ui/button.tsx'
import type { CallState } from './call-state.ts'

interface RecordingNoticeProps {
  readonly callId: string
  readonly state: CallState
  /** The call's own advisor, while it runs. */
  readonly mayNote: boolean
}

/** Whether the caller knows that they are written down; the advisor says so, or that they don't want it. */
export function RecordingNotice({ callId, state, mayNote }: RecordingNoticeProps) {
  const { t } = useTranslation()
  const { sayError } = useToasts()
  const note = useMutation({ mutationFn: (notice: 'given' | 'refused') => noteNotice(callId, notice), onError: sayError })
  const notice = state.notice?.notice ?? Notice.UNSPECIFIED
  const isRefused = notice === Notice.REFUSED
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
      <span role="status" className={isRefused ? 'font-semibold text-bad' : ''}>
        {notice === Notice.GIVEN ? t('notice.given') : isRefused ? t('notice.refused') : t('notice.unknown')}
      </span>
      {mayNote && notice !== Notice.GIVEN ? (
        <Button size="small" disabled={note.isPending} onClick={() => note.mutate('given')}>
          {isRefused ? t('notice.acceptAfterAll') : t('notice.give')}
        </Button>
      ) : null}
      {mayNote && !isRefused ? (
        <Button size="small" look="quiet" disabled={note.isPending} onClick={() => note.mutate('refused')}>
          {t('notice.refuse')}
        </Button>
      ) : null}
    </div>
  )
}
