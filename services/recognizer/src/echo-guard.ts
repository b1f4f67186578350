import { DiscardReason } from '@souffleur/proto'
import { isEchoOf, type SaidText } from './echoed-text.ts'
import type { RecentLoudness } from './recent-loudness.ts'
import type { FinalText, PartialText, TranscriptSink } from './segment-transcriber.ts'

/** An echo is at least so much weaker than the voice. */
const LOUDER_BY_DB = 8
/** Utterances of each channel that a later one is compared with. */
const REMEMBERED = 8

interface GuardedChannel {
  readonly loudness: RecentLoudness
  readonly finals: SaidText[]
  partial: SaidText | undefined
  /** Ids of utterances of which partials were shown. */
  readonly shown: Set<string>
}

/**
 * The safety net under `CrossTalk`, for one call: an utterance that only repeats what another channel says louder at the same time isn't
 * published. Words that people see already stay.
 */
export class EchoGuard {
  readonly #channels: GuardedChannel[] = []

  /** A channel's sink with this net under it. */
  guard(sink: TranscriptSink, loudness: RecentLoudness, onEcho: () => void): TranscriptSink {
    const channel: GuardedChannel = { loudness, finals: [], partial: undefined, shown: new Set() }
    this.#channels.push(channel)
    return {
      ...sink,
      partial: (text) => {
        channel.partial = saidSoFar(text)
        channel.shown.add(text.utteranceId)
        sink.partial(text)
      },
      final: (text) => {
        const said = saidIn(text)
        const isEcho = this.#channels.some((other) => other !== channel && isLouder(other, channel, said) && repeats(said, other))
        channel.partial = undefined
        const wasShown = channel.shown.delete(text.utteranceId)
        if (!isEcho) {
          channel.finals.push(said)
          if (channel.finals.length > REMEMBERED) channel.finals.shift()
          sink.final(text)
          return
        }
        onEcho()
        if (wasShown) sink.discarded(text.utteranceId, DiscardReason.NO_WORDS)
      },
      discarded: (utteranceId, reason) => {
        channel.shown.delete(utteranceId)
        sink.discarded(utteranceId, reason)
      },
    }
  }
}

function repeats(said: SaidText, { finals, partial }: GuardedChannel): boolean {
  return [...finals, ...(partial === undefined ? [] : [partial])].some((louder) => isEchoOf(said, louder))
}

function isLouder(other: GuardedChannel, channel: GuardedChannel, { startMs, endMs }: SaidText): boolean {
  return other.loudness.between(startMs, endMs) >= channel.loudness.between(startMs, endMs) + LOUDER_BY_DB
}

function saidSoFar({ startMs, endMs, firm, tentative }: PartialText): SaidText {
  return { startMs, endMs, words: [...firm, ...tentative].map((text) => ({ text })) }
}

function saidIn({ startMs, endMs, words }: FinalText): SaidText {
  return { startMs, endMs, words: words.map((word) => ({ text: word.text, times: { startMs: word.startMs, endMs: word.endMs } })) }
}
