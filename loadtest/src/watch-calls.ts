import { fromBinary } from '@bufbuild/protobuf'
import { systemClock } from '@souffleur/flow'
import { AppError, type CallEvent, CallEventSchema, isErrorCode } from '@souffleur/proto'
import { io, type Socket } from 'socket.io-client'

export interface WatcherAccount {
  /** An account that may see the calls: a supervisor sees all of them. */
  readonly username: string
  readonly password: string
}

/** @param arrivedAtMs on the monotonic clock of this process */
export type OnCallEvent = (event: CallEvent, arrivedAtMs: number) => void

/** Follows calls as a supervisor's browser does, on the live feed: for protocols that bring no events back. */
export interface CallWatcher {
  /**
   * Resolves once the call's events come: all from now on. Its `callStarted` may have gone by already.
   * @throws AppError `call.not-found` when the server knows no such call (yet), `stream.unreachable` when it doesn't answer in time
   */
  watch(callId: string, onEvent: OnCallEvent): Promise<void>
  unwatch(callId: string): void
  /** Resolves, with the reason, when a connection is lost before {@link close}: events are missing from then on. */
  readonly lost: Promise<string>
  close(): void
}

/** Under what the server lets one connection watch; more calls get another connection. */
const CALLS_A_CONNECTION = 48
const ANSWER_TIMEOUT_MS = 10_000

/** @param serverUrl `http://host:port` @throws AppError with the server's code, `stream.unreachable` when it doesn't answer */
export async function openCallWatcher(serverUrl: string, account: WatcherAccount): Promise<CallWatcher> {
  const cookie = await signIn(serverUrl, account)
  const { promise: lost, resolve: lose } = Promise.withResolvers<string>()
  const feeds: Feed[] = []
  const feedOf = new Map<string, Feed>()
  return {
    lost,
    async watch(callId, onEvent) {
      let feed = feeds.find((each) => each.size < CALLS_A_CONNECTION)
      if (feed === undefined) {
        feed = new Feed(serverUrl, cookie, lose)
        feeds.push(feed)
      }
      feedOf.set(callId, feed)
      await feed.watch(callId, onEvent)
    },
    unwatch(callId) {
      feedOf.get(callId)?.unwatch(callId)
      feedOf.delete(callId)
    },
    close() {
      for (const feed of feeds) feed.close()
    },
  }
}

/** One connection to the live feed. */
class Feed {
  readonly #socket: Socket
  readonly #listeners = new Map<string, OnCallEvent>()

  constructor(serverUrl: string, cookie: string, onLost: (reason: string) => void) {
    this.#socket = io(`${serverUrl}/live`, { transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders: { cookie } })
    this.#socket.on('call:event', (bytes: Uint8Array) => this.#receive(bytes, systemClock.monotonicMs()))
    this.#socket.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') onLost(reason)
    })
    this.#socket.on('connect_error', (error) => onLost(error.message))
  }

  /** Calls that are watched, or are about to be. */
  get size(): number {
    return this.#listeners.size
  }

  async watch(callId: string, onEvent: OnCallEvent): Promise<void> {
    this.#listeners.set(callId, onEvent)
    try {
      const answer: unknown = await this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('call:watch', { callId })
      const code = refusalIn(answer)
      if (code !== undefined) throw isErrorCode(code) ? new AppError(code, callId) : new AppError('stream.unreachable', code)
    } catch (error) {
      this.#listeners.delete(callId)
      throw error instanceof AppError ? error : new AppError('stream.unreachable', 'the live feed', { cause: error })
    }
  }

  unwatch(callId: string): void {
    if (this.#listeners.delete(callId)) this.#socket.emit('call:unwatch', { callId })
  }

  close(): void {
    this.#socket.disconnect()
  }

  #receive(bytes: Uint8Array, arrivedAtMs: number): void {
    const event = fromBinary(CallEventSchema, new Uint8Array(bytes))
    this.#listeners.get(event.callId)?.(event, arrivedAtMs)
  }
}

/** @returns the session's cookie */
export async function signIn(serverUrl: string, account: WatcherAccount): Promise<string> {
  const response = await fetch(`${serverUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
    signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new AppError('stream.unreachable', serverUrl, { cause })
  })
  const code = refusalIn(await response.json().catch(() => undefined))
  if (!response.ok)
    throw code !== undefined && isErrorCode(code) ? new AppError(code) : new AppError('stream.unreachable', `HTTP ${response.status}`)
  const [cookie = ''] = response.headers.getSetCookie()
  return cookie.split(';')[0] ?? ''
}

/** The code in `{error: {code}}`. */
function refusalIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const { error } = body
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown answer'
}
