import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { codedErrorOf } from '../../api/http.ts'
import type { Webhook } from '../../api/schemas.ts'
import { ForRoles } from '../../session/for-roles.tsx'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Empty, Loading } from '../../ui/placeholders.tsx'
import { DeadLetters } from './dead-letters.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { useDeliveries, useWebhooks } from './use-webhooks.ts'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookRow } from './webhook-row.tsx'

/** Who is told of summaries, and what became of it. A secret is on screen once: when it is made. */
export function WebhooksPage() {
  return (
    <ForRoles roles={['ops']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-6 px-4 py-6">
        <Webhooks />
      </main>
    </ForRoles>
  )
}

function Webhooks() {
  const { t } = useTranslation()
  const { data, error, refetch } = useWebhooks()
  const [isAdding, setIsAdding] = useState(false)
  const addButton = useRef<HTMLButtonElement>(null)
  const count = data?.endpoints.length ?? 0
  const shown = useRef(count)
  // The button that had the focus went away with its webhook.
  useEffect(() => {
    if (count < shown.current && document.activeElement === document.body) addButton.current?.focus()
    shown.current = count
  }, [count])
  const canAdd = data !== undefined && data.hosts.length > 0
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="font-script text-3xl font-semibold tracking-tight">{t('webhooks.title')}</h1>
          <p className="max-w-prose text-sm text-soft">{t('webhooks.lead')}</p>
        </div>
        <Button ref={addButton} look="primary" onClick={() => setIsAdding(true)} disabled={!canAdd}>
          <Plus aria-hidden className="size-4" />
          {t('webhooks.add')}
        </Button>
      </div>
      {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data !== undefined && !canAdd ? <CodedNotice error={codedErrorOf('webhook.hosts-unset')} look="warning" /> : null}
      {canAdd && count === 0 ? (
        <Empty icon={WebhookIcon} title={t('webhooks.none')}>
          <p>{t('webhooks.noneText')}</p>
        </Empty>
      ) : null}
      {data === undefined || count === 0 ? null : (
        <>
          <ul className="card divide-y divide-line" aria-label={t('webhooks.title')}>
            {data.endpoints.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} hosts={data.hosts} />
            ))}
          </ul>
          <Deliveries webhooks={data.endpoints} />
        </>
      )}
      {isAdding && canAdd ? <WebhookDialog hosts={data.hosts} onClose={() => setIsAdding(false)} /> : null}
    </>
  )
}

function Deliveries({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const { t } = useTranslation()
  const deliveries = useDeliveries()
  const names = new Map(webhooks.map(({ id, name }) => [id, name]))
  return (
    <>
      <DeadLetters webhooks={webhooks} names={names} />
      <section className="space-y-3" aria-labelledby="webhooks-recent">
        <div>
          <h2 id="webhooks-recent" className="font-semibold">
            {t('webhooks.recent')}
          </h2>
          <p className="max-w-prose text-sm text-soft">{t('webhooks.recentLead')}</p>
        </div>
        <DeliveryList label={t('webhooks.recent')} none={t('webhooks.recentNone')} deliveries={deliveries} names={names} />
      </section>
    </>
  )
}
