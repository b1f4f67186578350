import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError, type ChannelName } from '@souffleur/proto'
import * as z from 'zod'
import type { StreamClosed } from '../native-stream-client.ts'
import { refusalOf } from '../server-messages.ts'
import type { ClientCall, TelephonyClientOptions, TelephonyProtocol } from '../telephony-client.ts'
import { credentialHeader } from './credential-header.ts'
import { type ChannelLink, JoinedLegs } from './joined-legs.ts'
import { nearestRate } from './nearest-rate.ts'

const TICKETS_PATH = '/telephony/tickets'
const DEFAULT_READY_TIMEOUT_MS = 15_000
const HANGUP = 0x00
const UUID = 0x01
const MAX_PAYLOAD_BYTES = 65_534
/** AudioSocket's types of audio, by their rate. */
const audioTypes: Readonly<Record<number, number>> = {
  8000: 0x10,
  12000: 0x11,
  16000: 0x12,
  24000: 0x13,
  32000: 0x14,
  44100: 0x15,
  48000: 0x16,
}

/**
 * Asterisk's AudioSocket, as Asterisk speaks it: https://docs.asterisk.org/Configuration/Channel-Drivers/AudioSocket. A connection for
 * each channel, each with a ticket from the server, whose answer says the port. The credential is a bearer token or `user:password`, and
 * goes with the request for the ticket. `tcp://host:port` names a listener: on this machine it takes a call of one mixed channel without a
 * ticket, and `tcp://host:port?tickets=http://host:port` says where tickets for it are had.
 */
export const audioSocketProtocol: TelephonyProtocol = {
  name: 'audiosocket',
  canPause: false,
  tellsGaps: false,
  soundOf: ({ channels, sampleRateHz }) => ({
    channels,
    encoding: 'l16',
    sampleRateHz: nearestRate(Object.keys(audioTypes).map(Number), sampleRateHz),
  }),
  connect(serverUrl, call, options = {}) {
    const callId = call.callId ?? randomUUID()
    return JoinedLegs.open(callId, call.channels, async (channel) => {
      const { host, port, uuid } = await admission(new URL(serverUrl), { ...call, callId, channel }, options)
      return AudioSocketLink.open({ host, port }, { uuid, rateHz: call.sampleRateHz }, options)
    })
  },
}

interface Leg extends ClientCall {
  readonly callId: string
  readonly channel: ChannelName
}

interface Admission {
  readonly host: string
  readonly port: number
  readonly uuid: string
}

/** @throws RangeError for a call that needs a ticket where none is had */
async function admission(server: URL, leg: Leg, options: TelephonyClientOptions): Promise<Admission> {
  const isListener = server.protocol === 'tcp:'
  const office = isListener ? server.searchParams.get('tickets') : server.origin
  const host = server.hostname
  if (office === null) {
    if (leg.channel !== 'mixed')
      throw new RangeError(`the ${leg.channel}'s channel needs a ticket: add ?tickets=http://host:port to ${server}`)
    return { host, port: Number(server.port), uuid: leg.callId }
  }
  const { ticket, port } = await requestTicket(office, leg, options)
  return { host, port: isListener ? Number(server.port) : port, uuid: ticket }
}

const ticketAnswer = z.object({ ticket: z.uuid(), port: z.int() })
const refusalAnswer = z.object({ error: z.object({ code: z.string() }) })

/** @throws AppError with the server's code, `stream.unreachable` when there is none */
async function requestTicket(
  office: string,
  leg: Leg,
  { credential, headers }: TelephonyClientOptions,
): Promise<z.infer<typeof ticketAnswer>> {
  const { callId, channel, channels, language, queue, advisorId, title, metadata } = leg
  const response = await fetch(new URL(TICKETS_PATH, office), {
    method: 'POST',
    headers: { ...headers, ...credentialHeader(credential), 'content-type': 'application/json' },
    body: JSON.stringify({ callId, channel, channels, language, queue, advisorId, title, metadata }),
  }).catch((cause: unknown) => {
    throw new AppError('stream.unreachable', 'no ticket', { cause })
  })
  const answer: unknown = await response.json().catch(() => undefined)
  const ticket = ticketAnswer.safeParse(answer)
  if (ticket.success) return ticket.data
  throw refusalOf(refusalAnswer.safeParse(answer).data?.error.code ?? `HTTP ${response.status}`)
}

class AudioSocketLink implements ChannelLink {
  readonly closed: Promise<StreamClosed>
  readonly #socket: Socket
  readonly #type: number
  #hasEnded = false

  /** @throws AppError `stream.unreachable`; RangeError for a rate that AudioSocket has no type for */
  static open(
    { host, port }: { readonly host: string; readonly port: number },
    { uuid, rateHz }: { readonly uuid: string; readonly rateHz: number },
    { clock = systemClock, readyTimeoutMs = DEFAULT_READY_TIMEOUT_MS }: { readonly clock?: Clock; readonly readyTimeoutMs?: number },
  ): Promise<AudioSocketLink> {
    const type = audioTypes[rateHz]
    if (type === undefined) throw new RangeError(`sample rate ${rateHz}`)
    const socket = connect({ host, port })
    const link = new AudioSocketLink(socket, type)
    return new Promise((resolve, reject) => {
      const cancel = clock.setTimer(() => socket.destroy(new AppError('stream.unreachable', 'no answer in time')), readyTimeoutMs)
      socket.once('error', (cause) => {
        cancel()
        reject(new AppError('stream.unreachable', cause.message, { cause }))
      })
      socket.once('close', () => {
        cancel()
        reject(new AppError('stream.unreachable', 'the server hung up'))
      })
      // An empty frame has the call begin before anybody speaks, and comes back when it has.
      socket.once('data', (answer: Buffer) => {
        if (answer[0] === HANGUP) return
        cancel()
        resolve(link)
      })
      socket.once('connect', () => {
        socket.write(frameOf(UUID, Buffer.from(uuid.replaceAll('-', ''), 'hex')))
        socket.write(frameOf(type, new Uint8Array(0)))
      })
    })
  }

  private constructor(socket: Socket, type: number) {
    this.#socket = socket
    this.#type = type
    socket.on('error', () => {})
    // All that the server says later is a hangup, and the end of the stream follows it.
    socket.resume()
    this.closed = new Promise((resolve) => {
      socket.on('close', (hadError) => {
        resolve({ closeCode: hadError ? 1006 : 1000, error: undefined, completed: this.#hasEnded && !hadError })
      })
    })
  }

  get isOpen(): boolean {
    return this.#socket.writable
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength
  }

  sendSound(payload: Uint8Array): void {
    if (!this.isOpen) return
    for (let at = 0; at < payload.length; at += MAX_PAYLOAD_BYTES) {
      this.#socket.write(frameOf(this.#type, payload.subarray(at, at + MAX_PAYLOAD_BYTES)))
    }
  }

  end(): void {
    this.#hasEnded = true
    if (this.isOpen) this.#socket.end(frameOf(HANGUP, new Uint8Array(0)))
  }

  cut(): void {
    this.#socket.resetAndDestroy()
  }
}

function frameOf(type: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(3 + payload.length)
  frame.writeUInt8(type, 0)
  frame.writeUInt16BE(payload.length, 1)
  frame.set(payload, 3)
  return frame
}
