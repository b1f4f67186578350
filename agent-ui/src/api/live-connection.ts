import { fromBinary } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema } from '@souffleur/proto'
import { io, type Socket } from 'socket.io-client'
import * as z from 'zod'
import { CodedError, codedErrorOf } from './http.ts'

export type ConnectionState = 'connecting' | 'connected' | 'lost'
export type Unsubscribe = () => void

const aboutCall = z.object({ callId: z.string() })
const watchAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.union([z.string(), z.object({ code: z.string() }).transform(({ code }) => code)]) }),
])
const bytes = z.union([z.instanceof(ArrayBuffer).transform((buffer) => new Uint8Array(buffer)), z.instanceof(Uint8Array)])

/** How long the server may take to admit a watcher. */
const WATCH_TIMEOUT_MS = 5000
/** socket.io doesn't come back by itself after a refusal. */
const REFUSED_RETRY_MS = 3000

/** The live feed: one socket for the whole page, from sign-in to sign-out. It reconnects by itself. */
export class LiveConnection {
  readonly #socket: Socket
  readonly #stateListeners = new Set<() => void>()
  #state: ConnectionState = 'connecting'
  #wasConnected = false
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.#socket = io('/live', { autoConnect: false, reconnectionDelay: 500, reconnectionDelayMax: 4000 })
    this.#socket.on('connect', () => {
      this.#wasConnected = true
      this.#enter('connected')
    })
    this.#socket.on('disconnect', (reason) => {
      this.#enter('lost')
      // The server asked for it: a session that ended, or a server that stops.
      if (reason === 'io server disconnect') this.#retryLater()
    })
    this.#socket.on('connect_error', () => {
      this.#enter(this.#wasConnected ? 'lost' : 'connecting')
      if (!this.#socket.active) this.#retryLater()
    })
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** @returns what closes it. */
  open(): Unsubscribe {
    this.#socket.connect()
    return () => {
      clearTimeout(this.#retry)
      this.#socket.disconnect()
      this.#wasConnected = false
      this.#enter('connecting')
    }
  }

  readonly onStateChange = (listener: () => void): Unsubscribe => {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  /** Called at each connection, the first one included; at once when connected already. */
  onConnected(listener: () => void): Unsubscribe {
    this.#socket.on('connect', listener)
    if (this.#socket.connected) listener()
    return () => this.#socket.off('connect', listener)
  }

  onCallsChanged(listener: (callId: string) => void): Unsubscribe {
    return this.#onCallId('calls:changed', listener)
  }

  onCallAssigned(listener: (callId: string) => void): Unsubscribe {
    return this.#onCallId('call:assigned', listener)
  }

  onCallEvent(listener: (event: CallEvent) => void): Unsubscribe {
    const receive = (payload: unknown) => {
      const parsed = bytes.safeParse(payload)
      if (parsed.success) listener(fromBinary(CallEventSchema, parsed.data))
    }
    this.#socket.on('call:event', receive)
    return () => this.#socket.off('call:event', receive)
  }

  /** @throws CodedError when the server refuses or doesn't answer. */
  async watch(callId: string): Promise<void> {
    const answer: unknown = await this.#socket
      .timeout(WATCH_TIMEOUT_MS)
      .emitWithAck('call:watch', { callId })
      .catch(() => {
        throw CodedError.of('stream.unreachable')
      })
    const parsed = watchAnswer.safeParse(answer)
    if (!parsed.success) throw CodedError.of('internal.unexpected', 'call:watch')
    if (!parsed.data.ok) throw codedErrorOf(parsed.data.error)
  }

  unwatch(callId: string): void {
    if (this.#socket.connected) this.#socket.emit('call:unwatch', { callId })
  }

  #onCallId(name: 'calls:changed' | 'call:assigned', listener: (callId: string) => void): Unsubscribe {
    const receive = (payload: unknown) => {
      const parsed = aboutCall.safeParse(payload)
      if (parsed.success) listener(parsed.data.callId)
    }
    this.#socket.on(name, receive)
    return () => this.#socket.off(name, receive)
  }

  #enter(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    for (const listener of this.#stateListeners) listener()
  }

  #retryLater(): void {
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.#socket.connect(), REFUSED_RETRY_MS)
  }
}
