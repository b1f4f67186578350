import type { TelephonyProtocol } from '@souffleur/media-client'
import type { ErrorCode } from '@souffleur/proto'
import type { SourceKeys } from '../../src/doors/source-keys.ts'
import type { Door, Gateway } from '../../src/index.ts'
import type { WireMessage } from '../../src/wire.ts'
import type { DoorParts } from '../running-gateway.ts'

export interface KeyedDoorParts extends DoorParts {
  readonly keys: SourceKeys
}

/** A door that waits on a port of its own. */
export interface DoorListener {
  /** `tcp://host:port`, for the protocol's client. */
  readonly url: string
  close(): Promise<void>
}

export type Entrance =
  | { readonly kind: 'web-socket'; create(parts: KeyedDoorParts): Door }
  | { readonly kind: 'listener'; listen(parts: KeyedDoorParts & { readonly gateway: Gateway }): Promise<DoorListener> }

/** What a peer may do wrong. `during-call`: after the greeting and 20 ms of audio, which have to be kept. */
export interface Offence {
  readonly name: string
  readonly when: 'before-call' | 'during-call'
  messages(callId: string): readonly WireMessage[]
  /** What the log and the end of the call say. */
  readonly code: ErrorCode
  /** The call goes on. */
  readonly survives?: boolean
}

/** How a raw connection is opened, when not as a WebSocket on the door's path. */
export interface RawDial {
  readonly url: string
  readonly subprotocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

/** The protocol as bytes: what a test sends when its client is too well-behaved. */
export interface SpokenProtocol {
  /** @param serverUrl as for the protocol's client */
  dial?(serverUrl: string, callId: string): RawDial
  /** Announces a call, so that audio may follow. Of a call with two connections: one of them. */
  greeting(callId: string): readonly WireMessage[]
  /** 20 ms of every channel: its `index`th. */
  audio(callId: string, index: number): readonly WireMessage[]
  farewell(callId: string): readonly WireMessage[]
  /** Malformed text, malformed binary, a second greeting...; what every WebSocket door has to refuse is tried anyway. */
  readonly offences: readonly Offence[]
  /** For audio before any greeting. `stream.start-expected` when absent. */
  readonly unannouncedCode?: ErrorCode
}

/** What the suite has to know about a door. */
export interface DoorUnderTest {
  /** As `CallStarted.source` has it. */
  readonly name: string
  readonly protocol: TelephonyProtocol
  readonly entrance: Entrance
  readonly spoken: SpokenProtocol
  /** Nobody has a credential when absent. */
  readonly keys?: SourceKeys
  /** As the client's `credential`; absent where the protocol has none. */
  readonly credentials?: { readonly right: string; readonly forged: readonly string[] }
  /** Ids in the protocol's form, all different. `call-1` and so on when absent. */
  callId?(index: number): string
  /** The id that the gateway has for it. The same when absent. */
  gatewayCallId?(callId: string): string
  /** Each channel's frames travel apart, so that one may get lost alone. */
  readonly losesChannelsApart: boolean
  /** The client sends nothing while it knows of a pause. */
  readonly keepsQuietWhenPaused?: boolean
  /** In samples, for the test of audio as a whole. Odd ones when absent. */
  readonly frameSizes?: readonly number[]
}
