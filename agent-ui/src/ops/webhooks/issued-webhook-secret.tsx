import { useTranslation } from 'react-i18next'
import type { IssuedWebhook } from '../../api/schemas.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { CopyField } from '../sources/issued-secret.tsx'

interface IssuedWebhookSecretProps {
  readonly issued: IssuedWebhook
  readonly onClose: () => void
}

/** The one time that a secret is on screen. */
export function IssuedWebhookSecret({ issued: { endpoint, secret }, onClose }: IssuedWebhookSecretProps) {
  const { t } = useTranslation()
  return (
    <Dialog open onClose={onClose} title={t('webhooks.issued', { name: endpoint.name })}>
      <div className="space-y-3">
        <Notice look="warning">{t('webhooks.issuedText')}</Notice>
        <CopyField label={t('webhooks.secret')} value={secret} />
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {t('sources.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
