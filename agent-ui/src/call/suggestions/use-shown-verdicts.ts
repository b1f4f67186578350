import { useCallback, useEffect, useRef } from 'react'
import { judgeSuggestion } from '../../api/endpoints.ts'

/** How much of a card must be in sight. */
const VISIBLE_SHARE = 0.5

export type ObserveCard = (element: HTMLElement, suggestionId: string) => () => void

/** Tells the server, once each, which suggestions the advisor could see: in the window, in a page that is in front. */
export function useShownVerdicts(callId: string, known: ReadonlySet<string>, isActive: boolean): ObserveCard {
  const sent = useRef(new Set<string>())
  const latest = useRef({ known, isActive })
  useEffect(() => {
    latest.current = { known, isActive }
  })
  const tell = useCallback(
    (suggestionId: string) => {
      const { known: stored, isActive: active } = latest.current
      if (!active || stored.has(suggestionId) || sent.current.has(suggestionId)) return
      sent.current.add(suggestionId)
      // It is a statistic: if it can't be told now, it is told the next time the card comes into sight.
      judgeSuggestion({ callId, suggestionId, verdict: 'shown' }).catch(() => sent.current.delete(suggestionId))
    },
    [callId],
  )
  return useCallback(
    (element, suggestionId) => {
      let isInSight = false
      const look = () => {
        if (isInSight && document.visibilityState === 'visible') tell(suggestionId)
      }
      const observer = new IntersectionObserver(
        (entries) => {
          isInSight = entries.some(({ intersectionRatio }) => intersectionRatio >= VISIBLE_SHARE)
          look()
        },
        { threshold: VISIBLE_SHARE },
      )
      observer.observe(element)
      document.addEventListener('visibilitychange', look)
      return () => {
        observer.disconnect()
        document.removeEventListener('visibilitychange', look)
      }
    },
    [tell],
  )
}
