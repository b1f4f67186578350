import { type Summary, SummaryState } from '@souffleur/proto'
import { useQueryClient } from '@tanstack/react-query'
import { CheckCheck, Save } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveSummary } from '../api/endpoints.ts'
import type { CallFeed } from '../call/call-feed.ts'
import type { CallState } from '../call/call-state.ts'
import { callsKey } from '../calls/use-calls.ts'
import { useLanguage } from '../i18n/use-language.ts'
import { RejectedNotice } from '../review/rejected-notice.tsx'
import { RevisionHistory } from '../review/revision-history.tsx'
import { SharedCoaching } from '../scorecard/scorecard-panel.tsx'
import { Button } from '../ui/button.tsx'
import { KeyHint } from '../ui/key-hint.tsx'
import { Notice } from '../ui/notice.tsx'
import { SavingProblem } from './conflict-notice.tsx'
import { LeavingDialog } from './leaving-dialog.tsx'
import { NarratedCall } from './narrated-call.tsx'
import { missingFields, type SummaryDraft } from './summary-draft.ts'
import { SummaryForm } from './summary-form.tsx'
import { SummaryTitle } from './summary-title.tsx'
import { SummaryView } from './summary-view.tsx'
import { type SummaryEditor, summaryEvent, useSummaryEditor } from './use-summary-editor.ts'

interface WrapUpProps {
  readonly callId: string
  readonly feed: CallFeed
  readonly state: CallState
}

/** The advisor's form after a call: filled already, to be corrected and saved. */
export function WrapUp({ callId, feed, state }: WrapUpProps) {
  const { t } = useTranslation()
  const [isImpatient, setIsImpatient] = useState(false)
  const { summary, utterances } = state
  const isWritten = summary !== undefined && summary.state !== SummaryState.DRAFT
  if (!isWritten && !isImpatient) {
    return (
      <div className="space-y-4 px-4 py-4">
        <h2 className="font-script text-xl font-semibold">{t('summary.title')}</h2>
        <Notice role="status">
          <p>{t('summary.beingWritten')}</p>
          <Button size="small" onClick={() => setIsImpatient(true)}>
            {t('summary.dontWait')}
          </Button>
        </Notice>
        {summary === undefined ? null : <SummaryView summary={summary} utterances={utterances} />}
      </div>
    )
  }
  if (summary?.state === SummaryState.APPROVED) {
    return (
      <div className="space-y-4 px-4 py-4">
        <SummaryTitle summary={summary} />
        <Notice>{t('summary.approvedNotice')}</Notice>
        <SharedCoaching callId={callId} />
        <SummaryView summary={summary} utterances={utterances} />
        <RevisionHistory callId={callId} revision={summary.revision} />
      </div>
    )
  }
  return <WrapUpForm callId={callId} feed={feed} state={state} />
}

function WrapUpForm({ callId, feed, state }: WrapUpProps) {
  const queries = useQueryClient()
  const { summary, summaryEpoch, utterances } = state
  const editor = useSummaryEditor({
    callId,
    summary,
    send: (edit) => saveSummary(callId, edit),
    onSaved: (saved) => {
      feed.apply([summaryEvent(callId, summaryEpoch, saved)])
      void queries.invalidateQueries({ queryKey: callsKey })
    },
  })
  return (
    <>
      <div className="flex-1 space-y-4 px-4 py-4">
        <SummaryTitle summary={summary} />
        <SharedCoaching callId={callId} />
        {summary?.state === SummaryState.REJECTED ? <RejectedNotice callId={callId} revision={summary.revision} /> : null}
        <NarratedCall narrated={state.narrated} utterances={utterances} language={summary?.language ?? ''} />
        <SummaryForm draft={editor.draft} dispatch={editor.dispatch} summary={summary} utterances={utterances} />
        {summary === undefined ? null : <RevisionHistory callId={callId} revision={summary.revision} />}
      </div>
      <SaveBar editor={editor} summary={summary} />
      <LeavingDialog leaving={editor.leaving} />
    </>
  )
}

function SaveBar({ editor, summary }: { readonly editor: SummaryEditor; readonly summary: Summary | undefined }) {
  const { t } = useTranslation()
  const isSaved = summary?.state === SummaryState.SAVED && !editor.draft.isDirty
  return (
    <div className="sticky bottom-0 space-y-2 border-t border-line bg-surface px-4 py-3">
      <SavingProblem editor={editor} />
      <MissingFields draft={editor.draft} />
      <div className="flex items-center gap-3">
        <p role="status" className="flex flex-1 items-center gap-1.5 text-sm text-soft">
          {isSaved ? <CheckCheck aria-hidden className="size-4 text-good" /> : null}
          {editor.isSaving ? t('save.saving') : editor.draft.isDirty ? t('save.unsaved') : isSaved ? t('save.saved') : t('save.toConfirm')}
        </p>
        <Button
          look="primary"
          disabled={editor.isSaving || isSaved || editor.conflict !== undefined}
          aria-keyshortcuts="Control+S Meta+S"
          onClick={editor.save}
        >
          <Save aria-hidden className="size-4" />
          {t('save.save')}
          <KeyHint keys={t('save.key')} tone="onColour" />
        </Button>
      </div>
    </div>
  )
}

/** Says what the organisation still wants to know; an advisor who can't know it may save all the same. */
function MissingFields({ draft }: { readonly draft: SummaryDraft }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const missing = missingFields(draft)
  if (missing.length === 0) return null
  return <p className="text-xs text-soft">{t('summary.missing', { fields: missing.map(({ label }) => label[language]).join(', ') })}</p>
}
