import type { Evidence, Utterance } from '@souffleur/proto'
import { Quote } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useEvidence } from '../call/evidence-context.tsx'
import { ChannelName } from '../call/transcript/speaker.tsx'
import { formatClock } from '../i18n/format.ts'
import { MaskedText } from '../privacy/masked-text.tsx'

interface EvidenceLinksProps {
  readonly evidence: readonly Evidence[]
  readonly utterances: ReadonlyMap<string, Utterance>
}

/** The words behind a line, one link each: it shows them in the transcript. */
export function EvidenceLinks({ evidence, utterances }: EvidenceLinksProps) {
  return (
    <ul className="flex w-full min-w-0 flex-col items-start gap-0.5 empty:hidden">
      {evidence.map((part) => (
        <li key={`${part.utteranceId} ${part.charStart}`} className="max-w-full">
          <EvidenceLink part={part} utterance={utterances.get(part.utteranceId)} />
        </li>
      ))}
    </ul>
  )
}

function EvidenceLink({ part, utterance }: { readonly part: Evidence; readonly utterance: Utterance | undefined }) {
  const { t } = useTranslation()
  const { show, shown } = useEvidence()
  const isShown = shown.evidence.includes(part)
  return (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={() => show([part])}
      className={`flex min-h-6 max-w-full items-center gap-1.5 rounded px-1.5 text-left text-xs ${isShown ? 'bg-cue-mark text-ink' : 'text-soft hover:bg-sunken hover:text-ink'}`}
    >
      <Quote aria-hidden className="size-3 shrink-0" />
      <span className="shrink-0 tabular-nums">{formatClock(part.startMs)}</span>
      <span className={utterance === undefined ? '' : 'sr-only'}>{t('summary.show')}</span>
      {utterance === undefined ? null : (
        <>
          <span className="shrink-0">
            <ChannelName channel={utterance.channel} />
          </span>
          <span lang={utterance.language} className="truncate font-script text-[0.8125rem] italic">
            <MaskedText
              text={utterance.text.slice(part.charStart, part.charEnd)}
              utteranceId={utterance.utteranceId}
              start={part.charStart}
            />
          </span>
        </>
      )}
    </button>
  )
}
