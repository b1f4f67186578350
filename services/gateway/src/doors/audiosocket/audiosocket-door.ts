import { createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Endpoint } from '../../endpoint.ts'
import type { Gateway } from '../../gateway.ts'
import type { Wire } from '../../wire.ts'
import { isLoopback } from '../door-access.ts'
import type { SourceKeys } from '../source-keys.ts'
import { AudioSocketDialect } from './audiosocket-dialect.ts'
import { FrameReader } from './frame-codec.ts'
import { createTicketEndpoint } from './ticket-endpoint.ts'
import { type TicketedCall, TicketOffice } from './ticket-office.ts'

const NAME = 'audiosocket'

export interface AudioSocketParts {
  /** Of those who may ask for tickets. */
  readonly keys: SourceKeys
  readonly clock: Clock
  readonly log: Log
  /** A connection of this machine needs a ticket too: where a proxy stands in front, every peer seems to be of this machine. */
  readonly alwaysTickets?: boolean
}

export interface AudioSocketDoor {
  /** Where tickets are had. */
  readonly endpoint: Endpoint
  /**
   * @param port 0 for a free one
   * @throws AppError `port.in-use`
   */
  listen(gateway: Gateway, host: string, port: number): Promise<AudioSocketListener>
}

export interface AudioSocketListener {
  readonly port: number
  /** No more connections; resolves when those that are open have ended: the gateway's `stop` ends them. */
  stop(): Promise<void>
}

/** A peer that doesn't answer the end of the stream is cut off. */
const CLOSE_TIMEOUT_MS = 2000

/** Asterisk's AudioSocket, over TCP, with Asterisk as the client. It carries one channel and has no credentials: see {@link TicketOffice}. */
export function createAudioSocketDoor(parts: AudioSocketParts): AudioSocketDoor {
  const { clock, log } = parts
  const tickets = new TicketOffice(clock)
  let taken: number | undefined
  return {
    endpoint: createTicketEndpoint({ ...parts, door: NAME, tickets, port: () => taken }),
    async listen(gateway, host, port) {
      const server = createServer((socket) => welcome(socket, { ...parts, gateway, tickets }))
      taken = await listening(server, host, port)
      log.info('AudioSocket listens.', { event: 'audiosocket-listening', port: taken })
      return { port: taken, stop: () => closed(server) }
    },
  }
}

interface Welcome extends AudioSocketParts {
  readonly gateway: Gateway
  readonly tickets: TicketOffice
}

function welcome(socket: Socket, { gateway, tickets, clock, log, alwaysTickets = false }: Welcome): void {
  // `close` follows, and says all that matters.
  socket.on('error', () => {})
  const isLocal = !alwaysTickets && isLoopback(socket.remoteAddress)
  const callOf = (uuid: string) => tickets.take(uuid) ?? (isLocal ? localCall(uuid) : undefined)
  const connection = gateway.connect({
    door: NAME,
    wire: tcpWire(socket, clock),
    openDialect: (signals) => new AudioSocketDialect(signals, callOf),
  })
  if (connection === undefined) {
    log.warn('A peer was refused.', { code: 'call.too-many', door: NAME })
    socket.destroy()
    return
  }
  const reader = new FrameReader((frame) => connection.onMessage(frame, true))
  socket.on('data', (chunk: Buffer) => reader.push(chunk))
  // Asterisk has no other word for the end of a call.
  socket.on('end', () => {
    if (reader.isMidFrame) connection.badFrame('media.frame-truncated')
    else connection.onFarewell()
  })
  socket.on('close', () => connection.onClosed())
}

/** Of a program on this machine that has no ticket: the UUID is the call's id. */
function localCall(uuid: string): TicketedCall {
  return {
    callId: uuid,
    channels: ['mixed'],
    language: 'auto',
    queue: 'default',
    title: '',
    synthetic: false,
    metadata: {},
    wantsEvents: false,
  }
}

function tcpWire(socket: Socket, clock: Clock): Wire {
  return {
    get bufferedAmount() {
      return socket.writableLength
    },
    send(message) {
      if (socket.writable) socket.write(message)
    },
    // The protocol has none: a peer that says nothing at all is silent.
    ping() {},
    close() {
      const cancel = clock.setTimer(() => socket.destroy(), CLOSE_TIMEOUT_MS)
      socket.once('close', cancel)
      socket.end()
    },
    cut: () => socket.destroy(),
  }
}

function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    // After the start there is nobody to reject to: a connection that can't be taken in is the peer's to try again.
    server.on('error', (error: Error & { code?: string }) => {
      reject(error.code === 'EADDRINUSE' ? new AppError('port.in-use', `${host}:${port} (AudioSocket)`) : error)
    })
    server.listen({ host, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
