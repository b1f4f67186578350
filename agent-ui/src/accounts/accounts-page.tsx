import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addAccount, changeAccount, endSessions, listAccounts, resetPassword } from '../api/endpoints.ts'
import type { IssuedPassword, ListedAccount } from '../api/schemas.ts'
import { CopyField } from '../ops/sources/issued-secret.tsx'
import { ForRoles } from '../session/for-roles.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { Empty, Loading } from '../ui/placeholders.tsx'
import { TextField } from '../ui/text-field.tsx'
import { AccountForm } from './account-form.tsx'

const accountsKey = ['accounts'] as const

/** Everybody who may sign in, or might once. */
export function AccountsPage() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const accounts = useQuery({ queryKey: accountsKey, queryFn: listAccounts })
  const [filter, setFilter] = useState('')
  const [edited, setEdited] = useState<ListedAccount | 'new'>()
  const [issued, setIssued] = useState<IssuedPassword>()
  const refresh = () => queries.invalidateQueries({ queryKey: accountsKey })
  const onIssued = (password: IssuedPassword) => {
    setIssued(password)
    setEdited(undefined)
    void refresh()
  }
  const onChanged = () => {
    setEdited(undefined)
    void refresh()
  }
  const add = useMutation({ mutationFn: addAccount, onSuccess: onIssued })
  const change = useMutation({ mutationFn: changeAccount, onSuccess: onChanged })
  const reset = useMutation({ mutationFn: resetPassword, onSuccess: onIssued })
  const end = useMutation({ mutationFn: endSessions, onSuccess: onChanged })
  const wanted = filter.trim().toLowerCase()
  const shown = (accounts.data ?? []).filter(({ username, displayName, team }) =>
    [username, displayName, team].some((text) => text.toLowerCase().includes(wanted)),
  )
  return (
    <ForRoles roles={['admin']}>
      <main id="main" className="mx-auto w-full max-w-5xl space-y-4 px-4 py-6">
        <div className="flex flex-wrap items-end justify-between gap-3">
          <div>
            <h1 className="font-script text-3xl font-semibold tracking-tight">{t('accounts.title')}</h1>
            <p className="max-w-prose text-sm text-soft">{t('accounts.lead')}</p>
          </div>
          <Button look="primary" onClick={() => setEdited('new')}>
            <UserPlus aria-hidden className="size-4" />
            {t('accounts.add')}
          </Button>
        </div>
        <TextField type="search" label={t('accounts.filter')} value={filter} onType={setFilter} className="max-w-72" />
        {accounts.isPending ? <Loading /> : null}
        {accounts.error === null ? null : <CodedNotice error={accounts.error} onRetry={() => void accounts.refetch()} />}
        {accounts.isSuccess && shown.length === 0 ? <Empty icon={UsersRound} title={t('accounts.none')} /> : null}
        <ul className="card divide-y divide-line empty:hidden">
          {shown.map((account) => (
            <AccountRow key={account.username} account={account} onEdit={() => setEdited(account)} />
          ))}
        </ul>
        <Dialog
          open={edited !== undefined}
          onClose={() => setEdited(undefined)}
          title={edited === undefined || edited === 'new' ? t('accounts.add') : edited.displayName}
        >
          <AccountForm
            key={edited === undefined || edited === 'new' ? 'new' : edited.username}
            account={edited === 'new' ? undefined : edited}
            isPending={add.isPending || change.isPending}
            error={edited === 'new' ? add.error : change.error}
            onStore={(stored) => (edited === 'new' ? add.mutate(stored) : change.mutate(stored))}
          />
          {edited === undefined || edited === 'new' ? null : (
            <div className="mt-4 flex flex-wrap gap-2 border-t border-line pt-4">
              <Button size="small" disabled={reset.isPending} onClick={() => reset.mutate(edited.username)}>
                {t('accounts.newPassword')}
              </Button>
              <Button size="small" disabled={end.isPending || edited.openSessions === 0} onClick={() => end.mutate(edited.username)}>
                {t('accounts.endSessions', { count: edited.openSessions })}
              </Button>
            </div>
          )}
        </Dialog>
        <Dialog open={issued !== undefined} onClose={() => setIssued(undefined)} title={t('accounts.issued')}>
          {issued === undefined ? null : (
            <div className="space-y-3">
              <Notice look="warning">{t('accounts.issuedText')}</Notice>
              <CopyField label={t('accounts.username')} value={issued.username} />
              <CopyField label={t('signIn.password')} value={issued.password} />
              <div className="flex justify-end">
                <Button look="primary" onClick={() => setIssued(undefined)}>
                  {t('accounts.done')}
                </Button>
              </div>
            </div>
          )}
        </Dialog>
      </main>
    </ForRoles>
  )
}

function AccountRow({ account, onEdit }: { readonly account: ListedAccount; readonly onEdit: () => void }) {
  const { t } = useTranslation()
  const { username, displayName, role, team, oversees, disabled, hasIdentity, openSessions } = account
  const parts = [username, t(`role.${role}`), team, oversees.join(', ')]
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-3 text-sm">
      <div className="min-w-0">
        <p className="font-medium">{displayName}</p>
        <p className="text-xs text-soft">{parts.filter((part) => part !== '').join(' · ')}</p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {hasIdentity ? <Badge tone="neutral">{t('accounts.signOn')}</Badge> : null}
        {openSessions > 0 ? <Badge tone="good">{t('accounts.signedIn')}</Badge> : null}
        {disabled ? <Badge tone="bad">{t('accounts.off')}</Badge> : null}
        <Button size="small" onClick={onEdit} aria-label={t('accounts.editOf', { name: displayName })}>
          {t('accounts.edit')}
        </Button>
      </div>
    </li>
  )
}
