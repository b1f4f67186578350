import { type AudioGapNoted, Channel, GapReason, type PartialTranscript, type Utterance } from '@souffleur/proto'
import type { CallState, ListeningChange } from '../call-state.ts'

export type TranscriptItem =
  | {
      readonly kind: 'utterance'
      readonly key: string
      readonly startMs: number
      readonly continued: boolean
      /** In another language than the utterance before, whoever spoke. */
      readonly switchesLanguage: boolean
      readonly utterance: Utterance
    }
  | {
      readonly kind: 'partial'
      readonly key: string
      readonly startMs: number
      readonly continued: boolean
      readonly partial: PartialTranscript
    }
  | { readonly kind: 'gap'; readonly key: string; readonly startMs: number; readonly gap: AudioGapNoted }
  | { readonly kind: 'listening'; readonly key: string; readonly startMs: number; readonly change: ListeningChange }

/** Shorter holes are not worth a reader's attention; /metrics and the accounting have them all. */
const MIN_GAP_MS = 400

type Parts = Pick<CallState, 'utterances' | 'partials' | 'gaps' | 'listening'>

/**
 * What the transcript shows, by the time it started. An item is `continued` when the same person spoke just before it: then the
 * name isn't repeated.
 */
export function transcriptItems({ utterances, partials, gaps, listening }: Parts): readonly TranscriptItem[] {
  const items: TranscriptItem[] = [
    ...[...utterances.values()].map((utterance) => ({
      kind: 'utterance' as const,
      key: utterance.utteranceId,
      startMs: utterance.startMs,
      continued: false,
      switchesLanguage: false,
      utterance,
    })),
    ...[...partials.values()].map((partial) => ({
      kind: 'partial' as const,
      key: partial.utteranceId,
      startMs: partial.startMs,
      continued: false,
      partial,
    })),
    ...[...gaps.entries()].flatMap(([key, gap]) => (isWorthShowing(gap) ? [{ kind: 'gap' as const, key, startMs: gap.startMs, gap }] : [])),
    ...[...listening.values()].map((change) => ({
      kind: 'listening' as const,
      key: change.eventId,
      startMs: change.positionMs,
      change,
    })),
  ]
  return markSwitches(markContinued(items.sort(byStart)))
}

/** A pause has its own mark. */
function isWorthShowing({ reason, lengthMs }: AudioGapNoted): boolean {
  return reason !== GapReason.PAUSED && lengthMs >= MIN_GAP_MS
}

/** What somebody said the moment the listening went on stands after the mark of it. */
const ranks: Record<TranscriptItem['kind'], number> = { gap: 0, listening: 1, utterance: 2, partial: 2 }

function byStart(a: TranscriptItem, b: TranscriptItem): number {
  return a.startMs - b.startMs || ranks[a.kind] - ranks[b.kind] || a.key.localeCompare(b.key)
}

function markContinued(items: readonly TranscriptItem[]): readonly TranscriptItem[] {
  let speaking: Channel | undefined
  return items.map((item) => {
    const channel = channelOfItem(item)
    const continued = channel !== undefined && channel === speaking && channel !== Channel.MIXED
    speaking = channel
    return continued ? { ...item, continued } : item
  })
}

function markSwitches(items: readonly TranscriptItem[]): readonly TranscriptItem[] {
  let spoken: string | undefined
  return items.map((item) => {
    if (item.kind !== 'utterance' || item.utterance.language === '') return item
    const { language } = item.utterance
    const switchesLanguage = spoken !== undefined && language !== spoken
    spoken = language
    return switchesLanguage ? { ...item, switchesLanguage } : item
  })
}

function channelOfItem(item: TranscriptItem): Channel | undefined {
  switch (item.kind) {
    case 'utterance':
      return item.utterance.channel
    case 'partial':
      return item.partial.channel
    case 'gap':
    case 'listening':
      return undefined
  }
}
