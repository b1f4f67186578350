import { Check, Copy } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CredentialKind, IssuedSource } from '../../api/schemas.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'

const keyIdLabels: Record<Exclude<CredentialKind, 'bearer'>, 'basic' | 'signing'> = { basic: 'basic', signing: 'signing' }

/** The one time that a secret is on screen. */
export function IssuedSecret({ issued: { source, secret }, onClose }: { readonly issued: IssuedSource; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { name, kind, keyId } = source
  return (
    <Dialog open onClose={onClose} title={t('sources.issued', { name })}>
      <div className="space-y-3">
        {secret === null ? (
          <p className="text-sm">{t('sources.stored', { name })}</p>
        ) : (
          <>
            <Notice look="warning">{t('sources.issuedText')}</Notice>
            {keyId === null || kind === 'bearer' ? null : <CopyField label={t(`sources.keyId.${keyIdLabels[kind]}`)} value={keyId} />}
            <CopyField label={t('sources.secret')} value={secret} />
          </>
        )}
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            {secret === null ? t('action.close') : t('sources.done')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

/** What has to be taken elsewhere. */
export function CopyField({ label, value }: { readonly label: string; readonly value: string }) {
  const { t } = useTranslation()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setIsCopied(true)
    } catch {
      // Pages without TLS have no clipboard: selected, it is one key away.
      field.current?.select()
    }
  }
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-soft">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={value}
          className="field min-w-0 flex-1 font-mono text-xs"
          onFocus={(event) => event.target.select()}
        />
        <Button onClick={() => void copy()} aria-label={`${t('sources.copy')} – ${label}`}>
          {isCopied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
          <span aria-live="polite">{isCopied ? t('sources.copied') : t('sources.copy')}</span>
        </Button>
      </div>
    </div>
  )
}
