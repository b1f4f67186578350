import { encodeMediaFrame, type NativeServerMessage, nativeServerMessage } from '@souffleur/proto'
import { WebSocket } from 'ws'

export interface TestPeerOptions {
  readonly headers?: Record<string, string>
  /** False: pings go unanswered. */
  readonly autoPong?: boolean
}

/** A telephony platform on the native socket that a test moves step by step. */
export class TestPeer {
  readonly received: NativeServerMessage[] = []
  readonly closeCode: Promise<number>
  readonly #socket: WebSocket
  #changed = () => {}
  #unread = 0
  #barriers = 0

  static connect(url: string, { headers = {}, autoPong = true }: TestPeerOptions = {}): Promise<TestPeer> {
    const socket = new WebSocket(url, { headers, autoPong, perMessageDeflate: false })
    const peer = new TestPeer(socket)
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(peer))
      socket.once('error', reject)
    })
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket
    this.closeCode = new Promise((resolve) => {
      socket.on('close', resolve)
    })
    socket.on('error', () => {})
    socket.on('message', (data: Buffer) => {
      this.received.push(nativeServerMessage.parse(JSON.parse(data.toString('utf8'))))
      this.#changed()
    })
  }

  hello(fields: Record<string, unknown> = {}): void {
    this.say({ type: 'hello', language: 'en', channels: ['customer', 'advisor'], encoding: 'pcmu', sampleRate: 8000, ...fields })
  }

  say(message: unknown): void {
    this.#socket.send(JSON.stringify(message))
  }

  sendText(text: string): void {
    this.#socket.send(text)
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes)
  }

  /** 20 ms at 8 kHz, one byte a sample. */
  sendFrame(index: number, { channelIndex = 0, position = index * 160 }: { channelIndex?: number; position?: number } = {}): void {
    this.sendBytes(encodeMediaFrame({ channelIndex, sequence: index, positionSamples: position, payload: new Uint8Array(160).fill(index) }))
  }

  /** The next message of that type that no `next` has given yet; those before it are passed over. */
  async next<Type extends NativeServerMessage['type']>(type: Type): Promise<NativeServerMessage & { type: Type }> {
    for (;;) {
      while (this.#unread < this.received.length) {
        const message = this.received[this.#unread]
        this.#unread += 1
        if (isOfType(message, type)) return message
      }
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }

  /** Resolves when the gateway has handled all that was sent before, pongs included. */
  async barrier(): Promise<void> {
    this.#barriers += 1
    const id = `barrier-${this.#barriers}`
    this.say({ type: 'ping', id })
    while ((await this.next('pong')).id !== id);
  }

  /** Resolves at the next protocol ping. */
  pinged(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('ping', () => resolve())
    })
  }

  stopReading(): void {
    this.#socket.pause()
  }

  close(): void {
    this.#socket.close()
  }

  cut(): void {
    this.#socket.terminate()
  }
}

function isOfType<Type extends NativeServerMessage['type']>(
  message: NativeServerMessage | undefined,
  type: Type,
): message is NativeServerMessage & { type: Type } {
  return message?.type === type
}
