import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** Nearer to the end than this counts as at the end. */
const NEAR_END_PX = 48

interface FollowedEnd {
  readonly place: RefObject<HTMLDivElement | null>
  readonly isFollowing: boolean
  readonly backToEnd: () => void
  readonly leaveEnd: () => void
}

/** Keeps the end of a growing list in sight until its reader scrolls up. */
export function useFollowEnd(content: unknown, isLive: boolean): FollowedEnd {
  const place = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(isLive)
  const keepsEnd = useRef(isFollowing)
  useLayoutEffect(() => {
    keepsEnd.current = isLive && isFollowing
  }, [isLive, isFollowing])
  const backToEnd = useCallback(() => {
    setIsFollowing(true)
    scrollToEnd(place.current)
  }, [])
  const leaveEnd = useCallback(() => setIsFollowing(false), [])
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const onScroll = () => setIsFollowing(isNearEnd(element))
    element.addEventListener('scroll', onScroll, { passive: true })
    // The place itself changes its height when suggestions come and go.
    const resize = new ResizeObserver(() => (keepsEnd.current ? scrollToEnd(element) : undefined))
    resize.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      resize.disconnect()
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: new content is the reason to scroll
  useLayoutEffect(() => {
    if (isLive && isFollowing) scrollToEnd(place.current)
  }, [content, isLive, isFollowing])
  return { place, isFollowing, backToEnd, leaveEnd }
}

function isNearEnd({ scrollHeight, scrollTop, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < NEAR_END_PX
}

function scrollToEnd(element: HTMLElement | null): void {
  if (element !== null) element.scrollTop = element.scrollHeight
}
