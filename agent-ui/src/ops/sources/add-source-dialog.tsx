import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SourceDoor } from '../../api/schemas.ts'
import { Button } from '../../ui/button.tsx'
import { CodedNotice } from '../../ui/coded-error.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { IssuedSecret } from './issued-secret.tsx'
import { emptyForm, fieldsOf, isComplete, requestOf, withDoor } from './source-form.ts'
import { useSourceChanges } from './use-sources.ts'

interface AddSourceDialogProps {
  readonly doors: readonly SourceDoor[]
  readonly onClose: () => void
}

export function AddSourceDialog({ doors, onClose }: AddSourceDialogProps) {
  const { t } = useTranslation()
  const { add } = useSourceChanges()
  const [form, setForm] = useState(() => emptyForm(doors))
  if (add.data !== undefined) return <IssuedSecret issued={add.data} onClose={onClose} />
  const { keyId, isGiven } = fieldsOf(form, doors)
  const kinds = doors.find(({ door }) => door === form.door)?.kinds ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate(requestOf(form, doors))
  }
  return (
    <Dialog open onClose={onClose} title={t('sources.addTitle')}>
      <form onSubmit={submit} className="space-y-3">
        <TextField
          label={t('sources.name')}
          hint={t('sources.nameHint')}
          value={form.name}
          required
          maxLength={64}
          onType={(name) => setForm({ ...form, name })}
        />
        <SelectField
          label={t('sources.door')}
          value={form.door}
          options={doors.map(({ door }) => ({ value: door, label: t(`sources.doors.${door}`, { defaultValue: door }) }))}
          onChoose={(door) => setForm(withDoor(form, door, doors))}
        />
        <SelectField
          label={t('sources.kind')}
          value={form.kind}
          options={kinds.map((kind) => ({ value: kind, label: t(`sources.kinds.${kind}`) }))}
          onChoose={(value) => setForm({ ...form, kind: kinds.find((kind) => kind === value) ?? form.kind })}
        />
        {keyId === undefined ? null : (
          <TextField
            label={t(`sources.keyId.${keyId.label}`)}
            {...(keyId.isRequired ? {} : { hint: t('sources.keyIdOptional') })}
            value={form.keyId}
            required={keyId.isRequired}
            maxLength={128}
            className="font-mono"
            onType={(value) => setForm({ ...form, keyId: value })}
          />
        )}
        {isGiven ? (
          <TextField
            label={t('sources.given')}
            hint={t('sources.givenHint')}
            type="password"
            autoComplete="off"
            value={form.secret}
            required
            minLength={32}
            maxLength={512}
            onType={(secret) => setForm({ ...form, secret })}
          />
        ) : (
          <p className="text-sm text-soft">{t('sources.made')}</p>
        )}
        {add.error === null ? null : <CodedNotice error={add.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={add.isPending || !isComplete(form, doors)}>
            {t('sources.add')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
