import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { CodedNotice } from './coded-error.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmDialogProps {
  readonly open: boolean
  readonly title: string
  readonly text: string
  /** What is done, as its button says it. */
  readonly confirm: string
  readonly isPending: boolean
  readonly error: unknown
  readonly onClose: () => void
  readonly onConfirm: () => void
}

/** For what can't be undone. */
export function ConfirmDialog({ open, title, text, confirm, isPending, error, onClose, onConfirm }: ConfirmDialogProps) {
  const { t } = useTranslation()
  return (
    <Dialog open={open} onClose={onClose} title={title} description={text}>
      <div className="space-y-3">
        {error === null ? null : <CodedNotice error={error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button look="danger" onClick={onConfirm} disabled={isPending}>
            {confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
