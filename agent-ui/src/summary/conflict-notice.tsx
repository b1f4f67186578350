import { useTranslation } from 'react-i18next'
import { CodedError } from '../api/http.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Notice } from '../ui/notice.tsx'
import type { SummaryEditor } from './use-summary-editor.ts'

/** What went wrong with saving, and the choice when somebody else was faster. */
export function SavingProblem({ editor }: { readonly editor: SummaryEditor }) {
  const { t } = useTranslation()
  const { conflict, error, dispatch } = editor
  if (conflict !== undefined) {
    return (
      <Notice look="warning" role="alert">
        <p className="font-medium">{t('conflict.title')}</p>
        <p>{t('conflict.text')}</p>
        <div className="flex flex-wrap gap-2 pt-1">
          <Button size="small" look="primary" onClick={() => dispatch({ type: 'rebase', revision: conflict.revision })}>
            {t('conflict.keepMine')}
          </Button>
          <Button size="small" onClick={() => dispatch({ type: 'load', summary: conflict })}>
            {t('conflict.takeTheirs')}
          </Button>
        </div>
      </Notice>
    )
  }
  if (error === null) return null
  // The other revision is on its way: the choice above follows.
  return <CodedNotice error={error} look={CodedError.from(error).code === 'request.conflict' ? 'warning' : 'error'} />
}
