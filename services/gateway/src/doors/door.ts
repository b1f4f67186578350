import type { IncomingMessage } from 'node:http'
import type { CallEvent, ErrorCode, MediaFrame } from '@souffleur/proto'
import type { CallOffer } from '../call-offer.ts'
import type { Authorise } from '../upgrade-gate.ts'
import type { WireMessage } from '../wire.ts'
import type { TelephonySource } from './source-keys.ts'

/**
 * A way into the gateway: one protocol on one path. What the protocol calls things stops in its door's own file or folder; behind it there are
 * only the signals and notices below. Every door passes the same conformance suite (`test/doors`).
 */
export interface Door {
  /** As `CallStarted.source` and metrics say it. */
  readonly name: string
  readonly path: string
  /** WebSocket subprotocols that the peer may ask for; the first that it asks for is taken. */
  readonly subprotocols: readonly string[]
  /** The protocol has no other word for the end of a call: a peer that closes its connection normally has ended it well. */
  readonly endsByClosing?: boolean
  /** Before the handshake is answered. Must not wait for anything but memory where the platform gives up early. */
  readonly authorise: Authorise
  /** A dialect for one connection. */
  open(connection: DoorConnection): Dialect
}

export interface DoorConnection {
  readonly request: IncomingMessage
  /** Who sends the call; undefined for programs on this machine and for signed-in browsers. */
  readonly source: TelephonySource | undefined
  readonly signals: PeerSignals
}

/** Translates one connection's messages, both ways. It holds what the protocol counts (sequence numbers, positions), and nothing of the call. */
export interface Dialect {
  /** Says what a message means, by {@link PeerSignals}. Whatever comes from outside is no reason to throw. */
  read(message: Buffer, isBinary: boolean): void
  /** The protocol's words for a notice: none where it has none, several where it needs them. */
  write(notice: CallNotice): readonly WireMessage[]
}

/** What a peer means, in the gateway's words. */
export interface PeerSignals {
  /** The call that this connection is for. Answered by `ready`, or by `error` and the end of the connection. */
  offer(offer: CallOffer): void
  /** This connection is a test: it is kept open, and nothing is stored. Answered by `probe-ready`. */
  probe(): void
  /** Sound in its place. Where a protocol has no positions, its dialect counts samples, and adds what the peer says it left out. */
  audio(frame: MediaFrame): void
  /** A frame that can't be read: dropped, counted, reported now and then; too many in a row end the call. */
  badFrame(code: ErrorCode): void
  pause(): void
  resume(): void
  /** From here on the call is in this language: what is said next is heard as such. */
  speak(language: CallOffer['language']): void
  end(): void
  /** Answered by `pong` with the same id. */
  ping(id: string | undefined): void
  /** Goes out at once, whatever the call does: what the protocol wants and the gateway has no word for. */
  reply(message: WireMessage): void
  /** Something of the peer's is odd, and nothing is lost by it: counted, and logged once a connection. */
  remark(code: ErrorCode): void
  /** Ends this connection and its call, and no other. What was heard is kept. */
  fail(code: ErrorCode): void
}

/** What the gateway has to tell a peer. */
export type CallNotice =
  | { readonly type: 'ready'; readonly callId: string }
  | { readonly type: 'probe-ready' }
  /** Whoever asked: the platform itself, or a person on screen. */
  | { readonly type: 'paused' | 'resumed'; readonly requestedBy: string }
  | { readonly type: 'pong'; readonly id: string | undefined }
  /** Of this connection's call, when its offer wanted events. */
  | { readonly type: 'event'; readonly event: CallEvent }
  /** `isFatal`: the connection closes next. */
  | { readonly type: 'error'; readonly code: ErrorCode; readonly isFatal: boolean }
  /** The call ended as the peer asked, and nothing of it follows; the connection closes next. */
  | { readonly type: 'closed'; readonly callId: string | undefined }
