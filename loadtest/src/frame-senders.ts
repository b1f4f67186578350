import { encodeMediaFrame, type NativeHelloInput } from '@souffleur/proto'
import { WebSocket } from 'ws'

const FRAME_MS = 20
const FRAME_SAMPLES = 160
/** Streams are spread over the 20 ms, as calls that began at any moment are. */
const SLOTS = 20
const hello: NativeHelloInput = { type: 'hello', channels: ['mixed'], encoding: 'pcmu', sampleRate: 8000 }
const payload = new Uint8Array(FRAME_SAMPLES).fill(0xff)

/** Many native streams of 20 ms mu-law frames, paced by one clock. */
export class FrameSenders {
  readonly #sockets: readonly WebSocket[]
  #sent = 0

  /** Resolves once every stream is open and, with `greets`, once every hello has been answered. */
  static async open(url: string, { streams, greets }: { readonly streams: number; readonly greets: boolean }): Promise<FrameSenders> {
    const sockets: WebSocket[] = []
    for (let stream = 0; stream < streams; stream += 1) sockets.push(await openStream(url, greets))
    return new FrameSenders(sockets)
  }

  private constructor(sockets: readonly WebSocket[]) {
    this.#sockets = sockets
  }

  get sent(): number {
    return this.#sent
  }

  /** Every stream sends 50 frames a second until the signal; a late turn is made up for. */
  async run(signal: AbortSignal): Promise<void> {
    const startedAtMs = performance.now()
    for (let slot = 0; !signal.aborted; slot += 1) {
      const waitMs = startedAtMs + (slot * FRAME_MS) / SLOTS - performance.now()
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      const sequence = Math.floor(slot / SLOTS)
      const frame = encodeMediaFrame({ channelIndex: 0, sequence, positionSamples: sequence * FRAME_SAMPLES, payload })
      for (let stream = slot % SLOTS; stream < this.#sockets.length; stream += SLOTS) {
        // ws masks a buffer in place: each send needs its own.
        this.#sockets[stream]?.send(frame.slice())
        this.#sent += 1
      }
    }
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate()
  }
}

function openStream(url: string, greets: boolean): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false })
    socket.once('error', reject)
    socket.once('open', () => {
      if (greets) socket.send(JSON.stringify(hello))
      else resolve(socket)
    })
    socket.once('message', () => resolve(socket))
  })
}
