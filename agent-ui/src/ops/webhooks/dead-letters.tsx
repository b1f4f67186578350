import { useTranslation } from 'react-i18next'
import type { Webhook, WebhookDelivery } from '../../api/schemas.ts'
import { useToasts } from '../../app/toasts.tsx'
import { Button } from '../../ui/button.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { useDeliveries, useWebhookChanges } from './use-webhooks.ts'

interface DeadLettersProps {
  readonly webhooks: readonly Webhook[]
  /** By id. */
  readonly names: ReadonlyMap<string, string>
}

/** What was given up, to be sent again by hand. */
export function DeadLetters({ webhooks, names }: DeadLettersProps) {
  const { t } = useTranslation()
  const { say, sayError } = useToasts()
  const deliveries = useDeliveries('dead')
  const { replay, replayAll } = useWebhookChanges()
  const isEmpty = deliveries.data === undefined || deliveries.data.pages.every((page) => page.deliveries.length === 0)
  // To one that is off, nothing can be sent.
  const isOn = (id: string) => webhooks.some((webhook) => webhook.id === id && webhook.isOn)
  const told = (count: number) => say(t('webhooks.replayed', { count }))
  const again = ({ id, endpointId, callId }: WebhookDelivery) => (
    <Button
      size="small"
      disabled={replay.isPending || !isOn(endpointId)}
      aria-label={`${t('webhooks.replay')} – ${names.get(endpointId) ?? ''}, ${callId ?? ''}`}
      onClick={() => replay.mutate(id, { onSuccess: () => told(1), onError: sayError })}
    >
      {t('webhooks.replay')}
    </Button>
  )
  return (
    <section className="space-y-3" aria-labelledby="webhooks-dead">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 id="webhooks-dead" className="font-semibold">
            {t('webhooks.dead')}
          </h2>
          <p className="max-w-prose text-sm text-soft">{t('webhooks.deadLead')}</p>
        </div>
        {isEmpty ? null : (
          <Button
            disabled={replayAll.isPending || !webhooks.some((one) => one.isOn && one.dead > 0)}
            onClick={() => replayAll.mutate(undefined, { onSuccess: told, onError: sayError })}
          >
            {t('webhooks.replayAll')}
          </Button>
        )}
      </div>
      <DeliveryList label={t('webhooks.dead')} none={t('webhooks.deadNone')} deliveries={deliveries} names={names} actionOf={again} />
    </section>
  )
}
