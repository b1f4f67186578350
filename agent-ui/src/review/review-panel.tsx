import { type Summary, SummaryState } from '@souffleur/proto'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Check, NotebookPen, Pencil, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Review, reviewSummary } from '../api/endpoints.ts'
import type { CallRow } from '../api/schemas.ts'
import type { CallFeed } from '../call/call-feed.ts'
import type { CallState } from '../call/call-state.ts'
import { callsKey } from '../calls/use-calls.ts'
import { ScorecardPanel } from '../scorecard/scorecard-panel.tsx'
import { NarratedCall } from '../summary/narrated-call.tsx'
import { SummaryTitle } from '../summary/summary-title.tsx'
import { SummaryView } from '../summary/summary-view.tsx'
import { summaryEvent } from '../summary/use-summary-editor.ts'
import { Button } from '../ui/button.tsx'
import { CodedNotice } from '../ui/coded-error.tsx'
import { Notice } from '../ui/notice.tsx'
import { Empty } from '../ui/placeholders.tsx'
import { RejectDialog } from './reject-dialog.tsx'
import { ReviewEditor } from './review-editor.tsx'
import { RevisionHistory } from './revision-history.tsx'

interface ReviewPanelProps {
  readonly callId: string
  readonly feed: CallFeed
  readonly state: CallState
  readonly row: CallRow | undefined
}

/** A supervisor's view of a summary: read it against the words, then approve, edit or reject it. */
export function ReviewPanel({ callId, feed, state }: ReviewPanelProps) {
  const { t } = useTranslation()
  const [isEditing, setIsEditing] = useState(false)
  const { summary, utterances } = state
  const onReviewed = useReviewed(callId, feed, state.summaryEpoch)
  if (summary === undefined) return <Empty icon={NotebookPen} title={t('review.noSummary')} />
  if (isEditing) {
    return (
      <ReviewEditor callId={callId} summary={summary} utterances={utterances} onDone={() => setIsEditing(false)} onReviewed={onReviewed} />
    )
  }
  return (
    <>
      <div className="flex-1 space-y-4 px-4 py-4">
        <SummaryTitle summary={summary} />
        {summary.state === SummaryState.DRAFT ? <Notice>{t('review.stillDraft')}</Notice> : null}
        <NarratedCall narrated={state.narrated} utterances={utterances} language={summary.language} />
        <SummaryView summary={summary} utterances={utterances} />
        <ScorecardPanel callId={callId} utterances={utterances} />
        <RevisionHistory callId={callId} revision={summary.revision} />
      </div>
      <Decision callId={callId} summary={summary} onEdit={() => setIsEditing(true)} onReviewed={onReviewed} />
    </>
  )
}

function useReviewed(callId: string, feed: CallFeed, epoch: number): (summary: Summary) => void {
  const queries = useQueryClient()
  return (summary) => {
    feed.apply([summaryEvent(callId, epoch, summary)])
    void queries.invalidateQueries({ queryKey: callsKey })
  }
}

interface DecisionProps {
  readonly callId: string
  readonly summary: Summary
  readonly onEdit: () => void
  readonly onReviewed: (summary: Summary) => void
}

function Decision({ callId, summary, onEdit, onReviewed }: DecisionProps) {
  const { t } = useTranslation()
  const [isRejecting, setIsRejecting] = useState(false)
  const review = useMutation({
    mutationFn: (decision: Omit<Review, 'baseRevision'>) => reviewSummary(callId, { ...decision, baseRevision: summary.revision }),
    onSuccess: (reviewed) => {
      setIsRejecting(false)
      onReviewed(reviewed)
    },
  })
  return (
    <div className="sticky bottom-0 space-y-2 border-t border-line bg-surface px-4 py-3">
      {review.error === null || isRejecting ? null : <CodedNotice error={review.error} />}
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={review.isPending || summary.state === SummaryState.APPROVED}
          onClick={() => review.mutate({ decision: 'approve' })}
        >
          <Check aria-hidden className="size-4" />
          {t('review.approve')}
        </Button>
        <Button disabled={review.isPending} onClick={onEdit}>
          <Pencil aria-hidden className="size-4" />
          {t('review.edit')}
        </Button>
        <Button look="danger" disabled={review.isPending || summary.state === SummaryState.REJECTED} onClick={() => setIsRejecting(true)}>
          <X aria-hidden className="size-4" />
          {t('review.reject')}
        </Button>
      </div>
      <RejectDialog
        open={isRejecting}
        isPending={review.isPending}
        error={review.error}
        onClose={() => setIsRejecting(false)}
        onReject={(reason) => review.mutate({ decision: 'reject', reason })}
      />
    </div>
  )
}
