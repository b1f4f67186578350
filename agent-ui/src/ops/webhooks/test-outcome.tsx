import { useTranslation } from 'react-i18next'
import type { WebhookDelivery } from '../../api/schemas.ts'
import { formatMilliseconds } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useOutcomeText } from './use-outcome-text.ts'

/** What came of a test, where it was asked for. */
export function TestOutcome({ delivery, error }: { readonly delivery: WebhookDelivery | undefined; readonly error: unknown }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const outcome = useOutcomeText()
  if (error !== null) return <CodedNotice error={error} />
  if (delivery === undefined) return null
  const duration = formatMilliseconds(delivery.durationMs ?? 0, language)
  return delivery.state === 'delivered' ? (
    <Notice role="status">{t('webhooks.testPassed', { status: outcome(delivery), duration })}</Notice>
  ) : (
    <Notice look="error" role="alert">
      {t('webhooks.testFailed', { reason: outcome(delivery) })}
    </Notice>
  )
}
