import { randomUUID } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { type BencodeValue, decodeBencode, encodeBencode } from './bencode.ts'

/** A question to rtpengine, or what makes one. */
export type NgCommand = Readonly<Record<string, BencodeValue>> & { readonly command: string }

/** rtpengine as a call needs it; both return the rewritten session description. */
export interface MediaRelay {
  offer(question: Readonly<Record<string, BencodeValue>>): Promise<string>
  answer(question: Readonly<Record<string, BencodeValue>>): Promise<string>
  delete(question: Readonly<Record<string, BencodeValue>>): Promise<void>
}

const reply = z.object({ result: z.string(), sdp: z.string().optional(), 'error-reason': z.string().optional() })
type Reply = z.infer<typeof reply>

interface Pending {
  resolve(reply: Reply): void
  cancel: CancelTimer
}

const MAX_PENDING = 256
/** UDP loses datagrams: the same question again, with the same cookie, which rtpengine answers from memory. */
const RETRY_AFTER_MS = [400, 800, 1600]

/**
 * rtpengine's NG protocol over UDP: a cookie, a space and a bencoded dictionary.
 * Source: https://rtpengine.readthedocs.io/en/latest/ng_control_protocol.html
 */
export class RtpengineClient implements MediaRelay {
  readonly #socket: Socket
  readonly #clock: Clock
  readonly #host: string
  readonly #port: number
  readonly #pending = new Map<string, Pending>()

  constructor({ host, port, clock }: { readonly host: string; readonly port: number; readonly clock: Clock }) {
    this.#host = host
    this.#port = port
    this.#clock = clock
    this.#socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
    this.#socket.on('message', (bytes) => this.#onMessage(bytes))
    // An address that can't be reached shows as a question without an answer.
    this.#socket.on('error', () => undefined)
  }

  async ping(): Promise<void> {
    const { result } = await this.ask({ command: 'ping' })
    if (result !== 'pong') throw new AppError('stream.unreachable', `rtpengine: ${result}`)
  }

  async offer(question: Readonly<Record<string, BencodeValue>>): Promise<string> {
    return sdpOf(await this.ask({ ...question, command: 'offer' }))
  }

  async answer(question: Readonly<Record<string, BencodeValue>>): Promise<string> {
    return sdpOf(await this.ask({ ...question, command: 'answer' }))
  }

  async delete(question: Readonly<Record<string, BencodeValue>>): Promise<void> {
    await this.ask({ ...question, command: 'delete' })
  }

  /** @throws AppError `stream.unreachable` when rtpengine doesn't answer, `call.too-many` when too many questions wait. */
  ask(command: NgCommand): Promise<Reply> {
    if (this.#pending.size >= MAX_PENDING) return Promise.reject(new AppError('call.too-many', 'questions to rtpengine'))
    const cookie = randomUUID()
    const datagram = Buffer.from(`${cookie} ${encodeBencode(command)}`)
    return new Promise((resolve, reject) => {
      const attempt = (index: number): void => {
        const waitMs = RETRY_AFTER_MS[index]
        if (waitMs === undefined) {
          this.#pending.delete(cookie)
          reject(new AppError('stream.unreachable', 'rtpengine does not answer'))
          return
        }
        this.#socket.send(datagram, this.#port, this.#host, () => undefined)
        this.#pending.set(cookie, { resolve, cancel: this.#clock.setTimer(() => attempt(index + 1), waitMs) })
      }
      attempt(0)
    })
  }

  close(): void {
    for (const { cancel } of this.#pending.values()) cancel()
    this.#pending.clear()
    this.#socket.close()
  }

  #onMessage(bytes: Buffer): void {
    const space = bytes.indexOf(0x20)
    const cookie = bytes.toString('latin1', 0, Math.max(0, space))
    const pending = this.#pending.get(cookie)
    if (pending === undefined) return
    const parsed = reply.safeParse(decodeBencode(bytes.subarray(space + 1)))
    if (!parsed.success) return
    this.#pending.delete(cookie)
    pending.cancel()
    pending.resolve(parsed.data)
  }
}

/** rtpengine's own words name no person: they may be written down. */
function sdpOf({ result, sdp, 'error-reason': reason }: Reply): string {
  if (result === 'ok' && sdp !== undefined) return sdp
  throw new AppError('stream.media-unsupported', `rtpengine: ${reason ?? result}`)
}
