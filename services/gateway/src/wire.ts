import type { ErrorCode } from '@souffleur/proto'
import type { WebSocket } from 'ws'

export type WireMessage = string | Uint8Array

/** How a call's connection closes: as both wanted, because of an error, or because this server stops. */
export type Closing = 'normal' | 'failed' | 'going-away'

/** What a connection can do, whatever carries it. */
export interface Wire {
  /** Bytes accepted by `send` and not yet by the network. */
  readonly bufferedAmount: number
  send(message: WireMessage): void
  /** Asks for a sign of life; does nothing where the protocol has no such thing. */
  ping(): void
  /** @param code why, when it was an error: for peers whose protocol has no word for it */
  close(closing: Closing, code?: ErrorCode): void
  /** Without waiting for the peer. */
  cut(): void
}

/** RFC 6455 section 7.4.1, and 4400 from its range for private use: an error ended the call. */
const closeCodes: Readonly<Record<Closing, number>> = { normal: 1000, failed: 4400, 'going-away': 1001 }

export function webSocketWire(socket: WebSocket): Wire {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    send: (message) => socket.send(message),
    ping() {
      if (socket.readyState === socket.OPEN) socket.ping()
    },
    close: (closing, code) => socket.close(closeCodes[closing], code),
    cut: () => socket.terminate(),
  }
}
