import { AlertKind, type AlertRaised } from '@souffleur/proto'
import { Gavel, HeartHandshake, LogOut, MessageSquareWarning, ShieldAlert, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import type { CallState } from '../call-state.ts'
import { alertsInOrder } from './guide-view.ts'

/** Signs that the advisor must not miss, the newest first. They stay until somebody has read them. */
export function CallAlerts({ state }: { readonly state: CallState }) {
  const [read, setRead] = useState<ReadonlySet<string>>(new Set())
  const alerts = alertsInOrder(state).filter(({ alertId }) => !read.has(alertId))
  return (
    <div role="status" aria-live="assertive" className="space-y-2 empty:hidden">
      {alerts.map((alert) => (
        <Alert key={alert.alertId} alert={alert} onRead={() => setRead((before) => new Set(before).add(alert.alertId))} />
      ))}
    </div>
  )
}

const icons = {
  [AlertKind.COMPLAINT]: MessageSquareWarning,
  [AlertKind.CANCELLATION]: LogOut,
  [AlertKind.VULNERABILITY]: HeartHandshake,
  [AlertKind.LEGAL_THREAT]: Gavel,
  [AlertKind.FRAUD_SIGN]: ShieldAlert,
  [AlertKind.UNSPECIFIED]: MessageSquareWarning,
} as const satisfies Record<AlertKind, unknown>

function Alert({ alert: { kind, label, advice, language }, onRead }: { readonly alert: AlertRaised; readonly onRead: () => void }) {
  const { t } = useTranslation()
  const Icon = icons[kind]
  return (
    <div lang={language} className="flex items-start gap-2.5 rounded-lg border border-cue-line bg-cue-ground px-3 py-2.5 text-sm">
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0 text-cue" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{label}</p>
        <p className="mt-0.5">{advice}</p>
      </div>
      <Button look="quiet" size="smallIcon" aria-label={t('guide.read')} title={t('guide.read')} onClick={onRead}>
        <X aria-hidden className="size-4" />
      </Button>
    </div>
  )
}
