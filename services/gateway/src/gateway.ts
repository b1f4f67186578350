import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Bus } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import type { ChannelAccount, ErrorCode } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { CallConnection } from './call-connection.ts'
import type { Door } from './doors/door.ts'
import type { Endpoint } from './endpoint.ts'
import { defaultGatewayConfig, type GatewayConfig } from './gateway-config.ts'
import { createGatewayMetrics, type GatewayMetrics } from './gateway-metrics.ts'
import type { HeldCallsPorts } from './held-calls.ts'
import { RunningCalls } from './running-calls.ts'
import { type ConnectingPeer, WebSocketEntrance } from './web-socket-entrance.ts'

export interface GatewayOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** The ways in, each with a path of its own under `/telephony/`. */
  readonly doors: readonly Door[]
  /** What is answered to plain requests beside them. */
  readonly endpoints?: readonly Endpoint[]
  /** False while one more call couldn't be recognised in time: it is refused with `call.no-capacity`. */
  readonly hasRoom?: () => boolean
  /** Which gateway holds which call, where there are several. */
  readonly claims?: HeldCallsPorts['claims']
  /** What is left out is as in {@link defaultGatewayConfig}. */
  readonly config?: Partial<GatewayConfig>
}

export interface Gateway {
  /** For an HTTP server's `upgrade` event. False when the path isn't under `/telephony/`, and the socket is somebody else's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** For an HTTP server's `request` event. False when no endpoint is there, and the request is somebody else's. */
  handleRequest(request: IncomingMessage, response: ServerResponse): boolean
  /** Takes in a peer whose transport isn't a WebSocket; undefined when no more may come in. The transport calls its `on…` methods. */
  connect(peer: ConnectingPeer): CallConnection | undefined
  /** Calls whose audio is being received. */
  activeCalls(): number
  /** What became of a running call's audio so far; undefined for a call that isn't running. */
  accountsOf(callId: string): readonly ChannelAccount[] | undefined
  /** Takes no new call. Resolves when none runs any more, or after so long. */
  drain(limitMs: number): Promise<void>
  /**
   * Closes every connection, with what was heard published, and resolves once all sockets are closed. Calls end, or, where their platforms can
   * go on at another gateway, are left to it.
   */
  stop(options?: { readonly handsOver: boolean }): Promise<void>
}

const BUS_GROUP = 'gateway'
const STOP_TIMEOUT_MS = 2000

export function createGateway(options: GatewayOptions): Gateway {
  return new TelephonyGateway(options)
}

class TelephonyGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #config: GatewayConfig
  readonly #log: Log
  readonly #metrics: GatewayMetrics
  readonly #entrance: WebSocketEntrance
  readonly #connections = new Set<CallConnection>()
  readonly #calls: RunningCalls
  readonly #unsubscribe: () => void
  #cancelSweep: CancelTimer | undefined
  #stopping = false
  #noConnections = () => {}

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#config = Object.freeze({ ...defaultGatewayConfig, ...options.config })
    this.#log = options.log.child({ service: 'gateway' })
    this.#metrics = createGatewayMetrics(options.metrics, { activeCalls: () => this.activeCalls(), totals: () => this.#calls.totals() })
    this.#calls = new RunningCalls({ ...this.#ports(), claims: options.claims, hasRoom: () => options.hasRoom?.() !== false })
    this.#entrance = new WebSocketEntrance({
      ...this.#ports(),
      doors: options.doors,
      refusal: () => this.#refusal(),
      connect: (peer) => this.connect(peer),
    })
    this.#unsubscribe = options.bus.watchEvents(BUS_GROUP, (event) => this.#calls.dispatch(event))
  }

  activeCalls(): number {
    return this.#calls.count
  }

  accountsOf(callId: string): readonly ChannelAccount[] | undefined {
    return this.#calls.accountsOf(callId)
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    return this.#entrance.handleUpgrade(request, socket, head)
  }

  handleRequest(request: IncomingMessage, response: ServerResponse): boolean {
    const [path] = (request.url ?? '').split('?')
    const endpoint = this.#options.endpoints?.find((each) => each.path === path)
    endpoint?.handle(request, response)
    return endpoint !== undefined
  }

  connect({ door, wire, advisorId, openDialect }: ConnectingPeer): CallConnection | undefined {
    if (this.#refusal() !== undefined) return undefined
    const connection = new CallConnection({
      ...this.#ports(),
      wire,
      openDialect,
      admit: (offer, from) => this.#calls.admit({ ...offer, advisorId: advisorId ?? offer.advisorId }, { door, connection: from }),
      ended: (part) => this.#calls.end(part),
      closed: (closed) => this.#close(closed),
    })
    this.#connections.add(connection)
    this.#keepSweeping()
    return connection
  }

  async drain(limitMs: number): Promise<void> {
    this.#stopping = true
    if (this.activeCalls() === 0) return
    const { clock } = this.#options
    const endMs = clock.monotonicMs() + limitMs
    while (this.activeCalls() > 0 && clock.monotonicMs() < endMs) {
      await new Promise<void>((resolve) => clock.setTimer(resolve, this.#config.sweepMs))
    }
    // Without it, whoever goes on takes the place that was said last.
    await this.#calls.notePlaces()
  }

  async stop({ handsOver } = { handsOver: false }): Promise<void> {
    this.#stopping = true
    if (handsOver) this.#calls.handOver()
    for (const connection of this.#connections) connection.stop()
    if (this.#connections.size > 0) await this.#connectionsClose()
    await this.#calls.stop()
    this.#cancelSweep?.()
    this.#unsubscribe()
    this.#entrance.close()
  }

  #refusal(): ErrorCode | undefined {
    if (this.#stopping) return 'call.server-stopping'
    const greeting = [...this.#connections].filter((connection) => connection.isGreeting).length + this.#entrance.pending
    return greeting >= this.#config.maxGreetings ? 'call.too-many' : undefined
  }

  #close(connection: CallConnection): void {
    this.#connections.delete(connection)
    this.#calls.leave(connection)
    if (this.#connections.size === 0) this.#noConnections()
  }

  #keepSweeping(): void {
    this.#cancelSweep ??= this.#options.clock.setTimer(() => {
      this.#cancelSweep = undefined
      const nowMs = this.#options.clock.monotonicMs()
      for (const connection of this.#connections) connection.sweep(nowMs)
      this.#calls.tellEnds()
      if (this.#connections.size > 0 || this.#calls.hasUntoldEnds) this.#keepSweeping()
    }, this.#config.sweepMs)
  }

  /** A peer that doesn't answer the close is cut off. */
  async #connectionsClose(): Promise<void> {
    const cancel = this.#options.clock.setTimer(() => {
      for (const connection of this.#connections) connection.cut()
    }, STOP_TIMEOUT_MS)
    await new Promise<void>((resolve) => {
      this.#noConnections = resolve
    })
    cancel()
  }

  #ports() {
    const { bus, clock } = this.#options
    return { bus, clock, log: this.#log, metrics: this.#metrics, config: this.#config }
  }
}
