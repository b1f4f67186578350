import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { WebhookDelivery } from '../../api/schemas.ts'
import { formatMilliseconds, formatMoment, formatWhen } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Loading } from '../../ui/placeholders.tsx'
import { eventKey, useOutcomeText } from './use-outcome-text.ts'
import type { useDeliveries } from './use-webhooks.ts'

const tones: Record<WebhookDelivery['state'], Tone> = {
  waiting: 'cue',
  sending: 'cue',
  delivered: 'good',
  dead: 'bad',
  failed: 'bad',
}

interface DeliveryListProps {
  readonly label: string
  readonly none: string
  readonly deliveries: ReturnType<typeof useDeliveries>
  /** By id. */
  readonly names: ReadonlyMap<string, string>
  readonly actionOf?: (delivery: WebhookDelivery) => ReactNode
}

export function DeliveryList({ label, none, deliveries, names, actionOf }: DeliveryListProps) {
  const { t } = useTranslation()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = deliveries
  const found = data?.pages.flatMap((page) => page.deliveries)
  return (
    <>
      {error === null ? null : <CodedNotice error={error} onRetry={() => void refetch()} />}
      {found === undefined && error === null ? <Loading /> : null}
      {found?.length === 0 ? <p className="text-sm text-soft">{none}</p> : null}
      {found === undefined || found.length === 0 ? null : (
        <ul className="card divide-y divide-line" aria-label={label}>
          {found.map((delivery) => (
            <DeliveryLine key={delivery.id} delivery={delivery} name={names.get(delivery.endpointId) ?? ''}>
              {actionOf?.(delivery)}
            </DeliveryLine>
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {t('action.more')}
        </Button>
      ) : null}
    </>
  )
}

interface DeliveryLineProps {
  readonly delivery: WebhookDelivery
  readonly name: string
  readonly children: ReactNode
}

function DeliveryLine({ delivery, name, children }: DeliveryLineProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const outcome = useOutcomeText()
  const { event, callId, revision, occurredAt, state, attempts, dueAt, durationMs } = delivery
  const parts = [
    outcome(delivery),
    t('webhooks.attempts', { count: attempts }),
    durationMs === null ? '' : formatMilliseconds(durationMs, language),
    dueAt === null ? '' : t('webhooks.due', { moment: formatWhen(dueAt, language, new Date()) }),
  ]
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Badge tone={tones[state]}>{t(`webhooks.state.${state}`)}</Badge>
          <span className="break-words">
            {name} · {t(`webhooks.event.${eventKey(event)}`)}
          </span>
          {callId === null ? null : (
            <code className="font-mono text-xs break-all text-soft">
              {callId} · {revision}
            </code>
          )}
        </p>
        <p className="text-xs break-words text-soft">
          <time dateTime={occurredAt}>{formatMoment(occurredAt, language)}</time> · {parts.filter((part) => part !== '').join(' · ')}
        </p>
      </div>
      {children}
    </li>
  )
}
