import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ChannelTranscribedSchema } from '@souffleur/proto'

/** What a channel came to so far. */
export type ChannelFigures = MessageInitShape<typeof ChannelTranscribedSchema>

/**
 * What each channel of a call came to, with what it had come to before its audio started over or came back from another recognizer: all of its
 * audio has to be accounted for.
 */
export function addedUp(current: readonly ChannelFigures[], before: readonly ChannelFigures[]): ChannelFigures[] {
  const gone = before.filter(({ channel }) => !current.some((figures) => figures.channel === channel))
  return [
    ...current.map((figures) =>
      sumOf(
        figures,
        before.find(({ channel }) => channel === figures.channel),
      ),
    ),
    ...gone,
  ]
}

function sumOf(one: ChannelFigures, other: ChannelFigures | undefined): ChannelFigures {
  if (other === undefined) return one
  const both = (pick: (figures: ChannelFigures) => number | undefined) => (pick(one) ?? 0) + (pick(other) ?? 0)
  return {
    ...one,
    samplesReceived: both((figures) => figures.samplesReceived),
    samplesHeard: both((figures) => figures.samplesHeard),
    samplesSpeech: both((figures) => figures.samplesSpeech),
    samplesUnread: both((figures) => figures.samplesUnread),
    utterances: both((figures) => figures.utterances),
    words: both((figures) => figures.words),
  }
}
