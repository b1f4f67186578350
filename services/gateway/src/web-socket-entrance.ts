import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '@souffleur/flow'
import type { ErrorCode } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { type WebSocket, WebSocketServer } from 'ws'
import type { CallConnection } from './call-connection.ts'
import type { Dialect, Door, PeerSignals } from './doors/door.ts'
import type { GatewayConfig } from './gateway-config.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { type Authorisation, judge, refuseUpgrade } from './upgrade-gate.ts'
import { type Wire, webSocketWire } from './wire.ts'

export interface ConnectingPeer {
  /** The name of its door. */
  readonly door: string
  readonly wire: Wire
  readonly advisorId?: string | undefined
  openDialect(signals: PeerSignals): Dialect
}

export interface WebSocketEntrancePorts {
  readonly doors: readonly Door[]
  readonly clock: Clock
  readonly log: Log
  readonly metrics: GatewayMetrics
  readonly config: GatewayConfig
  /** Why nobody may come in now; undefined when somebody may. */
  refusal(): ErrorCode | undefined
  connect(peer: ConnectingPeer): CallConnection | undefined
}

/** One upgrade of an HTTP connection. */
interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

interface OpenDoor {
  readonly door: Door
  readonly server: WebSocketServer
}

type Admitted = Extract<Authorisation, { ok: true }>

const TELEPHONY_PREFIX = '/telephony/'
/** Larger messages end the call; a frame between this and its own limit is only dropped. */
const MAX_MESSAGE_BYTES = 1024 * 1024
/** RFC 6455 section 7.4.1: a normal closure, and one without a status. */
const NORMAL_CLOSURES: readonly number[] = [1000, 1005]

/** Where platforms that speak WebSocket come in: each door has a path, and decides who may pass. */
export class WebSocketEntrance {
  readonly #ports: WebSocketEntrancePorts
  readonly #doors: ReadonlyMap<string, OpenDoor>
  #pending = 0

  constructor(ports: WebSocketEntrancePorts) {
    this.#ports = ports
    this.#doors = new Map(ports.doors.map((door) => [door.path, { door, server: this.#serverOf(door) }]))
  }

  /** Peers that are being judged. */
  get pending(): number {
    return this.#pending
  }

  /** False when the path isn't under `/telephony/`, and the socket is somebody else's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [path = ''] = (request.url ?? '').split('?')
    if (!path.startsWith(TELEPHONY_PREFIX)) return false
    // A peer that hangs up during the verdict must not bring the process down.
    socket.on('error', () => socket.destroy())
    const entry = this.#doors.get(path)
    if (entry === undefined) {
      refuseUpgrade(socket, 'request.not-found')
      return true
    }
    const refusal = this.#ports.refusal()
    if (refusal === undefined) void this.#judgeAndOpen(entry, { request, socket, head })
    else this.#refuse(entry.door, socket, refusal)
    return true
  }

  close(): void {
    for (const { server } of this.#doors.values()) server.close()
  }

  async #judgeAndOpen({ door, server }: OpenDoor, { request, socket, head }: Upgrade): Promise<void> {
    const { clock, config, refusal } = this.#ports
    this.#pending += 1
    const verdict = await judge(request, door.authorise, clock, config.authoriseTimeoutMs)
    this.#pending -= 1
    if (!verdict.ok) this.#refuse(door, socket, verdict.code)
    else if (refusal() === 'call.server-stopping') this.#refuse(door, socket, 'call.server-stopping')
    else server.handleUpgrade(request, socket, head, (webSocket) => this.#open(door, { request, webSocket, verdict }))
  }

  #refuse(door: Door, socket: Duplex, code: ErrorCode): void {
    this.#noteRefusal(door, code)
    refuseUpgrade(socket, code)
  }

  #noteRefusal({ name }: Door, code: ErrorCode): void {
    this.#ports.metrics.noteReport(code)
    this.#ports.log.warn('A peer was refused.', { code, door: name })
  }

  #open(door: Door, peer: { readonly request: IncomingMessage; readonly webSocket: WebSocket; readonly verdict: Admitted }): void {
    const { request, webSocket, verdict } = peer
    const connection = this.#ports.connect({
      door: door.name,
      wire: webSocketWire(webSocket),
      advisorId: verdict.advisorId,
      openDialect: (signals) => door.open({ request, signals, source: verdict.source }),
    })
    if (connection === undefined) {
      // Others came in during its handshake. What it says by now is nobody's business.
      webSocket.on('error', () => {})
      const code = this.#ports.refusal() ?? 'call.too-many'
      this.#noteRefusal(door, code)
      webSocketWire(webSocket).close('failed', code)
      return
    }
    webSocket.on('message', (data: Buffer, isBinary: boolean) => connection.onMessage(data, isBinary))
    webSocket.on('pong', () => connection.onSignOfLife())
    webSocket.on('error', (error: Error & { code?: string }) => {
      const code = codeOfSocketError(error)
      if (code !== undefined) connection.onBroken(code)
    })
    webSocket.on('close', (closeCode: number) => {
      if (door.endsByClosing === true && NORMAL_CLOSURES.includes(closeCode)) connection.onFarewell()
      connection.onClosed()
    })
  }

  #serverOf(door: Door): WebSocketServer {
    const server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      clientTracking: false,
      handleProtocols: (asked) => [...asked].find((protocol) => door.subprotocols.includes(protocol)) ?? false,
    })
    // A handshake that is none: ws would say so in words that no platform knows, and nobody here would hear of it.
    server.on('wsClientError', (_error, socket) => this.#refuse(door, socket, 'request.invalid'))
    return server
  }
}

/** Errors of the network have no code of ws; `close` follows them and ends the call as disconnected. */
function codeOfSocketError({ code }: Error & { code?: string }): ErrorCode | undefined {
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'media.frame-oversized'
  return code?.startsWith('WS_ERR_') ? 'stream.message-invalid' : undefined
}
