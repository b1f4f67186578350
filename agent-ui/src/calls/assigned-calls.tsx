import { useNavigate, useRouterState } from '@tanstack/react-router'
import { PhoneIncoming, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../app/live-context.tsx'
import { Button } from '../ui/button.tsx'

/** A call that starts for this advisor opens by itself on the first page, and asks on any other. */
export function AssignedCalls() {
  const { t } = useTranslation()
  const live = useLive()
  const navigate = useNavigate()
  const address = useRouterState({ select: ({ location }) => location.pathname })
  const [waiting, setWaiting] = useState<string>()
  useEffect(
    () =>
      live.onCallAssigned((callId) => {
        if (address === '/') void navigate({ to: '/calls/$callId', params: { callId } })
        else setWaiting(callId)
      }),
    [live, navigate, address],
  )
  const isHere = waiting === undefined || address === `/calls/${waiting}`
  return (
    <div role="status" aria-live="polite">
      {isHere ? null : (
        <div className="flex items-center gap-3 border-b border-line bg-surface px-4 py-2 text-sm">
          <PhoneIncoming aria-hidden className="size-4 text-curtain-text" />
          <span className="flex-1">{t('assigned.started')}</span>
          <Button size="small" look="primary" onClick={() => void navigate({ to: '/calls/$callId', params: { callId: waiting } })}>
            {t('assigned.open')}
          </Button>
          <Button size="smallIcon" look="quiet" aria-label={t('action.close')} onClick={() => setWaiting(undefined)}>
            <X aria-hidden className="size-4" />
          </Button>
        </div>
      )}
    </div>
  )
}
