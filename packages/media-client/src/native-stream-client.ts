import { type Clock, systemClock } from '@souffleur/flow'
import { AppError, type CallEvent, encodeMediaFrame, type NativeHelloInput } from '@souffleur/proto'
import { WebSocket } from 'ws'
import { eventOf, type PeerError, parseServerMessage, refusalOf, refusalOfResponse } from './server-messages.ts'

export interface NativeStreamOptions {
  /** For this process's own address only, which no certificate names. */
  readonly trustsAnyCertificate?: boolean | undefined
  /** For a credential: `Authorization`, `Cookie`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly clock?: Clock
  /** From the connection to `ready`. 15 s when absent. */
  readonly readyTimeoutMs?: number
  /** With `events` in the hello: each event of the call, from its first one on. */
  onEvent?(event: CallEvent): void
  /** An error that the call survives, such as a bad frame. */
  onError?(error: PeerError): void
  /** The server has stopped listening, or listens again; whoever asked for it. */
  onPauseChanged?(paused: boolean): void
}

export interface StreamClosed {
  readonly closeCode: number
  /** What ended the call, when the server said so. */
  readonly error: PeerError | undefined
  /** The server said `closed`: the call ended as asked, and nothing of it follows. */
  readonly completed: boolean
}

export interface OutgoingFrame {
  /** Index into the hello's `channels`. */
  readonly channelIndex: number
  readonly positionSamples: number
  readonly payload: Uint8Array
}

const DEFAULT_READY_TIMEOUT_MS = 15_000

/** One call on the native socket, seen from the sender. Sequence numbers are counted here. */
export class NativeStreamClient {
  readonly hello: NativeHelloInput
  /** Resolves when the socket is closed, by whichever side; never rejects. */
  readonly closed: Promise<StreamClosed>
  readonly #socket: WebSocket
  readonly #options: NativeStreamOptions
  readonly #nextSequences: number[]
  #callId = ''
  #error: PeerError | undefined
  #completed = false

  /**
   * Resolves once the server is ready for audio. `url` is `ws://host:port/telephony/stream`.
   * @throws AppError with the server's code when it refuses, `stream.unreachable` when nobody answers in time.
   */
  static async connect(url: string | URL, hello: NativeHelloInput, options: NativeStreamOptions = {}): Promise<NativeStreamClient> {
    const client = new NativeStreamClient(url, hello, options)
    await client.#ready()
    return client
  }

  private constructor(url: string | URL, hello: NativeHelloInput, options: NativeStreamOptions) {
    this.hello = hello
    this.#options = options
    this.#nextSequences = hello.channels.map(() => 0)
    this.#socket = new WebSocket(url, {
      perMessageDeflate: false,
      headers: { ...options.headers },
      ...(options.trustsAnyCertificate === true ? { rejectUnauthorized: false } : {}),
    })
    this.#socket.on('open', () => this.#send(hello))
    this.#socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isBinary) this.#onMessage(data.toString('utf8'))
    })
    this.closed = new Promise((resolve) => {
      this.#socket.on('close', (closeCode) => resolve({ closeCode, error: this.#error, completed: this.#completed }))
    })
  }

  get callId(): string {
    return this.#callId
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** Bytes that the network has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  /** Does nothing once the socket is closing. @throws RangeError as encodeMediaFrame does. */
  sendFrame({ channelIndex, positionSamples, payload }: OutgoingFrame): void {
    const sequence = this.#nextSequences[channelIndex] ?? 0
    const frame = encodeMediaFrame({ channelIndex, sequence, positionSamples, payload })
    this.#nextSequences[channelIndex] = (sequence + 1) >>> 0
    if (this.isOpen) this.#socket.send(frame)
  }

  /** A frame that was numbered and never arrives: its place shows as a hole. */
  loseFrame(channelIndex: number): void {
    this.#nextSequences[channelIndex] = ((this.#nextSequences[channelIndex] ?? 0) + 1) >>> 0
  }

  pause(): void {
    this.#send({ type: 'pause' })
  }

  resume(): void {
    this.#send({ type: 'resume' })
  }

  /** Nothing more will be sent. With `events` the server closes after the summary, otherwise at once: see {@link closed}. */
  end(): void {
    this.#send({ type: 'end' })
  }

  /** Without a goodbye: the server takes the call for disconnected. */
  disconnect(): void {
    this.#socket.terminate()
  }

  #send(message: object): void {
    if (this.isOpen) this.#socket.send(JSON.stringify(message))
  }

  async #ready(): Promise<void> {
    const { clock = systemClock, readyTimeoutMs = DEFAULT_READY_TIMEOUT_MS } = this.#options
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const unreachable = (detail: string, cause?: unknown) => reject(new AppError('stream.unreachable', detail, { cause }))
    const cancel = clock.setTimer(() => unreachable('no answer in time'), readyTimeoutMs)
    this.#socket.on('message', () => {
      if (this.#callId !== '') resolve()
    })
    this.#socket.on('unexpected-response', (_request, response) => {
      refusalOfResponse(response).then(reject, (cause: unknown) => unreachable(`HTTP ${response.statusCode}`, cause))
    })
    this.#socket.on('error', (cause) => unreachable(cause.message, cause))
    this.#socket.on('close', () =>
      this.#error === undefined ? unreachable('closed before it was ready') : reject(refusalOf(this.#error.code)),
    )
    try {
      await promise
    } catch (error) {
      this.#socket.terminate()
      throw error
    } finally {
      cancel()
    }
  }

  #onMessage(text: string): void {
    const message = parseServerMessage(text)
    switch (message?.type) {
      case 'ready':
        this.#callId = message.callId
        return
      case 'event': {
        const event = eventOf(message.event)
        if (event !== undefined) this.#options.onEvent?.(event)
        return
      }
      case 'error':
        if (message.scope === 'frame') this.#options.onError?.(message)
        else this.#error = message
        return
      case 'paused':
      case 'resumed':
        this.#options.onPauseChanged?.(message.type === 'paused')
        return
      case 'closed':
        this.#completed = true
        return
      case 'pong':
      case undefined:
        return
    }
  }
}
