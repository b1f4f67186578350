import { Mic, Square } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { LevelMeter } from './level-meter.tsx'
import { useMicrophone } from './microphone-context.tsx'

interface MicrophoneBarProps {
  readonly callId: string
  /** Shown on pages other than the call's own. */
  readonly onOpen?: () => void
}

/** While this browser's microphone speaks into the call: how loud, and the way to stop. */
export function MicrophoneBar({ callId, onOpen }: MicrophoneBarProps) {
  const { t } = useTranslation()
  const { microphone, state } = useMicrophone()
  if (state.kind === 'failed' && state.callId === callId) return <CodedNotice error={state.error} />
  if (state.kind !== 'speaking' || state.callId !== callId) return null
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm">
      <span className="inline-flex items-center gap-1.5 font-medium">
        <Mic aria-hidden className="size-4 text-good" />
        {t('microphone.open')}
      </span>
      <LevelMeter />
      <Button size="small" look="danger" onClick={() => microphone.stop()}>
        <Square aria-hidden className="size-3.5" />
        {t('microphone.stop')}
      </Button>
      {onOpen === undefined ? null : (
        <Button size="small" onClick={onOpen}>
          {t('assigned.open')}
        </Button>
      )}
    </div>
  )
}
