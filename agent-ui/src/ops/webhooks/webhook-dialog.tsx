import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../api/schemas.ts'
import { useToasts } from '../../app/toasts.tsx'
import { formatList } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { IssuedWebhookSecret } from './issued-webhook-secret.tsx'
import { eventKey } from './use-outcome-text.ts'
import { useWebhookChanges } from './use-webhooks.ts'
import { emptyWebhook, isComplete, offeredEvents, withEvent } from './webhook-form.ts'

interface WebhookDialogProps {
  /** Undefined for a new one. */
  readonly webhook?: Webhook
  readonly hosts: readonly string[]
  readonly onClose: () => void
}

export function WebhookDialog({ webhook, hosts, onClose }: WebhookDialogProps) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { say } = useToasts()
  const { add, change } = useWebhookChanges()
  const [form, setForm] = useState(() =>
    webhook === undefined ? emptyWebhook : { name: webhook.name, url: webhook.url, events: webhook.events, isOn: webhook.isOn },
  )
  if (add.data !== undefined) return <IssuedWebhookSecret issued={add.data} onClose={onClose} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const settings = { ...form, name: form.name.trim(), url: form.url.trim() }
    if (webhook === undefined) add.mutate(settings)
    else
      change.mutate(
        { ...settings, id: webhook.id },
        {
          onSuccess: ({ name }) => {
            onClose()
            say(t('webhooks.saved', { name }))
          },
        },
      )
  }
  const error = add.error ?? change.error
  return (
    <Dialog open onClose={onClose} title={webhook === undefined ? t('webhooks.addTitle') : t('webhooks.editTitle', { name: webhook.name })}>
      <form onSubmit={submit} className="space-y-3">
        <TextField
          label={t('webhooks.name')}
          hint={t('webhooks.nameHint')}
          value={form.name}
          required
          maxLength={64}
          onType={(name) => setForm({ ...form, name })}
        />
        <TextField
          label={t('webhooks.address')}
          hint={t('webhooks.addressHint', { hosts: formatList(hosts, language) })}
          type="url"
          autoComplete="off"
          value={form.url}
          required
          maxLength={2000}
          className="font-mono text-xs"
          onType={(url) => setForm({ ...form, url })}
        />
        <fieldset className="space-y-1">
          <legend className="text-xs font-medium text-soft">{t('webhooks.events')}</legend>
          {offeredEvents.map((event) => (
            <label key={event} className="flex items-center gap-2 text-sm">
              <input
                type="checkbox"
                checked={form.events.includes(event)}
                onChange={({ target }) => setForm(withEvent(form, event, target.checked))}
              />
              {t(`webhooks.event.${eventKey(event)}`)}
            </label>
          ))}
        </fieldset>
        {webhook === undefined ? <p className="text-sm text-soft">{t('webhooks.made')}</p> : null}
        {error === null ? null : <CodedNotice error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={add.isPending || change.isPending || !isComplete(form)}>
            {webhook === undefined ? t('webhooks.add') : t('webhooks.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
