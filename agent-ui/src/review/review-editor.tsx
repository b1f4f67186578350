import type { Summary, Utterance } from '@souffleur/proto'
import { Check } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reviewSummary } from '../api/endpoints.ts'
import { SavingProblem } from '../summary/conflict-notice.tsx'
import { LeavingDialog } from '../summary/leaving-dialog.tsx'
import { SummaryForm } from '../summary/summary-form.tsx'
import { SummaryTitle } from '../summary/summary-title.tsx'
import { useSummaryEditor } from '../summary/use-summary-editor.ts'
import { Button } from '../ui/button.tsx'
import { KeyHint } from '../ui/key-hint.tsx'

interface ReviewEditorProps {
  readonly callId: string
  readonly summary: Summary
  readonly utterances: ReadonlyMap<string, Utterance>
  readonly onDone: () => void
  readonly onReviewed: (summary: Summary) => void
}

/** A supervisor's correction: saving it approves the summary. */
export function ReviewEditor({ callId, summary, utterances, onDone, onReviewed }: ReviewEditorProps) {
  const { t } = useTranslation()
  const id = useId()
  const [reason, setReason] = useState('')
  const editor = useSummaryEditor({
    callId,
    summary,
    send: ({ baseRevision, ...edit }) => reviewSummary(callId, { decision: 'edit', reason: reason.trim(), baseRevision, summary: edit }),
    onSaved: (saved) => {
      onReviewed(saved)
      onDone()
    },
  })
  return (
    <>
      <div className="flex-1 space-y-4 px-4 py-4">
        <SummaryTitle summary={summary} />
        <SummaryForm draft={editor.draft} dispatch={editor.dispatch} summary={summary} utterances={utterances} />
        <div className="space-y-1">
          <label htmlFor={id} className="block text-xs font-semibold text-soft">
            {t('review.reasonOptional')}
          </label>
          <textarea
            id={id}
            rows={2}
            maxLength={2000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className="field w-full"
          />
        </div>
      </div>
      <div className="sticky bottom-0 space-y-2 border-t border-line bg-surface px-4 py-3">
        <SavingProblem editor={editor} />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" disabled={editor.isSaving || editor.conflict !== undefined || !editor.draft.isDirty} onClick={editor.save}>
            <Check aria-hidden className="size-4" />
            {t('review.saveAndApprove')}
            <KeyHint keys={t('save.key')} tone="onColour" />
          </Button>
          <Button disabled={editor.isSaving} onClick={onDone}>
            {t('action.cancel')}
          </Button>
        </div>
      </div>
      <LeavingDialog leaving={editor.leaving} />
    </>
  )
}
