import { createHmac, randomBytes } from 'node:crypto'
import type { StreamClosed } from '../native-stream-client.ts'
import type { ClientCall, TelephonyClient, TelephonyClientOptions, TelephonyProtocol } from '../telephony-client.ts'
import { WebSocketLink } from '../web-socket-link.ts'

const PATH = '/telephony/twilio'
const SAMPLE_RATE_HZ = 8000
const SAMPLES_PER_MS = 8
const FRAME_SAMPLES = 160
/** Twilio's clock runs before the first audio comes. */
const FIRST_TIMESTAMP_MS = 88
const UNSIGNED_ACCOUNT = `AC${'0'.repeat(32)}`

/**
 * Twilio Media Streams as Twilio sends them: https://www.twilio.com/docs/voice/media-streams/websocket-messages. The credential is
 * `ACCOUNT_SID:AUTH_TOKEN`. Two channels come as `both_tracks`; a single one as the inbound track, which is the customer's.
 */
export const twilioProtocol: TelephonyProtocol = {
  name: 'twilio',
  canPause: false,
  tellsGaps: true,
  soundOf: ({ channels }) => ({
    channels: channels.length === 1 ? ['customer'] : channels,
    encoding: 'pcmu',
    sampleRateHz: SAMPLE_RATE_HZ,
  }),
  async connect(serverUrl, call, options = {}) {
    const url = new URL(PATH, serverUrl.replace(/^http/, 'ws'))
    const stream = new StreamMessages(call, accountOf(options.credential))
    const headers = { ...options.headers, ...signed(url, options.credential) }
    const { clock, readyTimeoutMs } = options
    const link = await WebSocketLink.open(url, { headers, clock, readyTimeoutMs }, (opened) => {
      for (const message of stream.greeting()) opened.send(message)
    })
    return new TwilioClient(link, stream)
  },
}

class TwilioClient implements TelephonyClient {
  readonly closed: Promise<StreamClosed>
  readonly #link: WebSocketLink
  readonly #stream: StreamMessages

  constructor(link: WebSocketLink, stream: StreamMessages) {
    this.#link = link
    this.#stream = stream
    this.closed = link.closed
  }

  get callId(): string {
    return this.#stream.callSid
  }

  get isOpen(): boolean {
    return this.#link.isOpen
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes
  }

  send(positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void {
    payloads.forEach((payload, index) => {
      const message = this.#stream.media(index, positionSamples, payload)
      if (message !== undefined) this.#link.send(message)
    })
  }

  pause(): void {}

  resume(): void {}

  end(): void {
    this.#link.send(this.#stream.stop())
  }

  disconnect(): void {
    this.#link.cut()
  }
}

/** What Twilio says on one stream, and what it counts. */
class StreamMessages {
  readonly callSid: string
  readonly #streamSid = `MZ${randomBytes(16).toString('hex')}`
  readonly #accountSid: string
  readonly #call: ClientCall
  readonly #tracks: readonly { readonly name: 'inbound' | 'outbound'; chunk: number; endSamples: number }[]
  #sequence = 0

  constructor(call: ClientCall, accountSid: string) {
    this.#call = call
    this.#accountSid = accountSid
    this.callSid = call.callId ?? `CA${randomBytes(16).toString('hex')}`
    this.#tracks = call.channels.map((channel) => ({ name: channel === 'advisor' ? 'outbound' : 'inbound', chunk: 0, endSamples: 0 }))
  }

  greeting(): string[] {
    const { language, queue, advisorId, title, metadata } = this.#call
    const parameters = { ...metadata, language, queue, title, advisor: advisorId }
    const start = {
      accountSid: this.#accountSid,
      streamSid: this.#streamSid,
      callSid: this.callSid,
      tracks: this.#tracks.map(({ name }) => name),
      mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: SAMPLE_RATE_HZ, channels: 1 },
      customParameters: Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined)),
    }
    return [JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }), this.#numbered({ event: 'start', start })]
  }

  /** Nothing for a frame that got lost: its chunk is counted all the same. */
  media(trackIndex: number, positionSamples: number, payload: Uint8Array | undefined): string | undefined {
    const track = this.#tracks[trackIndex]
    if (track === undefined) throw new RangeError(`channel ${trackIndex} is not in this call`)
    track.chunk += 1 + Math.ceil(Math.max(0, positionSamples - track.endSamples) / FRAME_SAMPLES)
    track.endSamples = positionSamples + (payload?.length ?? FRAME_SAMPLES)
    if (payload === undefined) return undefined
    const timestamp = FIRST_TIMESTAMP_MS + Math.round(positionSamples / SAMPLES_PER_MS)
    const media = {
      track: track.name,
      chunk: String(track.chunk),
      timestamp: String(timestamp),
      payload: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('base64'),
    }
    return this.#numbered({ event: 'media', media })
  }

  stop(): string {
    return this.#numbered({ event: 'stop', stop: { accountSid: this.#accountSid, callSid: this.callSid } })
  }

  #numbered(message: object): string {
    this.#sequence += 1
    return JSON.stringify({ ...message, sequenceNumber: String(this.#sequence), streamSid: this.#streamSid })
  }
}

function accountOf(credential: TelephonyClientOptions['credential']): string {
  return credential?.split(':')[0] ?? UNSIGNED_ACCOUNT
}

/** Twilio opens and signs the `wss:` form only, whatever lies between it and the server. */
function signed({ host, pathname }: URL, credential: string | undefined): Record<string, string> {
  if (credential === undefined) return {}
  const authToken = credential.slice(credential.indexOf(':') + 1)
  return { 'x-twilio-signature': createHmac('sha1', authToken).update(`wss://${host}${pathname}`).digest('base64') }
}
