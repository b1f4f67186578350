import { useMutation } from '@tanstack/react-query'
import { PhoneOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { stopPlayback } from '../api/endpoints.ts'
import { useToasts } from '../app/toasts.tsx'
import { isPlayback } from '../start/playbacks.ts'
import { Button } from '../ui/button.tsx'

/** A recording that is played as a call can be hung up; a telephone call ends on the telephone. */
export function StopPlayback({ callId, isSynthetic }: { readonly callId: string; readonly isSynthetic: boolean }) {
  const { t } = useTranslation()
  const { sayError } = useToasts()
  const stop = useMutation({ mutationFn: () => stopPlayback(callId), onError: sayError })
  if (!isSynthetic && !isPlayback(callId)) return null
  return (
    <Button size="small" look="danger" title={t('call.hangUp')} disabled={stop.isPending || stop.isSuccess} onClick={() => stop.mutate()}>
      <PhoneOff aria-hidden className="size-3.5" />
      <span className="@max-4xl/call:sr-only">{t('call.hangUp')}</span>
    </Button>
  )
}
