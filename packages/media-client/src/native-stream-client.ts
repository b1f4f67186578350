import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import {
  type CallEvent,
  CallEventSchema,
  encodeMediaFrame,
  type MediaFrame,
  type NativeClientMessage,
  type NativeHelloInput,
  type NativeServerMessage,
  nativeServerMessage,
} from '@souffleur/proto'
import { WebSocket } from 'ws'

export interface NativeStreamOptions {
  /** `ws://host:port/telephony/stream` */
  readonly url: string
  readonly hello: Omit<NativeHelloInput, 'type'>
  readonly headers?: Readonly<Record<string, string>>
  /** The call's events, when the hello asks for them. */
  readonly onEvent?: (event: CallEvent) => void
  /** An error that the server reports and that doesn't end the call. */
  readonly onFrameError?: (code: string) => void
}

/** How the socket ended. `call` carries the server's code; `closed` is the normal end. */
export type StreamEnd =
  | { readonly kind: 'closed' }
  | { readonly kind: 'call'; readonly code: string }
  | { readonly kind: 'lost'; readonly closeCode: number }

/** The server refused the call; `code` is one of the error catalogue's. */
export class StreamRefused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(`${code}: ${message}`)
    this.name = 'StreamRefused'
    this.code = code
  }
}

/** The native socket's client side: hello, then frames, then end. One instance a call. */
export class NativeStreamClient {
  readonly callId: string
  /** Settles when the socket has closed, however it did. Never rejects. */
  readonly ended: Promise<StreamEnd>
  readonly #socket: WebSocket

  private constructor(socket: WebSocket, callId: string, ended: Promise<StreamEnd>) {
    this.#socket = socket
    this.callId = callId
    this.ended = ended
  }

  /**
   * Opens the socket, says hello and waits for `ready`.
   * @throws StreamRefused when the server answers with an error; Error when it can't be reached.
   */
  static async open(options: NativeStreamOptions): Promise<NativeStreamClient> {
    const socket = new WebSocket(options.url, { headers: options.headers ?? {}, perMessageDeflate: false })
    socket.binaryType = 'nodebuffer'
    const { promise: ended, resolve: resolveEnd } = Promise.withResolvers<StreamEnd>()
    const { promise: ready, resolve: resolveReady, reject: rejectReady } = Promise.withResolvers<string>()
    let end: StreamEnd | undefined

    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', ...options.hello })))
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) return
      const message = parseServerMessage(data.toString('utf8'))
      if (message === undefined) return
      switch (message.type) {
        case 'ready':
          resolveReady(message.callId)
          return
        case 'event':
          options.onEvent?.(fromJson(CallEventSchema, message.event as JsonValue, { ignoreUnknownFields: true }))
          return
        case 'error':
          if (message.scope !== 'call') {
            options.onFrameError?.(message.code)
            return
          }
          end = { kind: 'call', code: message.code }
          rejectReady(new StreamRefused(message.code, message.message))
          return
        case 'closed':
          end = { kind: 'closed' }
          return
        case 'paused':
        case 'resumed':
        case 'pong':
          return
      }
    })
    socket.on('unexpected-response', (_request, response) => {
      rejectReady(new StreamRefused('stream.unauthorised', `HTTP ${response.statusCode}`))
      socket.terminate()
    })
    socket.on('error', (error) => rejectReady(error))
    socket.on('close', (closeCode) => {
      rejectReady(new Error(`The socket closed (${closeCode}) before the server was ready`))
      resolveEnd(end ?? { kind: 'lost', closeCode })
    })
    return new NativeStreamClient(socket, await ready, ended)
  }

  sendFrame(frame: MediaFrame): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeMediaFrame(frame))
  }

  pause(): void {
    this.#send({ type: 'pause' })
  }

  resume(): void {
    this.#send({ type: 'resume' })
  }

  /** No audio follows. The server sends the events that remain, then closes. */
  end(): void {
    this.#send({ type: 'end' })
  }

  /** Cuts the socket without a word, as a broken network does. */
  cut(): void {
    this.#socket.terminate()
  }

  /** Bytes that wait for the network. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  #send(message: Exclude<NativeClientMessage, { type: 'hello' }>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }
}

function parseServerMessage(text: string): NativeServerMessage | undefined {
  try {
    const parsed = nativeServerMessage.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
