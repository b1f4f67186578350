import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '@souffleur/flow'
import { type ErrorCode, errorCatalogue } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Endpoint } from '../../endpoint.ts'
import { judge } from '../../upgrade-gate.ts'
import { authoriseBearers } from '../door-access.ts'
import type { SourceKeys } from '../source-keys.ts'
import { TICKET_LIFE_MS, type TicketOffice } from './ticket-office.ts'
import { readTicketRequest } from './ticket-request.ts'

export const TICKETS_PATH = '/telephony/tickets'

export interface TicketEndpointParts {
  /** The name of the door whose credentials are asked for. */
  readonly door: string
  readonly tickets: TicketOffice
  /** Where the ticket is good; undefined until somebody listens. */
  readonly port: () => number | undefined
  readonly keys: SourceKeys
  readonly clock: Clock
  readonly log: Log
}

const MAX_BODY_BYTES = 16 * 1024
/** For the verdict, and for the body. */
const TIMEOUT_MS = 10_000

type RefusalCode = Extract<
  ErrorCode,
  'request.not-found' | 'request.invalid' | 'request.too-large' | 'stream.unauthorised' | 'stream.foreign-origin' | 'call.too-many'
>

const statuses: Readonly<Record<RefusalCode, number>> = {
  'request.not-found': 404,
  'request.invalid': 400,
  'request.too-large': 413,
  'stream.unauthorised': 401,
  'stream.foreign-origin': 403,
  'call.too-many': 503,
}

/**
 * `POST /telephony/tickets`: announces a call for a connection that can't do it itself.
 * Answers `{"ticket": UUID, "expiresInSeconds": 60, "port": 9092}`.
 */
export function createTicketEndpoint(parts: TicketEndpointParts): Endpoint {
  return {
    path: TICKETS_PATH,
    handle(request, response) {
      void new TicketDialogue(parts, request, response).run()
    },
  }
}

class TicketDialogue {
  readonly #parts: TicketEndpointParts
  readonly #request: IncomingMessage
  readonly #response: ServerResponse

  constructor(parts: TicketEndpointParts, request: IncomingMessage, response: ServerResponse) {
    this.#parts = parts
    this.#request = request
    this.#response = response
  }

  async run(): Promise<void> {
    try {
      await this.#answer()
    } catch {
      // The peer went away, or took too long to say what it wants.
      this.#response.destroy()
    }
  }

  async #answer(): Promise<void> {
    const { door, tickets, keys, clock, port } = this.#parts
    if (this.#request.method !== 'POST') {
      this.#refuse('request.not-found')
      return
    }
    const verdict = await judge(this.#request, authoriseBearers(door, keys), clock, TIMEOUT_MS)
    if (!verdict.ok) {
      this.#refuse(verdict.code === 'stream.foreign-origin' ? verdict.code : 'stream.unauthorised')
      return
    }
    const body = await readBody(this.#request, clock)
    const call = body === undefined ? undefined : readTicketRequest(body, this.#request.headers['content-type'], verdict.source?.id ?? '')
    const ticket = call?.ok === true ? tickets.issue(call.value) : undefined
    if (call === undefined) this.#refuse('request.too-large')
    else if (!call.ok) this.#refuse('request.invalid', call.error)
    else if (ticket === undefined) this.#refuse('call.too-many')
    else this.#reply(201, { ticket, expiresInSeconds: TICKET_LIFE_MS / 1000, port: port() })
  }

  #refuse(code: RefusalCode, detail?: string): void {
    const { door, log } = this.#parts
    log.warn('A ticket was refused.', { code, door })
    const { message, action } = errorCatalogue[code]
    // What the peer still has to say is not waited for.
    this.#response.setHeader('connection', 'close')
    this.#reply(statuses[code], { error: { code, message, action, ...(detail === undefined ? {} : { detail }) } })
  }

  #reply(status: number, body: object): void {
    this.#response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    this.#response.end(JSON.stringify(body))
  }
}

/** Undefined when it is too long. @throws when the peer goes away or takes too long. */
async function readBody(request: IncomingMessage, clock: Clock): Promise<string | undefined> {
  const cancel = clock.setTimer(() => request.destroy(), TIMEOUT_MS)
  try {
    const parts: Buffer[] = []
    let bytes = 0
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > MAX_BODY_BYTES) return undefined
      parts.push(part)
    }
    return Buffer.concat(parts).toString('utf8')
  } finally {
    cancel()
  }
}
