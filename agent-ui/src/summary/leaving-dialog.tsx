import { AlertDialog } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import type { SummaryEditor } from './use-summary-editor.ts'

/** Asked before unsaved changes are left behind. */
export function LeavingDialog({ leaving }: { readonly leaving: SummaryEditor['leaving'] }) {
  const { t } = useTranslation()
  return (
    <AlertDialog.Root open={leaving !== undefined}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <AlertDialog.Content
          onEscapeKeyDown={() => leaving?.stay()}
          className="card fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 space-y-3 p-5 shadow-card"
        >
          <AlertDialog.Title className="font-script text-lg font-semibold">{t('leaving.title')}</AlertDialog.Title>
          <AlertDialog.Description className="text-sm text-soft">{t('leaving.text')}</AlertDialog.Description>
          <div className="flex flex-wrap justify-end gap-2">
            <Button look="danger" onClick={leaving?.leave}>
              {t('leaving.leave')}
            </Button>
            <Button look="primary" onClick={leaving?.stay}>
              {t('leaving.stay')}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
