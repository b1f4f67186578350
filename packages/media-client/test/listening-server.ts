import type { AddressInfo } from 'node:net'
import { decodeMediaFrame, type MediaFrame } from '@souffleur/proto'
import { type WebSocket, WebSocketServer } from 'ws'

/** The server's side of the native socket, played by a test: it answers as told and keeps what it gets. */
export class ListeningServer {
  readonly frames: MediaFrame[] = []
  readonly controls: unknown[] = []
  readonly url: string
  readonly #server: WebSocketServer
  #socket: WebSocket | undefined
  #heard = () => {}

  static start(onHello: (say: (message: unknown) => void, socket: WebSocket) => void): Promise<ListeningServer> {
    return new Promise((resolve) => {
      const server: WebSocketServer = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () =>
        resolve(new ListeningServer(server, onHello)),
      )
    })
  }

  private constructor(server: WebSocketServer, onHello: (say: (message: unknown) => void, socket: WebSocket) => void) {
    this.#server = server
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/telephony/stream`
    server.on('connection', (socket) => {
      this.#socket = socket
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        if (isBinary) this.#keepFrame(data)
        else this.#keepControl(data, socket, onHello)
        this.#heard()
      })
    })
  }

  say(message: unknown): void {
    this.#socket?.send(JSON.stringify(message))
  }

  close(code: number): void {
    this.#socket?.close(code)
  }

  /** Resolves once the client's `end` has come, and so everything before it. */
  async ended(): Promise<void> {
    while (!this.controls.some((control) => JSON.stringify(control) === '{"type":"end"}')) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve
      })
    }
  }

  async stop(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate()
    await new Promise((resolve) => {
      this.#server.close(resolve)
    })
  }

  #keepFrame(data: Buffer): void {
    const decoded = decodeMediaFrame(data)
    if (!decoded.ok) throw new Error(decoded.error)
    this.frames.push(decoded.value)
  }

  #keepControl(data: Buffer, socket: WebSocket, onHello: (say: (message: unknown) => void, socket: WebSocket) => void): void {
    this.controls.push(JSON.parse(data.toString('utf8')))
    if (this.controls.length === 1) onHello((message) => socket.send(JSON.stringify(message)), socket)
  }
}
