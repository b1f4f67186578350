import { useEffect, useRef } from 'react'
import { useMicrophone } from './microphone-context.tsx'

/** How loud the microphone hears; drawn each frame without rendering. For eyes only. */
export function LevelMeter() {
  const { microphone } = useMicrophone()
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let shown = 0
    let frame = requestAnimationFrame(function draw() {
      shown = Math.max(microphone.level(), shown * 0.9)
      bar.current?.style.setProperty('transform', `scaleX(${shown.toFixed(3)})`)
      frame = requestAnimationFrame(draw)
    })
    return () => cancelAnimationFrame(frame)
  }, [microphone])
  return (
    <span aria-hidden className="block h-2 w-24 overflow-hidden rounded-full bg-sunken">
      <span ref={bar} className="block h-full w-full origin-left scale-x-0 rounded-full bg-good" />
    </span>
  )
}
