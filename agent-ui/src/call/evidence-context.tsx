import type { Evidence } from '@souffleur/proto'
import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'

/** What a summary line points at, as the transcript should show it. */
export interface ShownEvidence {
  readonly evidence: readonly Evidence[]
  /** Grows each time, so that asking for the same words again scrolls to them again. */
  readonly request: number
}

interface EvidenceView {
  readonly shown: ShownEvidence
  show(evidence: readonly Evidence[]): void
}

const EvidenceContext = createContext<EvidenceView | undefined>(undefined)
const nothing: ShownEvidence = { evidence: [], request: 0 }

export function EvidenceProvider({ onShow, children }: { readonly onShow: () => void; readonly children: ReactNode }) {
  const [shown, setShown] = useState(nothing)
  const show = useCallback(
    (evidence: readonly Evidence[]) => {
      setShown(({ request }) => ({ evidence, request: request + 1 }))
      onShow()
    },
    [onShow],
  )
  return <EvidenceContext value={useMemo(() => ({ shown, show }), [shown, show])}>{children}</EvidenceContext>
}

export function useEvidence(): EvidenceView {
  const view = use(EvidenceContext)
  if (view === undefined) throw new Error('useEvidence outside of EvidenceProvider')
  return view
}
