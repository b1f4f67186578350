import type { IncomingMessage } from 'node:http'
import type { Authorise } from '../../upgrade-gate.ts'
import type { Dialect, Door, PeerSignals } from '../door.ts'
import { isLocalProgram } from '../door-access.ts'
import type { SourceKeys } from '../source-keys.ts'
import { TrackTimeline } from './track-timeline.ts'
import { mediaMessage, namedMessage, type StreamMedia, type StreamStart, startMessage } from './twilio-messages.ts'
import { offerOf } from './twilio-offer.ts'
import { SIGNATURE_HEADER, signerOf } from './twilio-signature.ts'

export const TWILIO_PATH = '/telephony/twilio'
const NAME = 'twilio'

export interface TwilioDoorOptions {
  /** Auth tokens, by account SID. */
  readonly keys: SourceKeys
  /** `https://host[:port]` as Twilio sees this server. The handshake's `Host` when absent. */
  readonly publicUrl?: string | undefined
}

/** Twilio Media Streams (https://www.twilio.com/docs/voice/media-streams): a call's tracks, and nothing said back. */
export function createTwilioDoor({ keys, publicUrl }: TwilioDoorOptions): Door {
  /** What was let in unsigned is a program on this machine. */
  const maySendFor = (request: IncomingMessage, accountSid: string | undefined) =>
    request.headers[SIGNATURE_HEADER] === undefined
      ? isLocalProgram(request)
      : signerOf(request, keys.signingKeys(NAME, accountSid), publicUrl) !== undefined
  const authorise: Authorise = async (request) => {
    if (request.headers[SIGNATURE_HEADER] === undefined && isLocalProgram(request)) return { ok: true }
    const signer = signerOf(request, keys.signingKeys(NAME, undefined), publicUrl)
    if (signer === undefined) return { ok: false, code: 'stream.unauthorised' }
    signer.noteUse?.()
    return { ok: true, source: signer.source }
  }
  return {
    name: NAME,
    path: TWILIO_PATH,
    subprotocols: [],
    authorise,
    open: ({ request, signals }) => new TwilioDialect(signals, (accountSid) => maySendFor(request, accountSid)),
  }
}

class TwilioDialect implements Dialect {
  readonly #signals: PeerSignals
  readonly #maySendFor: (accountSid: string) => boolean
  /** In the order of the offer's channels. */
  #tracks: readonly { readonly name: string; readonly timeline: TrackTimeline }[] = []
  /** Where the call's audio starts on Twilio's clock: the first chunk of any track. */
  #originMs: number | undefined

  /** @param maySendFor whether the handshake was signed with a key of that account */
  constructor(signals: PeerSignals, maySendFor: (accountSid: string) => boolean) {
    this.#signals = signals
    this.#maySendFor = maySendFor
  }

  read(message: Buffer, isBinary: boolean): void {
    const json = isBinary ? undefined : parseJson(message)
    const named = namedMessage.safeParse(json)
    if (named.success) this.#obey(named.data.event, json)
    else this.#signals.fail('stream.message-invalid')
  }

  /** A stream that only listens takes no message back (Twilio error 31924); why a call was closed is in the close frame. */
  write(): readonly [] {
    return []
  }

  #obey(event: string, json: unknown): void {
    switch (event) {
      case 'media':
        this.#readMedia(json)
        return
      case 'start':
        this.#readStart(json)
        return
      case 'stop':
        this.#signals.end()
        return
      case 'connected':
      case 'dtmf':
      case 'mark':
        return
      default:
        this.#signals.remark('stream.message-unknown')
    }
  }

  #readStart(json: unknown): void {
    const parsed = startMessage.safeParse(json)
    if (!parsed.success) {
      this.#signals.fail('stream.message-invalid')
      return
    }
    const { start } = parsed.data
    if (!isReadable(start)) this.#signals.fail('stream.media-unsupported')
    else if (!this.#maySendFor(start.accountSid)) this.#signals.fail('stream.unauthorised')
    else {
      this.#tracks = start.tracks.map((name) => ({ name, timeline: new TrackTimeline() }))
      this.#signals.offer(offerOf(start))
    }
  }

  #readMedia(json: unknown): void {
    const parsed = mediaMessage.safeParse(json)
    if (parsed.success) this.#place(parsed.data.media)
    else this.#signals.badFrame('media.frame-unreadable')
  }

  #place(media: StreamMedia): void {
    const { chunk, timestamp } = media
    const channelIndex = this.#tracks.findIndex(({ name }) => name === media.track)
    const timeline = this.#tracks[channelIndex]?.timeline
    const payload = Buffer.from(media.payload, 'base64')
    if (timeline === undefined) this.#signals.badFrame('media.frame-channel')
    else if (payload.length === 0) this.#signals.badFrame('media.frame-empty')
    else if (payload.length !== base64Bytes(media.payload)) this.#signals.badFrame('media.frame-unreadable')
    else {
      this.#originMs ??= timestamp
      const positionSamples = timeline.place({ chunk, timestamp }, this.#originMs, payload.length)
      this.#signals.audio({ channelIndex, sequence: Math.max(0, chunk - 1), positionSamples, payload })
    }
  }
}

function isReadable({ mediaFormat: { encoding, sampleRate, channels } }: StreamStart): boolean {
  return encoding === 'audio/x-mulaw' && sampleRate === 8000 && channels === 1
}

/** What base64 text stands for; Node's decoder passes over what isn't base64, and gives less then. */
function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.floor(((text.length - padding) * 3) / 4)
}

function parseJson(message: Buffer): unknown {
  try {
    return JSON.parse(message.toString('utf8'))
  } catch {
    return undefined
  }
}
