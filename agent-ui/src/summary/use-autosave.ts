import { type Dispatch, useEffect, useRef, useState } from 'react'
import { dropTypedDraft, readTypedDraft, storeTypedDraft } from '../api/endpoints.ts'
import { type DraftAction, editOf, type SummaryDraft } from './summary-draft.ts'

/** How long somebody pauses in typing before it is kept. */
const PAUSE_MS = 700

/**
 * Keeps what is typed on the server as it is typed, and brings it back when the page is opened again, on any machine. A failure says
 * nothing: what is on the screen is still there, and saving says what is wrong.
 */
export function useAutosave(callId: string, draft: SummaryDraft, dispatch: Dispatch<DraftAction>): void {
  const [isResumed, setIsResumed] = useState(false)
  const isKept = useRef(false)
  useEffect(() => {
    let isCurrent = true
    readTypedDraft(callId)
      .then((typed) => {
        if (!isCurrent || typed === null) return
        isKept.current = true
        dispatch({ type: 'resume', ...typed })
      })
      .catch(() => undefined)
      .finally(() => {
        if (isCurrent) setIsResumed(true)
      })
    return () => {
      isCurrent = false
    }
  }, [callId, dispatch])
  useEffect(() => {
    if (!isResumed) return
    if (!draft.isDirty) {
      // Saved, which the server knows, or given up for somebody else's.
      if (isKept.current) dropTypedDraft(callId).catch(() => undefined)
      isKept.current = false
      return
    }
    const timer = setTimeout(() => {
      isKept.current = true
      storeTypedDraft(callId, { baseRevision: draft.baseRevision, edit: editOf(draft) }).catch(() => undefined)
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [callId, draft, isResumed])
}
