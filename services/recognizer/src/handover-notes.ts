import type { CallNotes } from '@souffleur/bus'
import { type Channel, type ChannelName, channelName, channelNames, type Language, languages } from '@souffleur/proto'

/**
 * What a recognizer leaves for the one that takes its call over, noted in one step with the utterances: where each channel's text ends, and in
 * which language. The gateway notes the call's channels.
 */
export interface Handover {
  readonly channels: readonly ChannelName[] | undefined
  readonly written: ReadonlyMap<ChannelName, WrittenChannel>
  /** The last epoch whose transcript is complete. */
  readonly completedEpoch: number | undefined
}

export interface WrittenChannel {
  /** In 16 kHz samples since the call's start. */
  readonly writtenTo: number
  readonly language: Language
}

export const nothingHandedOver: Handover = { channels: undefined, written: new Map(), completedEpoch: undefined }

const COMPLETED = 'completed-epoch'
const WRITTEN = 'written-'

export function noteOfUtterance(channel: Channel, { writtenTo, language }: WrittenChannel): CallNotes {
  return { [WRITTEN + channelName(channel)]: `${writtenTo} ${language}` }
}

export function noteOfCompletion(epoch: number): CallNotes {
  return { [COMPLETED]: String(epoch) }
}

/** What can't be read counts as not noted. */
export function readHandover(notes: CallNotes): Handover {
  const channels = notes.channels?.split(',').flatMap((name) => channelNames.filter((known) => known === name))
  const written = channelNames.flatMap((name): [ChannelName, WrittenChannel][] => {
    const [, samples, code] = /^(\d+) (\w+)$/.exec(notes[WRITTEN + name] ?? '') ?? []
    const language = languages.find((known) => known === code)
    return samples === undefined || language === undefined ? [] : [[name, { writtenTo: Number(samples), language }]]
  })
  const completed = Number.parseInt(notes[COMPLETED] ?? '', 10)
  return { channels, written: new Map(written), completedEpoch: Number.isNaN(completed) ? undefined : completed }
}
