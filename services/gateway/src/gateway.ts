import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Bus } from '@souffleur/bus'
import { type CancelTimer, type Clock, err, ok, type Result } from '@souffleur/flow'
import type { CallEvent, ErrorCode, NativeHello } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { type WebSocket, WebSocketServer } from 'ws'
import { CallRegistry } from './call-registry.ts'
import { addCounters, type ChannelCounters, createCounters } from './channel-account.ts'
import { defaultGatewayConfig, type GatewayConfig } from './gateway-config.ts'
import { createGatewayMetrics, type GatewayMetrics } from './gateway-metrics.ts'
import { LiveCall } from './live-call.ts'
import { NativeSocket } from './native-socket.ts'
import { type Authorise, judge, refuseUpgrade } from './upgrade-gate.ts'

export interface GatewayOptions {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly authorise: Authorise
  /** False while one more call couldn't be recognised in time: it is refused with `call.no-capacity`. */
  readonly hasRoom?: () => boolean
  /** What is left out is as in {@link defaultGatewayConfig}. */
  readonly config?: Partial<GatewayConfig>
}

export interface Gateway {
  /** For an HTTP server's `upgrade` event. False when the path isn't under `/telephony/`, and the socket is somebody else's. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Calls whose audio is being received. */
  activeCalls(): number
  /** Ends every call, with what was heard published, and resolves once all sockets are closed. */
  stop(): Promise<void>
}

export const NATIVE_PATH = '/telephony/stream'
const TELEPHONY_PREFIX = '/telephony/'
const BUS_GROUP = 'gateway'
/** Larger messages end the call; a frame between this and its own limit is only dropped. */
const MAX_MESSAGE_BYTES = 1024 * 1024
const STOP_TIMEOUT_MS = 2000

export function createGateway(options: GatewayOptions): Gateway {
  return new NativeGateway(options)
}

class NativeGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #config: GatewayConfig
  readonly #log: Log
  readonly #metrics: GatewayMetrics
  readonly #registry: CallRegistry
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES, clientTracking: false })
  readonly #sockets = new Set<NativeSocket>()
  readonly #socketByCall = new Map<string, NativeSocket>()
  /** Ended calls whose end the bus had no room for yet. */
  readonly #untoldEnds = new Set<LiveCall>()
  readonly #totalsOfEnded: ChannelCounters = createCounters()
  readonly #unsubscribe: () => void
  #cancelSweep: CancelTimer | undefined
  #pendingUpgrades = 0
  #stopping = false
  #noSockets = () => {}

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#config = Object.freeze({ ...defaultGatewayConfig, ...options.config })
    this.#log = options.log.child({ service: 'gateway' })
    this.#registry = new CallRegistry(this.#config.maxCalls)
    this.#metrics = createGatewayMetrics(options.metrics, { activeCalls: () => this.activeCalls(), totals: () => this.#totals() })
    this.#unsubscribe = options.bus.subscribeEvents(BUS_GROUP, (event) => this.#dispatch(event))
  }

  activeCalls(): number {
    return this.#registry.running
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const [path = ''] = (request.url ?? '').split('?')
    if (!path.startsWith(TELEPHONY_PREFIX)) return false
    // A peer that hangs up during the verdict must not bring the process down.
    socket.on('error', () => socket.destroy())
    const refusal = this.#refusalOf(path)
    if (refusal !== undefined) refuseUpgrade(socket, refusal)
    else void this.#judgeAndOpen(request, socket, head)
    return true
  }

  async stop(): Promise<void> {
    this.#stopping = true
    for (const socket of this.#sockets) socket.stop()
    if (this.#sockets.size > 0) await this.#socketsClose()
    if (this.#untoldEnds.size > 0) await this.#options.bus.settled()
    this.#tellEnds()
    this.#cancelSweep?.()
    this.#unsubscribe()
    this.#server.close()
  }

  #refusalOf(path: string): ErrorCode | undefined {
    if (this.#stopping) return 'call.server-stopping'
    if (path !== NATIVE_PATH) return 'request.not-found'
    const greeting = [...this.#sockets].filter((socket) => socket.isGreeting).length + this.#pendingUpgrades
    return greeting >= this.#config.maxGreetings ? 'call.too-many' : undefined
  }

  async #judgeAndOpen(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    this.#pendingUpgrades += 1
    const { authorise, clock } = this.#options
    const verdict = await judge(request, authorise, clock, this.#config.authoriseTimeoutMs)
    this.#pendingUpgrades -= 1
    if (verdict.ok && !this.#stopping) {
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, verdict.advisorId))
      return
    }
    const code = verdict.ok ? 'call.server-stopping' : verdict.code
    this.#metrics.noteReport(code)
    this.#log.warn('An audio socket was refused.', { code })
    refuseUpgrade(socket, code)
  }

  #open(webSocket: WebSocket, advisorId: string | undefined): void {
    const socket: NativeSocket = new NativeSocket(webSocket, {
      ...this.#callPorts(),
      admit: (hello) => this.#admit(hello, advisorId ?? hello.advisorId ?? '', () => socket),
      ended: (call) => this.#end(call),
      closed: () => this.#close(socket),
    })
    this.#sockets.add(socket)
    this.#keepSweeping()
  }

  #admit(hello: NativeHello, advisorId: string, socket: () => NativeSocket): Result<LiveCall, ErrorCode> {
    if (this.#options.hasRoom?.() === false) return err('call.no-capacity')
    const admission = this.#registry.admit(hello.callId ?? randomUUID())
    if (!admission.ok) return err(admission.error)
    this.#socketByCall.set(admission.value.callId, socket())
    const language = hello.language === 'auto' ? (this.#config.queueLanguages.get(hello.queue) ?? 'auto') : hello.language
    return ok(new LiveCall(this.#callPorts(), { hello: { ...hello, language }, admission: admission.value, advisorId }))
  }

  #end(call: LiveCall): void {
    this.#registry.vacate(call.admission)
    for (const counters of call.counters) addCounters(this.#totalsOfEnded, counters)
    if (call.deliverEnd()) return
    this.#untoldEnds.add(call)
    this.#log.error('The end of a call waits for room on the bus.', { code: 'bus.overflow', callId: call.admission.callId })
  }

  #close(socket: NativeSocket): void {
    this.#sockets.delete(socket)
    const { call } = socket
    if (call !== undefined) {
      this.#socketByCall.delete(call.admission.callId)
      if (!this.#untoldEnds.has(call)) this.#registry.release(call.admission)
    }
    if (this.#sockets.size === 0) this.#noSockets()
  }

  #dispatch(event: CallEvent): void {
    this.#socketByCall.get(event.callId)?.receive(event)
  }

  #keepSweeping(): void {
    this.#cancelSweep ??= this.#options.clock.setTimer(() => {
      this.#cancelSweep = undefined
      const nowMs = this.#options.clock.monotonicMs()
      for (const socket of this.#sockets) socket.sweep(nowMs)
      this.#tellEnds()
      if (this.#sockets.size > 0 || this.#untoldEnds.size > 0) this.#keepSweeping()
    }, this.#config.sweepMs)
  }

  #tellEnds(): void {
    for (const call of this.#untoldEnds) {
      if (!call.deliverEnd()) continue
      this.#untoldEnds.delete(call)
      if (!this.#socketByCall.has(call.admission.callId)) this.#registry.release(call.admission)
    }
  }

  /** A peer that doesn't answer the close is cut off. */
  async #socketsClose(): Promise<void> {
    const cancel = this.#options.clock.setTimer(() => {
      for (const socket of this.#sockets) socket.cut()
    }, STOP_TIMEOUT_MS)
    await new Promise<void>((resolve) => {
      this.#noSockets = resolve
    })
    cancel()
  }

  #totals(): ChannelCounters {
    const totals = { ...this.#totalsOfEnded }
    for (const { call } of this.#sockets) {
      if (call === undefined || call.hasEnded) continue
      for (const counters of call.counters) addCounters(totals, counters)
    }
    return totals
  }

  #callPorts() {
    const { bus, clock } = this.#options
    return { bus, clock, log: this.#log, metrics: this.#metrics, config: this.#config }
  }
}
