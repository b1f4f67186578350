import { type FormEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Dialog } from '../ui/dialog.tsx'

interface RejectDialogProps {
  readonly open: boolean
  readonly isPending: boolean
  readonly error: unknown
  readonly onClose: () => void
  readonly onReject: (reason: string) => void
}

export function RejectDialog({ open, isPending, error, onClose, onReject }: RejectDialogProps) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onReject(reason.trim())
  }
  return (
    <Dialog open={open} onClose={onClose} title={t('review.rejectTitle')} description={t('review.rejectText')}>
      <form onSubmit={submit} className="space-y-3">
        <label htmlFor={id} className="block text-sm font-medium">
          {t('review.reason')}
        </label>
        <textarea
          id={id}
          required
          rows={3}
          maxLength={2000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          className="field w-full"
        />
        {error === null ? null : <CodedNotice error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" look="primary" disabled={isPending || reason.trim() === ''}>
            {t('review.reject')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
