import type { ChannelName, EncodingName, NativeHello } from '@souffleur/proto'

/** Which end of a call that comes over two connections this one is. */
export interface Leg {
  readonly channel: ChannelName
  /** Of the whole call, in the order of its first leg. */
  readonly channels: readonly ChannelName[]
  /** The platform that the leg comes from: nobody else may join its call. Empty for programs on this machine. */
  readonly sourceId: string
}

/** How long a peer that wants events waits for them after its call's end. */
export interface CallRelay {
  /** Its last event: the complete summary when absent. */
  readonly until?: 'transcript' | 'summary'
  /** When the gateway's own time-out is later than the peer's patience. */
  readonly timeoutMs?: number
}

/** A call as a peer announces it, whatever the protocol. */
export interface CallOffer {
  /** Chosen by the gateway when absent. */
  readonly callId?: string | undefined
  readonly language: NativeHello['language']
  readonly queue: string
  /** Whose screen shows the call; a browser's session decides instead where there is one. */
  readonly advisorId?: string | undefined
  /** A frame's channel index points here. */
  readonly channels: readonly ChannelName[]
  readonly encoding: EncodingName
  readonly sampleRate: number
  readonly title: string
  readonly synthetic: boolean
  readonly metadata: Readonly<Record<string, string>>
  /** The peer wants this call's events on its connection. */
  readonly wantsEvents: boolean
  readonly relay?: CallRelay
  /** One connection of a call that has two: `channels` has this leg's channel only. Needs a `callId`. */
  readonly leg?: Leg | undefined
}
