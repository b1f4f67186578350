import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/schemas.ts'
import { useToasts } from '../../app/toasts.tsx'
import { formatDay, formatWhen } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { RotateSourceDialog } from './rotate-source-dialog.tsx'
import { useSourceChanges } from './use-sources.ts'

interface SourceRowProps {
  readonly source: Source
  readonly isIssuedByPlatform: boolean
}

export function SourceRow({ source, isIssuedByPlatform }: SourceRowProps) {
  const { t } = useTranslation()
  const { say } = useToasts()
  const { remove } = useSourceChanges()
  const [asks, setAsks] = useState<'rotate' | 'remove'>()
  const { id, name, door, kind, keyId, secrets } = source
  const close = () => setAsks(undefined)
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3 text-sm">
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium break-words">{name}</p>
        <p className="text-soft break-words">
          {t(`sources.doors.${door}`, { defaultValue: door })} · {t(`sources.kinds.${kind}`)}
          {keyId === null ? null : (
            <>
              {' · '}
              <code className="font-mono text-xs break-all">{keyId}</code>
            </>
          )}
        </p>
        <ul className="mt-1 space-y-1">
          {secrets.map((secret) => (
            <SecretLine key={secret.id} source={source} secret={secret} />
          ))}
        </ul>
      </div>
      <div className="flex gap-2">
        <Button size="small" onClick={() => setAsks('rotate')} aria-label={`${t('sources.rotate')} – ${name}`}>
          {t('sources.rotate')}
        </Button>
        <Button size="small" look="danger" onClick={() => setAsks('remove')} aria-label={`${t('sources.remove')} – ${name}`}>
          {t('sources.remove')}
        </Button>
      </div>
      {asks === 'rotate' ? <RotateSourceDialog source={source} isIssuedByPlatform={isIssuedByPlatform} onClose={close} /> : null}
      <ConfirmDialog
        open={asks === 'remove'}
        title={t('sources.removeTitle', { name })}
        text={t('sources.removeText')}
        confirm={t('sources.remove')}
        isPending={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() =>
          remove.mutate(id, {
            onSuccess: () => {
              close()
              say(t('sources.removed', { name }))
            },
          })
        }
      />
    </li>
  )
}

function SecretLine({ source: { id, name, secrets }, secret }: { readonly source: Source; readonly secret: Source['secrets'][number] }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { say } = useToasts()
  const { endSecret } = useSourceChanges()
  const [asks, setAsks] = useState(false)
  const { createdAt, lastUsedOn, expiresAt, readable } = secret
  const since = t('sources.since', { day: formatDay(createdAt.slice(0, 10), language) })
  const used = lastUsedOn === null ? t('sources.unused') : t('sources.used', { day: formatDay(lastUsedOn, language) })
  const canEnd = expiresAt !== null && secrets.length > 1
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-soft">
      <span>
        {expiresAt === null ? since : t('sources.until', { moment: formatWhen(expiresAt, language, new Date()) })}, {used}
      </span>
      {readable ? null : <Badge tone="bad">{t('sources.lost')}</Badge>}
      {canEnd ? (
        <Button size="small" look="quiet" onClick={() => setAsks(true)} aria-label={`${t('sources.end')} – ${name}`}>
          {t('sources.end')}
        </Button>
      ) : null}
      <ConfirmDialog
        open={asks}
        title={t('sources.endTitle', { name })}
        text={t('sources.endText')}
        confirm={t('sources.end')}
        isPending={endSecret.isPending}
        error={endSecret.error}
        onClose={() => setAsks(false)}
        onConfirm={() =>
          endSecret.mutate(
            { id, secretId: secret.id },
            {
              onSuccess: () => {
                setAsks(false)
                say(t('sources.ended'))
              },
            },
          )
        }
      />
    </li>
  )
}
