import { WifiOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useConnectionState } from './live-context.tsx'

/** It goes away by itself: the connection is tried again all the time. */
export function ConnectionBanner() {
  const { t } = useTranslation()
  const isLost = useConnectionState() === 'lost'
  return (
    <div role="status" aria-live="polite">
      {isLost ? (
        <p className="flex items-center gap-2 border-b border-cue-line bg-cue-ground px-4 py-2 text-sm text-ink">
          <WifiOff aria-hidden className="size-4 shrink-0 text-cue" />
          <span>
            <strong className="font-semibold">{t('connection.lost')}</strong> {t('connection.trying')}
          </span>
        </p>
      ) : null}
    </div>
  )
}
