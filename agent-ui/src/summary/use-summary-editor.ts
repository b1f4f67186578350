import { create } from '@bufbuild/protobuf'
import { CallEventSchema, type Summary, SummarySchema } from '@souffleur/proto'
import { useMutation } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { type Dispatch, useEffect, useReducer } from 'react'
import { isSave } from '../call/call-keys.ts'
import { type DraftAction, draftOf, editOf, reduceDraft, type SummaryDraft, type SummaryEdit } from './summary-draft.ts'
import { useAutosave } from './use-autosave.ts'

export interface SummaryEditor {
  readonly draft: SummaryDraft
  readonly dispatch: Dispatch<DraftAction>
  /** Somebody else's newer revision, while this one holds changes of its own. */
  readonly conflict: Summary | undefined
  readonly isSaving: boolean
  readonly error: unknown
  save(): void
  /** Present while a link would leave unsaved changes behind. */
  readonly leaving: { readonly stay: () => void; readonly leave: () => void } | undefined
}

interface SummaryEditorOptions {
  readonly callId: string
  /** As the server has it; follows what others save. */
  readonly summary: Summary | undefined
  readonly send: (edit: SummaryEdit & { readonly baseRevision: number }) => Promise<Summary>
  readonly onSaved: (summary: Summary) => void
}

const blank = create(SummarySchema)

/** A summary being corrected: what is typed is never lost to a newer revision, a closed tab or a link. */
export function useSummaryEditor({ callId, summary = blank, send, onSaved }: SummaryEditorOptions): SummaryEditor {
  const [draft, dispatch] = useReducer(reduceDraft, summary, draftOf)
  const saving = useMutation({
    mutationFn: () => send({ ...editOf(draft), baseRevision: draft.baseRevision }),
    onSuccess: (saved) => {
      dispatch({ type: 'load', summary: saved })
      onSaved(saved)
    },
  })
  const isNewer = summary.revision > draft.baseRevision && !saving.isPending
  useEffect(() => {
    if (isNewer && !draft.isDirty) dispatch({ type: 'load', summary })
  }, [isNewer, draft.isDirty, summary])
  useAutosave(callId, draft, dispatch)
  const save = () => {
    if (!saving.isPending) saving.mutate()
  }
  useSaveKey(save)
  const leaving = useUnsavedGuard(draft.isDirty)
  return {
    draft,
    dispatch,
    conflict: isNewer && draft.isDirty ? summary : undefined,
    isSaving: saving.isPending,
    error: saving.error,
    save,
    leaving,
  }
}

/** What the server will repeat as an event. */
export function summaryEvent(callId: string, epoch: number, summary: Summary) {
  return create(CallEventSchema, { callId, epoch, body: { case: 'summaryUpdated', value: { summary } } })
}

function useSaveKey(save: () => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isSave(event)) return
      event.preventDefault()
      save()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  })
}

function useUnsavedGuard(isDirty: boolean): SummaryEditor['leaving'] {
  const blocker = useBlocker({ shouldBlockFn: () => isDirty, enableBeforeUnload: () => isDirty, withResolver: true })
  return blocker.status === 'blocked' ? { stay: blocker.reset, leave: blocker.proceed } : undefined
}
