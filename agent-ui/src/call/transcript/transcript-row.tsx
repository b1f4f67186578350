import { type AudioGapNoted, type Channel, type Evidence, GapReason, type PartialTranscript, type Utterance } from '@souffleur/proto'
import { EarOff, Unplug } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatClock, formatSeconds } from '../../i18n/format.ts'
import { useLanguage } from '../../i18n/use-language.ts'
import { MaskedText } from '../../privacy/masked-text.tsx'
import type { ListeningChange } from '../call-state.ts'
import { ChannelName, channelLooks, lookOf, SpeakerName } from './speaker.tsx'
import type { TranscriptItem } from './transcript-items.ts'
import type { WordActions } from './use-word-actions.ts'
import { UtteranceText } from './utterance-text.tsx'

interface TranscriptRowProps {
  readonly item: TranscriptItem
  readonly evidence: readonly Evidence[]
  /** The word of it that Tab stops at. */
  readonly tabStop: number | undefined
  readonly actions: WordActions
}

export function TranscriptRow({ item, ...rest }: TranscriptRowProps) {
  switch (item.kind) {
    case 'utterance':
      return <UtteranceRow utterance={item.utterance} continued={item.continued} switchesLanguage={item.switchesLanguage} {...rest} />
    case 'partial':
      return <PartialRow partial={item.partial} continued={item.continued} />
    case 'gap':
      return <GapRow gap={item.gap} />
    case 'listening':
      return <ListeningRow change={item.change} />
  }
}

interface UtteranceRowProps extends Omit<TranscriptRowProps, 'item'> {
  readonly utterance: Utterance
  readonly continued: boolean
  readonly switchesLanguage: boolean
}

const UtteranceRow = memo(function UtteranceRow({ continued, ...rest }: UtteranceRowProps) {
  const { utteranceId, channel, startMs } = rest.utterance
  return (
    <SpokenRow channel={channel} startMs={startMs} continued={continued} utteranceId={utteranceId}>
      <UtteranceText {...rest} />
    </SpokenRow>
  )
})

function PartialRow({ partial, continued }: { readonly partial: PartialTranscript; readonly continued: boolean }) {
  const { utteranceId, revision, channel, startMs, firmText, tentativeText, language } = partial
  return (
    <SpokenRow channel={channel} startMs={startMs} continued={continued}>
      <p lang={language} data-partial>
        <MaskedText text={firmText} utteranceId={utteranceId} revision={revision} />
        {firmText !== '' && tentativeText !== '' ? ' ' : null}
        <span className="text-faint italic">
          <MaskedText
            text={tentativeText}
            utteranceId={utteranceId}
            start={firmText === '' ? 0 : firmText.length + 1}
            revision={revision}
          />
        </span>
        <span aria-hidden className="ml-1 inline-block h-[1em] w-0.5 translate-y-[0.15em] animate-pulse bg-curtain-text" />
      </p>
    </SpokenRow>
  )
}

interface SpokenRowProps {
  readonly channel: Channel
  readonly startMs: number
  readonly continued: boolean
  readonly utteranceId?: string
  readonly children: ReactNode
}

function SpokenRow({ channel, startMs, continued, utteranceId, children }: SpokenRowProps) {
  const look = channelLooks[lookOf(channel)]
  return (
    <li data-utterance={utteranceId} className={`${look.indent} ${continued ? 'pt-1' : 'pt-4 first:pt-0'}`}>
      {continued ? (
        <span className="sr-only">
          <ChannelName channel={channel} />
        </span>
      ) : (
        <div className="mb-0.5 flex items-center gap-2">
          <SpeakerName channel={channel} />
          <span className="text-2xs text-faint tabular-nums">{formatClock(startMs)}</span>
        </div>
      )}
      <div className={`${look.rule} pl-3 font-script text-[1.0625rem] leading-relaxed`}>{children}</div>
    </li>
  )
}

function GapRow({ gap }: { readonly gap: AudioGapNoted }) {
  const { t } = useTranslation()
  const seconds = formatSeconds(gap.lengthMs, useLanguage())
  return (
    <Aside icon={<Unplug aria-hidden className="size-3.5" />}>
      {gap.reason === GapReason.DROPPED ? t('transcript.gapDropped', { seconds }) : t('transcript.gapLost', { seconds })}{' '}
      <span className="tabular-nums">{formatClock(gap.startMs)}</span>
    </Aside>
  )
}

function ListeningRow({ change }: { readonly change: ListeningChange }) {
  const { t } = useTranslation()
  const at = formatClock(change.positionMs)
  return (
    <Aside icon={<EarOff aria-hidden className="size-3.5" />}>
      {change.paused ? t('transcript.pausedAt', { at }) : t('transcript.resumedAt', { at })}
    </Aside>
  )
}

/** A stage direction: nobody said it. */
function Aside({ icon, children }: { readonly icon: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex items-center gap-2 pt-4 text-xs text-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      {icon}
      <span>{children}</span>
    </li>
  )
}
