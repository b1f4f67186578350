import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../api/schemas.ts'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { IssuedWebhookSecret } from './issued-webhook-secret.tsx'
import { useWebhookChanges } from './use-webhooks.ts'

const keepHours = [24, 1, 168, 0] as const

export function RotateWebhookDialog({ webhook: { id, name }, onClose }: { readonly webhook: Webhook; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { rotate } = useWebhookChanges()
  const [keep, setKeep] = useState('24')
  if (rotate.data !== undefined) return <IssuedWebhookSecret issued={rotate.data} onClose={onClose} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rotate.mutate({ id, keepHours: Number(keep) })
  }
  return (
    <Dialog open onClose={onClose} title={t('webhooks.rotateTitle', { name })} description={t('webhooks.rotateText')}>
      <form onSubmit={submit} className="space-y-3">
        <SelectField
          label={t('webhooks.keep')}
          value={keep}
          options={keepHours.map((hours) => ({ value: String(hours), label: t(`webhooks.keepHours.${hours}`) }))}
          onChoose={setKeep}
        />
        {rotate.error === null ? null : <CodedNotice error={rotate.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={rotate.isPending}>
            {t('webhooks.rotate')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
