import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '../../api/schemas.ts'
import { useToasts } from '../../app/toasts.tsx'
import { formatDay, formatWhen } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { RotateWebhookDialog } from './rotate-webhook-dialog.tsx'
import { TestOutcome } from './test-outcome.tsx'
import { eventKey } from './use-outcome-text.ts'
import { useWebhookChanges } from './use-webhooks.ts'
import { WebhookDialog } from './webhook-dialog.tsx'

export function WebhookRow({ webhook, hosts }: { readonly webhook: Webhook; readonly hosts: readonly string[] }) {
  const { t } = useTranslation()
  const { say, sayError } = useToasts()
  const { change, remove, test } = useWebhookChanges()
  const [asks, setAsks] = useState<'edit' | 'rotate' | 'remove'>()
  const { id, name, url, events, isOn } = webhook
  const close = () => setAsks(undefined)
  const toggle = () =>
    change.mutate(
      { id, name, url, events, isOn: !isOn },
      { onSuccess: () => say(isOn ? t('webhooks.switchedOff', { name }) : t('webhooks.switchedOn', { name })), onError: sayError },
    )
  const action = (label: string) => ({ size: 'small', 'aria-label': `${label} – ${name}`, children: label }) as const
  return (
    <li className="space-y-2 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64 space-y-1">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium break-words">{name}</span>
            <WebhookBadges webhook={webhook} />
          </p>
          <p className="font-mono text-xs break-all text-soft">{url}</p>
          <p className="text-xs text-soft">{events.map((event) => t(`webhooks.event.${eventKey(event)}`)).join(' · ')}</p>
          <SecretLines webhook={webhook} />
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            {...action(test.isPending ? t('webhooks.testing') : t('webhooks.test'))}
            onClick={() => test.mutate(id)}
            disabled={test.isPending}
          />
          <Button {...action(t('webhooks.edit'))} onClick={() => setAsks('edit')} />
          <Button {...action(isOn ? t('webhooks.switchOff') : t('webhooks.switchOn'))} onClick={toggle} disabled={change.isPending} />
          <Button {...action(t('webhooks.rotate'))} onClick={() => setAsks('rotate')} />
          <Button {...action(t('webhooks.remove'))} look="danger" onClick={() => setAsks('remove')} />
        </div>
      </div>
      <TestOutcome delivery={test.data} error={test.error} />
      {asks === 'edit' ? <WebhookDialog webhook={webhook} hosts={hosts} onClose={close} /> : null}
      {asks === 'rotate' ? <RotateWebhookDialog webhook={webhook} onClose={close} /> : null}
      <ConfirmDialog
        open={asks === 'remove'}
        title={t('webhooks.removeTitle', { name })}
        text={t('webhooks.removeText')}
        confirm={t('webhooks.remove')}
        isPending={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() =>
          remove.mutate(id, {
            onSuccess: () => {
              close()
              say(t('webhooks.removed', { name }))
            },
          })
        }
      />
    </li>
  )
}

function WebhookBadges({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const { isOn, isGone, isAllowed, isFailing, failuresInARow, waiting, dead } = webhook
  return (
    <>
      {isOn ? <Badge tone="good">{t('webhooks.on')}</Badge> : <Badge>{isGone ? t('webhooks.gone') : t('webhooks.off')}</Badge>}
      {isAllowed ? null : <Badge tone="bad">{t('webhooks.notAllowed')}</Badge>}
      {isFailing ? <Badge tone="bad">{t('webhooks.failing', { count: failuresInARow })}</Badge> : null}
      {waiting === 0 ? null : <Badge tone="cue">{t('webhooks.waiting', { count: waiting })}</Badge>}
      {dead === 0 ? null : <Badge tone="bad">{t('webhooks.deadCount', { count: dead })}</Badge>}
    </>
  )
}

function SecretLines({ webhook: { secrets } }: { readonly webhook: Webhook }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <ul className="space-y-1 text-xs text-soft">
      {secrets.map(({ id, createdAt, expiresAt, readable }) => (
        <li key={id} className="flex flex-wrap items-center gap-2">
          {expiresAt === null
            ? t('webhooks.secretSince', { day: formatDay(createdAt.slice(0, 10), language) })
            : t('webhooks.secretUntil', { moment: formatWhen(expiresAt, language, new Date()) })}
          {readable ? null : <Badge tone="bad">{t('webhooks.secretLost')}</Badge>}
        </li>
      ))}
    </ul>
  )
}
