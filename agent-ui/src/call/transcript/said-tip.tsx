import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Tip {
  readonly said: string
  readonly language: string
  /** Within the place, in pixels: the middle of the word and its edges. */
  readonly middle: number
  readonly top: number
  readonly bottom: number
}

/** Distance to the edges of the place. */
const MARGIN_PX = 8

/**
 * What was said where something else is written, beside the word that is pointed at or has the focus. For eyes: the word itself has it as
 * its description. Escape puts it away, and the pointer may rest on it.
 */
export function SaidTip({ place }: { readonly place: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const tip = useTip(place, box)
  useLayoutEffect(() => {
    if (tip !== undefined && box.current !== null && place.current !== null) putBeside(box.current, tip, place.current)
  }, [tip, place])
  if (tip === undefined) return null
  return (
    <div
      ref={box}
      aria-hidden
      data-said-tip
      className="absolute z-20 w-max max-w-[min(20rem,calc(100%-1rem))] rounded-md border border-line-strong bg-surface px-2.5 py-1.5 text-sm text-ink shadow-card"
    >
      <span className="text-xs text-soft">{t('transcript.saidLabel')}</span>{' '}
      <span lang={tip.language} className="font-script italic">
        {tip.said}
      </span>
    </div>
  )
}

function useTip(place: RefObject<HTMLElement | null>, box: RefObject<HTMLElement | null>): Tip | undefined {
  const [tip, setTip] = useState<Tip>()
  useEffect(() => {
    const root = place.current
    if (root === null) return undefined
    const show = ({ target }: Event) => {
      if (target instanceof Node && box.current?.contains(target)) return
      setTip(tipOf(target, root))
    }
    const hide = () => setTip(undefined)
    const onKeyDown = ({ key }: KeyboardEvent) => (key === 'Escape' ? hide() : undefined)
    const leave = () => setTip(tipOf(document.activeElement, root))
    const listeners = [
      ['pointerover', show],
      ['focusin', show],
      ['focusout', hide],
      ['pointerleave', leave],
    ] as const
    for (const [name, listener] of listeners) root.addEventListener(name, listener)
    root.addEventListener('scroll', hide, { capture: true, passive: true })
    window.addEventListener('keydown', onKeyDown)
    return () => {
      for (const [name, listener] of listeners) root.removeEventListener(name, listener)
      root.removeEventListener('scroll', hide, { capture: true })
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [place, box])
  return tip
}

function tipOf(target: EventTarget | null, root: HTMLElement): Tip | undefined {
  const word = target instanceof Element ? target.closest('[data-said]') : null
  const said = word?.getAttribute('data-said')
  if (word === null || said === null || said === undefined || !root.contains(word)) return undefined
  const frame = root.getBoundingClientRect()
  const { left, right, top, bottom } = word.getBoundingClientRect()
  return {
    said,
    language: word.closest('[lang]')?.getAttribute('lang') ?? '',
    middle: (left + right) / 2 - frame.left,
    top: top - frame.top,
    bottom: bottom - frame.top,
  }
}

/** Below the word, or above it where there is no room; never over the edges. */
function putBeside(box: HTMLElement, { middle, top, bottom }: Tip, place: HTMLElement): void {
  const left = Math.max(MARGIN_PX, Math.min(place.clientWidth - box.offsetWidth - MARGIN_PX, middle - box.offsetWidth / 2))
  const isBelow = bottom + box.offsetHeight <= place.clientHeight
  box.style.left = `${left}px`
  box.style.top = `${isBelow ? bottom : top - box.offsetHeight}px`
}
