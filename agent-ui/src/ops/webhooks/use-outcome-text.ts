import { useTranslation } from 'react-i18next'
import type { WebhookDelivery } from '../../api/schemas.ts'

/** What the last attempt met, in a few words: "no connection, ECONNREFUSED". Empty before the first. */
export function useOutcomeText(): (delivery: WebhookDelivery) => string {
  const { t } = useTranslation()
  return ({ failure, status, errorCode }) =>
    [
      failure === null ? undefined : t(`webhooks.failure.${failure}`),
      status === null ? undefined : t('webhooks.status', { status }),
      errorCode ?? undefined,
    ]
      .filter((part) => part !== undefined)
      .join(', ')
}

/** Keys of texts have no dots. */
export function eventKey(event: WebhookDelivery['event']): 'ping' | 'summary_saved' | 'summary_approved' {
  switch (event) {
    case 'ping':
      return 'ping'
    case 'summary.saved':
      return 'summary_saved'
    case 'summary.approved':
      return 'summary_approved'
  }
}
