import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { WordHit } from '../api/schemas.ts'
import { markLook } from '../call/transcript/word-looks.ts'
import { formatClock } from '../i18n/format.ts'
import { MaskedText } from '../privacy/masked-text.tsx'

interface WordHitsProps {
  /** Each place opens the call at its words; without it, they are only shown. */
  readonly callId?: string
  readonly hits: readonly WordHit[]
}

/** Where a call says what was looked for. */
export function WordHits({ callId, hits }: WordHitsProps) {
  return (
    <ul className="space-y-1">
      {hits.map((hit) => (
        <li key={`${hit.utteranceId} ${hit.place.start} ${hit.text}`}>
          {callId === undefined ? (
            <span className={hitLook}>
              <HitText hit={hit} />
            </span>
          ) : (
            <Link
              to="/calls/$callId"
              params={{ callId }}
              search={hit.utteranceId === null ? {} : { at: hit.utteranceId, start: hit.place.start, end: hit.place.end }}
              className={`relative z-10 hover:bg-surface ${hitLook}`}
            >
              <HitText hit={hit} />
            </Link>
          )}
        </li>
      ))}
    </ul>
  )
}

const hitLook = 'flex gap-2 rounded px-1 py-0.5 text-sm'

function HitText({ hit }: { readonly hit: WordHit }) {
  return (
    <>
      <HitSource hit={hit} />
      <span lang={hit.language} className="min-w-0 font-script">
        <MarkedText hit={hit} />
      </span>
    </>
  )
}

function HitSource({ hit: { channel, startMs } }: { readonly hit: WordHit }) {
  const { t } = useTranslation()
  return (
    <span className="w-28 shrink-0 text-xs leading-5 text-soft tabular-nums max-sm:w-16">
      {channel === null ? t('callSearch.inSummary') : `${formatClock(startMs ?? 0)} `}
      {channel === null ? null : <span className="max-sm:sr-only">{t(`channel.${channel}`)}</span>}
    </span>
  )
}

function MarkedText({ hit: { text, ranges } }: { readonly hit: WordHit }) {
  const ends = [0, ...ranges.map(({ end }) => end)]
  return (
    <>
      {ranges.map(({ start, end }, index) => (
        <span key={start}>
          <MaskedText text={text.slice(ends[index], start)} />
          <mark className={markLook}>{text.slice(start, end)}</mark>
        </span>
      ))}
      <MaskedText text={text.slice(ends.at(-1))} />
    </>
  )
}
