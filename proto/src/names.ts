import { AudioEncoding, Channel } from '../gen/souffleur/v1/audio_pb.js'

/** The words that JSON, logs and screens use for the enums of the protobuf schema. */
export const channelNames = ['customer', 'advisor', 'mixed'] as const
export type ChannelName = (typeof channelNames)[number]

export const encodingNames = ['pcmu', 'pcma', 'l16'] as const
export type EncodingName = (typeof encodingNames)[number]

export const languages = ['fr', 'en'] as const
export type Language = (typeof languages)[number]

const channelByName: Record<ChannelName, Channel> = {
  customer: Channel.CUSTOMER,
  advisor: Channel.ADVISOR,
  mixed: Channel.MIXED,
}
const encodingByName: Record<EncodingName, AudioEncoding> = {
  pcmu: AudioEncoding.PCMU,
  pcma: AudioEncoding.PCMA,
  l16: AudioEncoding.L16,
}

export function channelOf(name: ChannelName): Channel {
  return channelByName[name]
}

/** An unspecified or unknown channel reads as `mixed`: nothing is claimed about who speaks. */
export function channelName(channel: Channel): ChannelName {
  return channelNames.find((name) => channelByName[name] === channel) ?? 'mixed'
}

export function encodingOf(name: EncodingName): AudioEncoding {
  return encodingByName[name]
}

/** Bytes a sample takes on the wire; 0 for an unspecified encoding. */
export function bytesPerSample(encoding: AudioEncoding): 0 | 1 | 2 {
  switch (encoding) {
    case AudioEncoding.PCMU:
    case AudioEncoding.PCMA:
      return 1
    case AudioEncoding.L16:
      return 2
    case AudioEncoding.UNSPECIFIED:
      return 0
  }
}
