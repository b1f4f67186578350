import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type AccountDetails, type ListedAccount, roleNames } from '../api/schemas.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { SelectField } from '../ui/select-field.tsx'
import { TextField } from '../ui/text-field.tsx'

export type EditedAccount = AccountDetails & { readonly username: string; readonly disabled: boolean }

interface AccountFormProps {
  /** Undefined for a new one. */
  readonly account: ListedAccount | undefined
  readonly isPending: boolean
  readonly error: unknown
  readonly onStore: (account: EditedAccount) => void
}

const empty: EditedAccount = { username: '', displayName: '', role: 'advisor', language: 'fr', team: '', oversees: [], disabled: false }
const languages = ['fr', 'en'] as const

/** Who somebody is and what they may do. */
export function AccountForm({ account, isPending, error, onStore }: AccountFormProps) {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<EditedAccount>(account ?? empty)
  const [oversees, setOversees] = useState(edited.oversees.join(', '))
  const teams = oversees.split(',').flatMap((team) => (team.trim() === '' ? [] : [team.trim()]))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onStore({ ...edited, oversees: edited.role === 'supervisor' ? teams : [] })
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      {account === undefined ? (
        <TextField
          label={t('accounts.username')}
          hint={t('accounts.usernameHint')}
          value={edited.username}
          onType={(username) => setEdited({ ...edited, username: username.toLowerCase() })}
          pattern="[a-z0-9][a-z0-9._\-]{0,63}"
          required
        />
      ) : null}
      <TextField
        label={t('accounts.displayName')}
        value={edited.displayName}
        onType={(displayName) => setEdited({ ...edited, displayName })}
        maxLength={120}
        required
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label={t('accounts.role')}
          value={edited.role}
          options={roleNames.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChoose={(value) => setEdited({ ...edited, role: roleNames.find((role) => role === value) ?? edited.role })}
        />
        <SelectField
          label={t('accounts.language')}
          value={edited.language}
          options={languages.map((language) => ({ value: language, label: t(`accounts.languages.${language}`) }))}
          onChoose={(value) => setEdited({ ...edited, language: value === 'en' ? 'en' : 'fr' })}
        />
      </div>
      <TextField label={t('accounts.team')} value={edited.team} onType={(team) => setEdited({ ...edited, team })} maxLength={80} />
      {edited.role === 'supervisor' ? (
        <TextField label={t('accounts.oversees')} hint={t('accounts.overseesHint')} value={oversees} onType={setOversees} />
      ) : null}
      {account === undefined ? null : (
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={edited.disabled} onChange={(event) => setEdited({ ...edited, disabled: event.target.checked })} />
          {t('accounts.disabled')}
        </label>
      )}
      {account === undefined ? null : <p className="text-xs text-soft">{t('accounts.endsSessions')}</p>}
      {error === null ? null : <CodedNotice error={error} />}
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={isPending}>
          {account === undefined ? t('accounts.add') : t('accounts.store')}
        </Button>
      </div>
    </form>
  )
}
