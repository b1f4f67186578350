import { type RefObject, useEffect } from 'react'
import type { ShownEvidence } from '../evidence-context.tsx'

/** Scrolls to the words that a summary line points at. */
export function useShowEvidence(place: RefObject<HTMLElement | null>, shown: ShownEvidence, onMoved: () => void): void {
  useEffect(() => {
    const first = shown.evidence[0]
    if (first === undefined) return
    const row = place.current?.querySelector(`[data-utterance="${CSS.escape(first.utteranceId)}"]`)
    const words = row?.querySelector('mark') ?? row
    if (words === null || words === undefined) return
    onMoved()
    const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches
    words.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
  }, [place, shown, onMoved])
}
