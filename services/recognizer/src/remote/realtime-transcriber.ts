import { WebSocket } from 'ws'
import type { RealtimeDialect } from './realtime-dialect.ts'
import { failureOfStatus, RemoteFailure } from './remote-failure.ts'
import type { Transcriber, TranscriberOptions, TranscriptionQuestion } from './transcriber.ts'
import type { TranscriptionReply } from './transcription-reply.ts'

const MOST_MESSAGE_BYTES = 1_000_000

/**
 * The realtime form of the transcription API: a segment a turn, over connections that are kept for the next one. What a server streams meanwhile is not used: our own
 * endpointing decides what a segment is.
 */
export class RealtimeTranscriber implements Transcriber {
  readonly #options: TranscriberOptions
  readonly #dialect: RealtimeDialect
  readonly #idle: WebSocket[] = []
  readonly #open = new Set<WebSocket>()
  #closed = false

  constructor(options: TranscriberOptions, dialect: RealtimeDialect) {
    this.#options = options
    this.#dialect = dialect
  }

  async check(signal: AbortSignal): Promise<void> {
    this.#rest(await this.#connect(signal))
  }

  async transcribe(question: TranscriptionQuestion, signal: AbortSignal): Promise<TranscriptionReply> {
    const socket = this.#takeIdle() ?? (await this.#connect(signal))
    try {
      const completed = this.#await(socket, 'completed', signal)
      for (const message of this.#dialect.messagesFor(question, this.#options.model)) socket.send(JSON.stringify(message))
      const text = await completed
      this.#rest(socket)
      return { text }
    } catch (error) {
      // What it still has to say would be taken for the next segment's text.
      socket.terminate()
      throw error
    }
  }

  close(): void {
    this.#closed = true
    for (const socket of this.#open) socket.terminate()
  }

  async #connect(signal: AbortSignal): Promise<WebSocket> {
    const { url, apiKey } = this.#options
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${this.#dialect.path}`, {
      headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` },
      maxPayload: MOST_MESSAGE_BYTES,
      followRedirects: false,
    })
    this.#open.add(socket)
    socket.on('close', () => {
      this.#open.delete(socket)
      const at = this.#idle.indexOf(socket)
      if (at >= 0) this.#idle.splice(at, 1)
    })
    try {
      await this.#await(socket, 'greeted', signal)
      return socket
    } catch (error) {
      socket.terminate()
      throw error
    }
  }

  /** The text of the next event of this kind; empty for a greeting. */
  #await(socket: WebSocket, kind: 'greeted' | 'completed', signal: AbortSignal): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      const settle = () => {
        socket.off('message', hear)
        socket.off('close', lose)
        socket.off('error', fail)
        socket.off('unexpected-response', refuse)
        signal.removeEventListener('abort', giveUp)
      }
      const done = (text: string) => {
        settle()
        resolve(text)
      }
      const fail = (error: unknown) => {
        settle()
        // Whatever else happens to the socket is nobody's business: unheard, it would end the process.
        socket.on('error', () => undefined)
        reject(error instanceof RemoteFailure ? error : new RemoteFailure('no connection', { isPassing: true, cause: error }))
      }
      const lose = () => fail(new RemoteFailure('the connection was closed', { isPassing: true }))
      const refuse = (_request: unknown, response: { readonly statusCode?: number }) => fail(failureOfStatus(response.statusCode ?? 500))
      const giveUp = () => {
        settle()
        socket.on('error', () => undefined)
        reject(signal.reason)
      }
      const hear = (data: Buffer) => {
        const event = this.#dialect.read(parsed(data))
        if (event.kind === 'failed') fail(new RemoteFailure('the server reported an error', { isPassing: true }))
        else if (event.kind === kind) done(event.kind === 'completed' ? event.text : '')
      }
      socket.on('message', hear)
      socket.on('close', lose)
      socket.on('error', fail)
      socket.on('unexpected-response', refuse)
      if (signal.aborted) giveUp()
      else signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  #takeIdle(): WebSocket | undefined {
    let socket = this.#idle.pop()
    while (socket !== undefined && socket.readyState !== WebSocket.OPEN) socket = this.#idle.pop()
    return socket
  }

  #rest(socket: WebSocket): void {
    if (this.#closed) socket.terminate()
    else this.#idle.push(socket)
  }
}

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    return undefined
  }
}
