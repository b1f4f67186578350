import { type NativeHelloInput, type NativeServerMessage, nativeServerMessage } from '@souffleur/proto'
import { CodedError, codedErrorOf } from '../api/http.ts'

/** Two seconds of 16 kHz audio that the network hasn't taken. */
const MAX_BUFFERED_BYTES = 64_000
/** After `end`, how long the server's goodbye is waited for. */
const GOODBYE_MS = 3000

export interface NativeSocket {
  readonly callId: string
  readonly isCongested: boolean
  send(frame: Uint8Array<ArrayBuffer>): void
  /** Ends the call as intended. */
  end(): void
}

export interface NativeSocketEvents {
  /** The call is over for a reason that isn't ours. */
  onLost(error: CodedError): void
}

/** Opens a call on the native socket of this page's own server. @throws CodedError with the server's code, `stream.unreachable` without an answer. */
export function openNativeSocket(hello: NativeHelloInput, { onLost }: NativeSocketEvents): Promise<NativeSocket> {
  const socket = new WebSocket(streamAddress(window.location))
  const { promise, resolve, reject } = Promise.withResolvers<NativeSocket>()
  let isEnding = false
  let refusal: CodedError | undefined
  const end = () => {
    isEnding = true
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ type: 'end' }))
    setTimeout(() => socket.close(), GOODBYE_MS)
  }
  socket.addEventListener('open', () => socket.send(JSON.stringify(hello)))
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data)
    if (message?.type === 'error' && message.scope !== 'frame') refusal = codedErrorOf(message.code)
    if (message?.type !== 'ready') return
    resolve({
      callId: message.callId,
      get isCongested() {
        return socket.bufferedAmount > MAX_BUFFERED_BYTES
      },
      send: (frame) => (socket.readyState === WebSocket.OPEN ? socket.send(frame) : undefined),
      end,
    })
  })
  socket.addEventListener('close', () => {
    const error = refusal ?? CodedError.of('stream.unreachable')
    reject(error)
    if (!isEnding) onLost(error)
  })
  return promise
}

export function streamAddress({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/telephony/stream`
}

function readMessage(data: unknown): NativeServerMessage | undefined {
  if (typeof data !== 'string') return undefined
  try {
    return nativeServerMessage.safeParse(JSON.parse(data)).data
  } catch {
    return undefined
  }
}
