import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/schemas.ts'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { IssuedSecret } from './issued-secret.tsx'
import { useSourceChanges } from './use-sources.ts'

interface RotateSourceDialogProps {
  readonly source: Source
  readonly isIssuedByPlatform: boolean
  readonly onClose: () => void
}

const keepHours = [24, 1, 168, 0] as const

export function RotateSourceDialog({ source: { id, name, kind }, isIssuedByPlatform, onClose }: RotateSourceDialogProps) {
  const { t } = useTranslation()
  const { rotate } = useSourceChanges()
  const [keep, setKeep] = useState('24')
  const [secret, setSecret] = useState('')
  if (rotate.data !== undefined) return <IssuedSecret issued={rotate.data} onClose={onClose} />
  const isGiven = kind === 'signing' && isIssuedByPlatform
  const submit = (event: FormEvent) => {
    event.preventDefault()
    rotate.mutate({ id, keepHours: Number(keep), ...(isGiven ? { secret: secret.trim() } : {}) })
  }
  return (
    <Dialog open onClose={onClose} title={t('sources.rotateTitle', { name })} description={t('sources.rotateText')}>
      <form onSubmit={submit} className="space-y-3">
        <SelectField
          label={t('sources.keep')}
          value={keep}
          options={keepHours.map((hours) => ({ value: String(hours), label: t(`sources.keepHours.${hours}`) }))}
          onChoose={setKeep}
        />
        {isGiven ? (
          <TextField
            label={t('sources.given')}
            hint={t('sources.givenHint')}
            type="password"
            autoComplete="off"
            value={secret}
            required
            minLength={32}
            maxLength={512}
            onType={setSecret}
          />
        ) : null}
        {rotate.error === null ? null : <CodedNotice error={rotate.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={rotate.isPending || (isGiven && secret.trim() === '')}>
            {t('sources.rotate')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
