import { useEffect, useState } from 'react'
import { ChannelName } from './speaker.tsx'
import type { TranscriptItem } from './transcript-items.ts'

interface FinalsAnnouncerProps {
  readonly items: readonly TranscriptItem[]
  readonly isLive: boolean
}

/** Reads out finished utterances. Words that may still change would be read again and again. */
export function FinalsAnnouncer({ items, isLive }: FinalsAnnouncerProps) {
  const last = items.findLast((item) => item.kind === 'utterance')
  // What was there when the page opened is for reading, not for reading out.
  const [first, setFirst] = useState<string>()
  useEffect(() => {
    setFirst((known) => known ?? last?.key ?? '')
  }, [last?.key])
  const isNew = isLive && first !== undefined && last !== undefined && last.key !== first
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {isNew && last.kind === 'utterance' ? (
        <p key={last.key} lang={last.utterance.language}>
          <ChannelName channel={last.utterance.channel} /> {last.utterance.text}
        </p>
      ) : null}
    </div>
  )
}
