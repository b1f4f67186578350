import { randomUUID } from 'node:crypto'
import type { ChannelName } from '@souffleur/proto'
import type { StreamClosed } from '../native-stream-client.ts'
import type { ClientCall, TelephonyClient, TelephonyProtocol } from '../telephony-client.ts'
import { WebSocketLink } from '../web-socket-link.ts'
import { credentialHeader } from './credential-header.ts'
import { nearestRate } from './nearest-rate.ts'

const PATH = '/telephony/jambonz'
/** The name in jambonz' documentation, and mod_audio_fork's own, which is the one that jambonz' SDK answers to. */
const SUBPROTOCOLS = ['audio.jambonz.org', 'audio.drachtio.org'] as const
/** That jambonz can be asked for, and that Souffleur reads. */
const RATES_HZ = [8000, 16_000, 24_000, 32_000, 48_000] as const
const SAMPLE_BYTES = 2

/**
 * The verb `listen` of jambonz, as jambonz speaks it: https://github.com/jambonz/jambonz-feature-server, `lib/tasks/listen.js`. The
 * credential is a bearer token, or `user:password`.
 */
export const jambonzProtocol: TelephonyProtocol = {
  name: 'jambonz',
  canPause: false,
  tellsGaps: false,
  soundOf: ({ channels, sampleRateHz }) => ({ channels, encoding: 'l16', sampleRateHz: nearestRate(RATES_HZ, sampleRateHz) }),
  async connect(serverUrl, call, { credential, headers, clock, readyTimeoutMs } = {}) {
    const callSid = call.callId ?? randomUUID()
    const url = new URL(PATH, serverUrl.replace(/^http/, 'ws'))
    const options = { subprotocols: SUBPROTOCOLS, headers: { ...headers, ...credentialHeader(credential) }, clock, readyTimeoutMs }
    const link = await WebSocketLink.open(url, options, (opened) => opened.send(JSON.stringify(attributesOf(call, callSid))))
    return new JambonzClient(link, callSid, call.channels.length)
  },
}

class JambonzClient implements TelephonyClient {
  readonly callId: string
  readonly closed: Promise<StreamClosed>
  readonly #link: WebSocketLink
  readonly #channels: number

  constructor(link: WebSocketLink, callSid: string, channels: number) {
    this.#link = link
    this.callId = callSid
    this.closed = link.closed
    this.#channels = channels
  }

  get isOpen(): boolean {
    return this.#link.isOpen
  }

  get bufferedBytes(): number {
    return this.#link.bufferedBytes
  }

  /** The fork says nothing of holes. Where one party's sound got lost and the other's didn't, the switch sends silence in its place. */
  send(_positionSamples: number, payloads: readonly (Uint8Array | undefined)[]): void {
    const [present] = payloads.filter((payload) => payload !== undefined)
    if (present === undefined) return
    this.#link.send(this.#channels === 1 ? present : interleave(payloads, present.length))
  }

  pause(): void {}

  resume(): void {}

  end(): void {
    this.#link.close()
  }

  disconnect(): void {
    this.#link.cut()
  }
}

function attributesOf({ channels, metadata, language, queue, advisorId, title, ...sound }: ClientCall, callSid: string): object {
  const [caller] = channels
  return {
    sampleRate: sound.sampleRateHz,
    mixType: mixTypeOf(channels),
    callSid,
    direction: 'inbound',
    ...metadata,
    language,
    queue,
    advisorId,
    title,
    ...(caller === 'advisor' ? { caller } : {}),
  }
}

function mixTypeOf([first, second]: readonly ChannelName[]): 'mono' | 'mixed' | 'stereo' {
  if (second !== undefined) return 'stereo'
  return first === 'mixed' ? 'mixed' : 'mono'
}

function interleave(payloads: readonly (Uint8Array | undefined)[], bytes: number): Uint8Array {
  const frameBytes = payloads.length * SAMPLE_BYTES
  const frame = new Uint8Array((bytes / SAMPLE_BYTES) * frameBytes)
  payloads.forEach((payload, channel) => {
    if (payload === undefined) return
    for (let from = 0, to = channel * SAMPLE_BYTES; from < bytes; from += SAMPLE_BYTES, to += frameBytes) {
      frame[to] = payload[from] ?? 0
      frame[to + 1] = payload[from + 1] ?? 0
    }
  })
  return frame
}
