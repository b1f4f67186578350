import { useMutation } from '@tanstack/react-query'
import { UserRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeOwnPassword, endOtherSessions } from '../api/endpoints.ts'
import { useToasts } from '../app/toasts.tsx'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'

const LEAST_CHARACTERS = 12

/** What everybody may do with their own account: another password, and an end to sessions elsewhere. */
export function OwnAccount() {
  const { t } = useTranslation()
  const { say } = useToasts()
  const [isOpen, setOpen] = useState(false)
  const end = useMutation({ mutationFn: endOtherSessions, onSuccess: () => say(t('ownAccount.ended')) })
  return (
    <>
      <Button look="quiet" size="icon" aria-label={t('ownAccount.title')} title={t('ownAccount.title')} onClick={() => setOpen(true)}>
        <UserRound aria-hidden className="size-4" />
      </Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title={t('ownAccount.title')}>
        <PasswordForm
          onChanged={() => {
            setOpen(false)
            say(t('ownAccount.changed'))
          }}
        />
        <div className="mt-4 space-y-2 border-t border-line pt-4">
          <p className="text-sm text-soft">{t('ownAccount.elsewhere')}</p>
          {end.error === null ? null : <CodedNotice error={end.error} />}
          <Button size="small" disabled={end.isPending} onClick={() => end.mutate()}>
            {t('ownAccount.endOthers')}
          </Button>
        </div>
      </Dialog>
    </>
  )
}

function PasswordForm({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useTranslation()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({ mutationFn: changeOwnPassword, onSuccess: onChanged })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ current, next })
  }
  return (
    <form onSubmit={submit} className="space-y-3">
      <TextField
        label={t('ownAccount.current')}
        type="password"
        autoComplete="current-password"
        value={current}
        onType={setCurrent}
        required
      />
      <TextField
        label={t('ownAccount.next')}
        hint={t('ownAccount.nextHint', { count: LEAST_CHARACTERS })}
        type="password"
        autoComplete="new-password"
        minLength={LEAST_CHARACTERS}
        value={next}
        onType={setNext}
        required
      />
      {change.error === null ? null : <CodedNotice error={change.error} />}
      <div className="flex justify-end">
        <Button type="submit" look="primary" disabled={change.isPending || current === '' || next.length < LEAST_CHARACTERS}>
          {t('ownAccount.change')}
        </Button>
      </div>
    </form>
  )
}
