import type { IncomingMessage } from 'node:http'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError, errorCatalogue, isErrorCode } from '@souffleur/proto'
import { WebSocket } from 'ws'
import type { StreamClosed } from './native-stream-client.ts'
import { type PeerError, refusalOf, refusalOfResponse } from './server-messages.ts'

export interface WebSocketLinkOptions {
  readonly subprotocols?: readonly string[]
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly clock?: Clock | undefined
  /** For the whole of the opening. 15 s when absent. */
  readonly readyTimeoutMs?: number | undefined
  onMessage?(message: Buffer, isBinary: boolean): void
}

const DEFAULT_READY_TIMEOUT_MS = 15_000

/** A WebSocket to one of Souffleur's doors, for a protocol that has no words for why it was refused: the close frame says it. */
export class WebSocketLink {
  /** Never rejects. `completed`: it was closed without an error. */
  readonly closed: Promise<StreamClosed>
  readonly #socket: WebSocket

  /**
   * Resolves once what `greet` sent has been read by the server, and not been refused.
   * @throws AppError with the server's code when it refuses, `stream.unreachable` when nobody answers in time.
   */
  static async open(url: string | URL, options: WebSocketLinkOptions, greet: (link: WebSocketLink) => void): Promise<WebSocketLink> {
    const { clock = systemClock, readyTimeoutMs = DEFAULT_READY_TIMEOUT_MS } = options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const unreachable = (detail: string, cause?: unknown) => reject(new AppError('stream.unreachable', detail, { cause }))
    const cancel = clock.setTimer(() => unreachable('no answer in time'), readyTimeoutMs)
    const link = new WebSocketLink(url, options)
    const socket = link.#socket
    socket.on('open', () => {
      greet(link)
      // Messages are read in their order: whoever answers this has read the greeting.
      socket.ping()
    })
    socket.on('pong', () => resolve())
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      refusalOfResponse(response).then(reject, (cause: unknown) => unreachable(`HTTP ${response.statusCode}`, cause))
    })
    socket.on('error', (cause) => unreachable(cause.message, cause))
    socket.on('close', (_code, reason) => reject(refusalOf(reason.toString('utf8') || 'closed before it was ready')))
    try {
      await promise
      return link
    } catch (error) {
      socket.terminate()
      throw error
    } finally {
      cancel()
    }
  }

  private constructor(url: string | URL, { subprotocols = [], headers = {}, onMessage }: WebSocketLinkOptions) {
    this.#socket = new WebSocket(url, [...subprotocols], { perMessageDeflate: false, headers: { ...headers } })
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => onMessage?.(data, isBinary))
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (closeCode, reason) => {
        resolve({ closeCode, error: peerErrorOf(reason.toString('utf8')), completed: closeCode === NORMAL_CLOSURE })
      })
    })
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Bytes that the network has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Does nothing once the socket is closing. */
  send(message: string | Uint8Array): void {
    if (this.isOpen) this.#socket.send(message)
  }

  close(): void {
    this.#socket.close(NORMAL_CLOSURE)
  }

  /** Without a goodbye. */
  cut(): void {
    this.#socket.terminate()
  }
}

/** RFC 6455 section 7.4.1. */
const NORMAL_CLOSURE = 1000

/** The reason of the gateway's close frame is the code of an error of its catalogue. */
function peerErrorOf(reason: string): PeerError | undefined {
  if (!isErrorCode(reason)) return undefined
  const { message, action, scope } = errorCatalogue[reason]
  return { code: reason, message: message.en, action: action.en, scope }
}
