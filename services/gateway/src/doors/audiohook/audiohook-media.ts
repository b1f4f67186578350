import type { ChannelName, EncodingName } from '@souffleur/proto'
import { type OfferedMedia, offeredMedia } from './client-messages.ts'

/** The format of a stream: what the client offered, and what it is here. */
export interface StreamMedia {
  /** Goes back to the client as it came. */
  readonly offered: OfferedMedia
  readonly channels: readonly ChannelName[]
  readonly encoding: EncodingName
  readonly rateHz: number
  readonly sampleBytes: 1 | 2
  /** One sample of every channel. */
  readonly momentBytes: number
}

/** `external` is who is outside the contact centre. */
const channelNames = { external: 'customer', internal: 'advisor' } as const
const encodings = { PCMU: 'pcmu', L16: 'l16' } as const

/** Both parties on channels of their own if at all possible, then the customer alone; in PCMU before L16, which is twice as much. */
export function selectMedia(offers: readonly unknown[]): StreamMedia | undefined {
  let best: OfferedMedia | undefined
  for (const offer of offers) {
    const { data } = offeredMedia.safeParse(offer)
    if (data === undefined || new Set(data.channels).size < data.channels.length) continue
    if (best === undefined || rank(data) < rank(best)) best = data
  }
  return best && streamMedia(best)
}

function rank({ channels, format }: OfferedMedia): number {
  const parties = channels.length === 2 ? 0 : channels[0] === 'external' ? 2 : 4
  return parties + (format === 'PCMU' ? 0 : 1)
}

function streamMedia(offered: OfferedMedia): StreamMedia {
  const { channels, format, rate } = offered
  const sampleBytes = format === 'PCMU' ? 1 : 2
  return {
    offered,
    channels: channels.map((name) => channelNames[name]),
    encoding: encodings[format],
    rateHz: rate,
    sampleBytes,
    momentBytes: sampleBytes * channels.length,
  }
}

/**
 * Each channel's samples out of a message's, which are interleaved and have no header. L16 is little-endian: the reference implementation
 * reads it in the order of the machines it runs on (`audio/audioframe.ts`).
 */
export function splitChannels(bytes: Uint8Array, { channels, sampleBytes }: StreamMedia): readonly Uint8Array[] {
  if (channels.length === 1) return [bytes]
  const half = bytes.byteLength / 2
  const both = new Uint8Array(bytes.byteLength)
  if (sampleBytes === 1) {
    for (let at = 0, from = 0; at < half; at += 1, from += 2) {
      both[at] = bytes[from] ?? 0
      both[half + at] = bytes[from + 1] ?? 0
    }
  } else {
    for (let at = 0, from = 0; at < half; at += 2, from += 4) {
      both[at] = bytes[from] ?? 0
      both[at + 1] = bytes[from + 1] ?? 0
      both[half + at] = bytes[from + 2] ?? 0
      both[half + at + 1] = bytes[from + 3] ?? 0
    }
  }
  return [both.subarray(0, half), both.subarray(half)]
}
