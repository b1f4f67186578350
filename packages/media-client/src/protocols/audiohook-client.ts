import { createHash, randomUUID } from 'node:crypto'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import type { StreamClosed } from '../native-stream-client.ts'
import { refusalOf } from '../server-messages.ts'
import type { ClientCall, TelephonyClient, TelephonyClientOptions, TelephonyProtocol } from '../telephony-client.ts'
import { WebSocketLink } from '../web-socket-link.ts'
import { handshakeHeaders } from './audiohook-handshake.ts'
import { AudioHookStream } from './audiohook-stream.ts'

const PATH = '/telephony/audiohook'
const RATE_HZ = 8000
const PING_INTERVAL_MS = 5000
const READY_TIMEOUT_MS = 15_000
const organizationId = '7a1c3a3e-5f0b-4d0c-9d8e-2f6b1c4e9a10'

/** `probe`: only ask whether somebody answers, as the platform does when an integration is activated. */
export type AudioHookCall = ClientCall & { readonly probe?: boolean }

/**
 * Genesys AudioHook, version 2, as its client speaks it; see the door's `client-messages.ts` for the source. The credential is
 * `API_KEY:SECRET` with the secret in base64, or an API key alone, which is sent unsigned. A single channel that may be anybody's goes as
 * the customer's.
 */
export const audioHookProtocol: TelephonyProtocol = {
  name: 'audiohook',
  canPause: true,
  tellsGaps: true,
  soundOf: ({ channels }) => ({
    channels: channels.map((name) => (name === 'mixed' ? 'customer' : name)),
    encoding: 'pcmu',
    sampleRateHz: RATE_HZ,
  }),
  connect: connectAudioHook,
}

/** As {@link TelephonyProtocol.connect}, for probes too. */
export async function connectAudioHook(
  serverUrl: string,
  call: AudioHookCall,
  options: TelephonyClientOptions = {},
): Promise<TelephonyClient> {
  if (call.encoding !== 'pcmu' || call.sampleRateHz !== RATE_HZ) throw new RangeError(`${call.encoding} at ${call.sampleRateHz} Hz`)
  const { clock = systemClock, readyTimeoutMs = READY_TIMEOUT_MS } = options
  const url = new URL(PATH, serverUrl.replace(/^http/, 'ws'))
  const sessionId = uuidFrom(call.callId)
  const headers = {
    ...options.headers,
    ...handshakeHeaders(url, { sessionId, organizationId, credential: options.credential, nowMs: clock.unixMs() }),
  }
  const session = new AudioHookClient(call, { sessionId, options, clock })
  const onMessage = (message: Buffer, isBinary: boolean) => session.read(message, isBinary)
  const link = await WebSocketLink.open(url, { headers, clock, readyTimeoutMs, onMessage }, (opened) => session.start(opened))
  const cancel = clock.setTimer(() => session.giveUp(), readyTimeoutMs)
  try {
    await session.opened(link)
    return session
  } finally {
    cancel()
  }
}

const serverMessage = z.object({
  version: z.literal('2'),
  type: z.string(),
  seq: z.int(),
  parameters: z.object({ info: z.string().optional() }),
})

interface SessionParts {
  readonly sessionId: string
  readonly options: TelephonyClientOptions
  readonly clock: Clock
}

class AudioHookClient implements TelephonyClient {
  readonly callId: string
  readonly #clock: Clock
  readonly #call: AudioHookCall
  readonly #stream: AudioHookStream
  readonly #opened = Promise.withResolvers<void>()
  readonly #closed = Promise.withResolvers<StreamClosed>()
  #link: WebSocketLink | undefined
  #seq = 0
  #serverSeq = 0
  #isCompleted = false
  #cancelPing = () => {}

  constructor(call: AudioHookCall, { sessionId, options, clock }: SessionParts) {
    this.callId = sessionId
    this.#call = call
    this.#clock = clock
    this.#stream = new AudioHookStream(RATE_HZ, {
      say: (type, parameters) => this.#say(type, parameters),
      send: (bytes) => this.#link?.send(bytes),
      pauseChanged: (paused) => options.onPauseChanged?.(paused),
    })
  }

  get isOpen(): boolean {
    return this.#link?.isOpen ?? false
  }

  get bufferedBytes(): number {
    return this.#link?.bufferedBytes ?? 0
  }

  get closed(): Promise<StreamClosed> {
    return this.#closed.promise
  }

  start(link: WebSocketLink): void {
    this.#link = link
    void link.closed.then((closed) => {
      this.#cancelPing()
      this.#closed.resolve({ ...closed, completed: this.#isCompleted })
      this.#opened.reject(refusalOf(closed.error?.code ?? 'closed before it was opened'))
    })
    this.#opened.promise.catch(() => {})
    this.#say('open', openParameters(this.#call))
  }

  /** Resolves once audio may be sent. @throws AppError when the server refuses, or doesn't answer until {@link giveUp}. */
  async opened(link: WebSocketLink): Promise<void> {
    try {
      await this.#opened.promise
      this.#pingLater()
    } catch (error) {
      link.cut()
      throw error
    }
  }

  giveUp(): void {
    this.#opened.reject(new AppError('stream.unreachable', 'not opened in time'))
  }

  read(message: Buffer, isBinary: boolean): void {
    const { data } = serverMessage.safeParse(isBinary ? undefined : parseJson(message))
    if (data === undefined || data.seq !== this.#serverSeq + 1) {
      this.#say('error', { code: 400, message: 'Not the message that was expected' })
      this.#say('close', { reason: 'error' })
      return
    }
    this.#serverSeq = data.seq
    this.#obey(data.type)
  }

  send(positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void {
    this.#stream.send(positionSamples, payloads)
  }

  pause(): void {
    this.#stream.pause()
  }

  resume(): void {
    this.#stream.resume()
  }

  end(): void {
    this.#say('close', { reason: 'end' })
  }

  disconnect(): void {
    this.#link?.cut()
  }

  #obey(type: string): void {
    switch (type) {
      case 'opened':
        this.#opened.resolve()
        return
      case 'pause':
        this.#stream.hold(true)
        return
      case 'resume':
        this.#stream.hold(false)
        return
      case 'disconnect':
        this.#say('close', { reason: 'disconnect' })
        return
      case 'closed':
        this.#isCompleted = true
        this.#link?.close()
        return
    }
  }

  #say(type: string, parameters: object): void {
    this.#seq += 1
    const { position } = this.#stream
    this.#link?.send(
      JSON.stringify({ version: '2', id: this.callId, type, seq: this.#seq, serverseq: this.#serverSeq, position, parameters }),
    )
  }

  #pingLater(): void {
    if (!this.isOpen) return
    this.#cancelPing = this.#clock.setTimer(() => {
      this.#say('ping', {})
      this.#pingLater()
    }, PING_INTERVAL_MS)
  }
}

const partyOf = { customer: 'external', advisor: 'internal', mixed: 'external' } as const
const languageTags = { fr: 'fr-FR', en: 'en-US', auto: undefined } as const
const NULL_UUID = '00000000-0000-0000-0000-000000000000'

function openParameters({ channels, language = 'auto', queue, advisorId, title, metadata, probe = false }: AudioHookCall): object {
  const parties = channels.map((name) => partyOf[name])
  const offers = [parties, ...(parties.length > 1 ? parties.map((party) => [party]) : [])]
  return {
    organizationId,
    conversationId: probe ? NULL_UUID : randomUUID(),
    participant: { id: probe ? NULL_UUID : randomUUID(), ani: '', aniName: '', dnis: '' },
    media: offers.map((each) => ({ type: 'audio', format: 'PCMU', channels: each, rate: RATE_HZ })),
    language: languageTags[language],
    customConfig: { queue, advisor: advisorId, title },
    inputVariables: metadata,
  }
}

/** The same UUID for the same call id; the id itself when it is one. */
function uuidFrom(callId: string | undefined): string {
  if (callId === undefined) return randomUUID()
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(callId)) return callId
  const hex = createHash('sha256').update(callId).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function parseJson(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString('utf8'))
  } catch {
    return undefined
  }
}
