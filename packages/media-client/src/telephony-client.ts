import type { Clock } from '@souffleur/flow'
import type { CallEvent, ChannelName, EncodingName } from '@souffleur/proto'
import type { StreamClosed } from './native-stream-client.ts'
import type { PeerError } from './server-messages.ts'

export const protocolNames = ['native', 'twilio', 'audiohook', 'jambonz', 'audiosocket', 'asterisk'] as const
/** The words of `--protocol`. */
export type ProtocolName = (typeof protocolNames)[number]

/** The sound that a call will carry. */
export interface CallSound {
  /** One or two. */
  readonly channels: readonly ChannelName[]
  readonly encoding: EncodingName
  readonly sampleRateHz: number
}

/** A call as a platform would announce it. What a protocol can't say is left out by its client. */
export interface ClientCall extends CallSound {
  /** Made up by the client when absent, in the form that the protocol wants. */
  readonly callId?: string
  readonly language?: 'fr' | 'en' | 'auto'
  readonly queue?: string
  readonly advisorId?: string
  readonly title?: string
  readonly metadata?: Readonly<Record<string, string>>
}

export interface TelephonyClientOptions {
  /** A bearer token, `user:password`, or a signing key, as the protocol has it; none on loopback. */
  readonly credential?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly clock?: Clock
  /** From the connection until audio may be sent. 15 s when absent. */
  readonly readyTimeoutMs?: number
  /** Each event of the call, where the protocol brings them whole: only the native one does. */
  onEvent?(event: CallEvent): void
  /** An error that the call survives. */
  onError?(error: PeerError): void
  /** The server asked for a pause or its end, or confirmed one. */
  onPauseChanged?(paused: boolean): void
}

/** A protocol, from the platform's side: for tests, replays and load. */
export interface TelephonyProtocol {
  readonly name: ProtocolName
  readonly canPause: boolean
  /** Whether a hole in the sound shows: by positions, timestamps or a message. Otherwise what follows moves up. */
  readonly tellsGaps: boolean
  /** What the protocol would carry a sound as: its encoding and rate may differ. */
  soundOf(sound: CallSound): CallSound
  /**
   * Resolves once audio may be sent. @param serverUrl `http://host:port`; a protocol with a port of its own takes `tcp://host:port`
   * @throws AppError with the server's code when it refuses, `stream.unreachable` when nobody answers in time.
   */
  connect(serverUrl: string, call: ClientCall, options?: TelephonyClientOptions): Promise<TelephonyClient>
}

/** One call, seen from the platform. It may have several connections. */
export interface TelephonyClient {
  /** As the server knows it. */
  readonly callId: string
  readonly isOpen: boolean
  /** Bytes that the network has not taken yet. */
  readonly bufferedBytes: number
  /** Resolves when every connection is closed, by whichever side; never rejects. */
  readonly closed: Promise<StreamClosed>
  /**
   * A moment of all channels, in the call's order, each of the same length. A position beyond the end of what was sent before is a hole:
   * the client tells it as its protocol does. `undefined`: that channel's frame got lost.
   */
  send(positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void
  /** Do nothing where the protocol has no pause. */
  pause(): void
  resume(): void
  /** Nothing more will be sent. */
  end(): void
  /** Without a goodbye. */
  disconnect(): void
}
