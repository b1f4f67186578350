import { RecordingNotice } from '@souffleur/proto'
import { useMutation } from '@tanstack/react-query'
import { Ear, EarOff, Pause, Play } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { setPaused } from '../api/endpoints.ts'
import { useToasts } from '../app/toasts.tsx'
import { Button } from '../ui/button.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { callKeys } from './call-keys.ts'
import { type CallState, isPaused } from './call-state.ts'
import { useCallCommands } from './use-call-commands.ts'

interface ListeningControlProps {
  readonly callId: string
  readonly state: CallState
  readonly mayPause: boolean
}

/** Says at all times whether a machine listens, and lets the advisor stop it: a card number, "please don't record". */
export function ListeningControl({ callId, state, mayPause }: ListeningControlProps) {
  const { t } = useTranslation()
  const { sayError } = useToasts()
  const paused = isPaused(state)
  // Nobody listens again before the caller agrees after all.
  const mayChange = mayPause && state.notice?.notice !== RecordingNotice.REFUSED
  const pause = useMutation({ mutationFn: (wanted: boolean) => setPaused(callId, wanted), onError: sayError })
  useCallCommands({ pause: () => (mayChange && !pause.isPending ? pause.mutate(!paused) : undefined) })
  return (
    <div className="flex items-center gap-3 @max-4xl/call:order-last @max-4xl/call:w-full @max-4xl/call:justify-between">
      <p role="status" className={`flex items-center gap-2 text-sm ${paused ? 'font-semibold text-bad' : ''}`}>
        {paused ? <EarOff aria-hidden className="size-4.5 shrink-0" /> : <Ear aria-hidden className="size-4.5 shrink-0 text-good" />}
        {paused ? (
          t('listening.paused')
        ) : (
          <span className="leading-tight">
            <span className="font-semibold">{t('listening.on')}</span> <span className="text-soft">{t('listening.automatic')}</span>
          </span>
        )}
      </p>
      {mayChange ? (
        <Button
          size="small"
          look={paused ? 'primary' : 'plain'}
          disabled={pause.isPending}
          aria-keyshortcuts={callKeys.pause}
          onClick={() => pause.mutate(!paused)}
        >
          {paused ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
          {paused ? t('listening.resume') : t('listening.pause')}
          <KeyHint keys="P" tone={paused ? 'onColour' : 'plain'} />
        </Button>
      ) : null}
    </div>
  )
}
