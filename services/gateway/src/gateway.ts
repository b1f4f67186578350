import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Bus, Claim } from '@souffleur/bus'
import { type CancelTimer, type Clock, err, ok, type Result } from '@souffleur/flow'
import type { CallEvent, ChannelAccount, ErrorCode } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { type WebSocket, WebSocketServer } from 'ws'
import { CallConnection } from './call-connection.ts'
import type { CallOffer } from './call-offer.ts'
import type { CallPart } from './call-part.ts'
import { type CallPlace, readPlace, shapeOf } from './call-place.ts'
import { CallRegistry } from './call-registry.ts'
import { addCounters, type ChannelCounters, createCounters } from './channel-account.ts'
import type { Dialect, Door, PeerSignals } from './doors/door.ts'
import type { Endpoint } from './endpoint.ts'
import { defaultGatewayConfig, type GatewayConfig, languageOfCall } from './gateway-config.ts'
import { createGatewayMetrics, type GatewayMetrics } from './gateway-metrics.ts'
import { HeldCalls, type HeldCallsPorts } from './held-calls.ts'
import { JoinedCall, wholeOffer } from './joined-call.ts'
import { LiveCall } from './live-call.ts'
import { ResumedCall } from './resumed-call.ts'
import { type Authorisation, judge, refuseUpgrade } from './upgrade-gate.ts'
import { type Wire, webSocketWire } from './wire.ts'

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

export interface ConnectingPeer {
  /** The name of its door. */
  readonly door: string
  readonly wire: Wire
  readonly advisorId?: string | undefined
  openDialect(signals: PeerSignals): Dialect
}

interface RunningCall {
  readonly call: LiveCall
  readonly door: string
  /** When its channels come over connections of their own. */
  readonly joined: JoinedCall | undefined
  readonly connections: Set<CallConnection>
}

interface Arrival {
  readonly callId: string
  readonly door: string
  readonly connection: CallConnection
}

const TELEPHONY_PREFIX = '/telephony/'
const BUS_GROUP = 'gateway'
/** Larger messages end the call; a frame between this and its own limit is only dropped. */
const MAX_MESSAGE_BYTES = 1024 * 1024
const STOP_TIMEOUT_MS = 2000
/** RFC 6455 section 7.4.1: a normal closure, and one without a status. */
const NORMAL_CLOSURES: readonly number[] = [1000, 1005]

type Admitted = Extract<Authorisation, { ok: true }>

export function createGateway(options: GatewayOptions): Gateway {
  return new TelephonyGateway(options)
}

class TelephonyGateway implements Gateway {
  readonly #options: GatewayOptions
  readonly #config: GatewayConfig
  readonly #log: Log
  readonly #metrics: GatewayMetrics
  readonly #registry: CallRegistry
  readonly #doors: ReadonlyMap<string, { readonly door: Door; readonly server: WebSocketServer }>
  readonly #connections = new Set<CallConnection>()
  readonly #calls = new Map<string, RunningCall>()
  /** Ended calls whose end the bus had no room for yet. */
  readonly #untoldEnds = new Set<LiveCall>()
  readonly #totalsOfEnded: ChannelCounters = createCounters()
  readonly #held: HeldCalls | undefined
  readonly #unsubscribe: () => void
  #cancelSweep: CancelTimer | undefined
  #pendingUpgrades = 0
  #stopping = false
  #noConnections = () => {}

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#config = Object.freeze({ ...defaultGatewayConfig, ...options.config })
    this.#log = options.log.child({ service: 'gateway' })
    this.#registry = new CallRegistry(this.#config.maxCalls)
    this.#metrics = createGatewayMetrics(options.metrics, { activeCalls: () => this.activeCalls(), totals: () => this.#totals() })
    this.#doors = new Map(options.doors.map((door) => [door.path, { door, server: this.#webSocketServer(door) }]))
    const { claims } = options
    this.#held =
      claims === undefined
        ? undefined
        : new HeldCalls({ ...options, log: this.#log, claims, places: () => this.#places(), onLost: (callId) => this.#lose(callId) })
    this.#unsubscribe = options.bus.watchEvents(BUS_GROUP, (event) => this.#dispatch(event))
  }

  activeCalls(): number {
    return this.#registry.running
  }

  accountsOf(callId: string): readonly ChannelAccount[] | undefined {
    const call = this.#calls.get(callId)?.call
    return call === undefined || call.hasEnded ? undefined : call.accounts
  }

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
    const refusal = this.#refusal()
    if (refusal === undefined) void this.#judgeAndOpen(entry, { request, socket, head })
    else this.#refuse(entry.door, socket, refusal)
    return true
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
      ...this.#callPorts(),
      wire,
      openDialect,
      admit: (offer, from) => this.#admit({ ...offer, advisorId: advisorId ?? offer.advisorId }, door, from),
      ended: (part) => this.#end(part),
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
  }

  async stop({ handsOver } = { handsOver: false }): Promise<void> {
    this.#stopping = true
    if (handsOver) for (const { call } of this.#calls.values()) call.lose()
    for (const connection of this.#connections) connection.stop()
    if (this.#connections.size > 0) await this.#connectionsClose()
    if (this.#untoldEnds.size > 0) await this.#options.bus.settled()
    this.#tellEnds()
    await this.#held?.stop()
    this.#cancelSweep?.()
    this.#unsubscribe()
    for (const { server } of this.#doors.values()) server.close()
  }

  #refusal(): ErrorCode | undefined {
    if (this.#stopping) return 'call.server-stopping'
    const greeting = [...this.#connections].filter((connection) => connection.isGreeting).length + this.#pendingUpgrades
    return greeting >= this.#config.maxGreetings ? 'call.too-many' : undefined
  }

  async #judgeAndOpen(
    { door, server }: { readonly door: Door; readonly server: WebSocketServer },
    { request, socket, head }: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
  ): Promise<void> {
    this.#pendingUpgrades += 1
    const verdict = await judge(request, door.authorise, this.#options.clock, this.#config.authoriseTimeoutMs)
    this.#pendingUpgrades -= 1
    if (verdict.ok && !this.#stopping) {
      server.handleUpgrade(request, socket, head, (webSocket) => this.#open(door, { request, webSocket, verdict }))
      return
    }
    this.#refuse(door, socket, verdict.ok ? 'call.server-stopping' : verdict.code)
  }

  #refuse(door: Door, socket: Duplex, code: ErrorCode): void {
    this.#noteRefusal(door, code)
    refuseUpgrade(socket, code)
  }

  #noteRefusal({ name }: Door, code: ErrorCode): void {
    this.#metrics.noteReport(code)
    this.#log.warn('A peer was refused.', { code, door: name })
  }

  #open(door: Door, peer: { readonly request: IncomingMessage; readonly webSocket: WebSocket; readonly verdict: Admitted }): void {
    const { request, webSocket, verdict } = peer
    const connection = this.connect({
      door: door.name,
      wire: webSocketWire(webSocket),
      advisorId: verdict.advisorId,
      openDialect: (signals) => door.open({ request, signals, source: verdict.source }),
    })
    if (connection === undefined) {
      // Others came in during its handshake. What it says by now is nobody's business.
      webSocket.on('error', () => {})
      const code = this.#refusal() ?? 'call.too-many'
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

  #admit(offer: CallOffer, door: string, connection: CallConnection): Result<CallPart, ErrorCode> | Promise<Result<CallPart, ErrorCode>> {
    const running = offer.callId === undefined ? undefined : this.#calls.get(offer.callId)
    if (offer.leg !== undefined && running?.joined !== undefined && running.door === door && !running.call.hasEnded) {
      const part = running.joined.join(offer, offer.leg)
      if (part.ok) running.connections.add(connection)
      return part
    }
    if (this.#options.hasRoom?.() === false) return err('call.no-capacity')
    const callId = offer.callId ?? randomUUID()
    return this.#held === undefined
      ? this.#openCall(offer, { callId, door, connection })
      : this.#claimCall(this.#held, offer, { callId, door, connection })
  }

  async #claimCall(held: HeldCalls, offer: CallOffer, arrival: Arrival): Promise<Result<CallPart, ErrorCode>> {
    const { callId } = arrival
    if (this.#calls.has(callId)) return err('call.duplicate-id')
    const whole = offer.leg === undefined ? offer : wholeOffer(offer, offer.leg)
    const claim = await held.claim(callId, shapeOf(whole))
    if (claim === undefined) return err('call.no-capacity')
    if (claim.kind === 'held') return err('call.duplicate-id')
    const opened = this.#openCall(offer, arrival, claim)
    if (!opened.ok && !this.#calls.has(callId)) held.end(callId)
    return opened
  }

  #openCall(
    offer: CallOffer,
    { callId, door, connection }: Arrival,
    claim?: Exclude<Claim, { kind: 'held' }>,
  ): Result<CallPart, ErrorCode> {
    const admission = this.#registry.admit(callId, claim?.epoch)
    if (!admission.ok) return err(admission.error)
    const whole = offer.leg === undefined ? offer : wholeOffer(offer, offer.leg)
    const language = languageOfCall(this.#config, whole, whole.language)
    const origin = { offer: { ...whole, language }, source: door, admission: admission.value, advisorId: offer.advisorId ?? '' }
    const call = new LiveCall(this.#callPorts(), origin)
    const { clock } = this.#options
    const joined = offer.leg === undefined ? undefined : new JoinedCall(call, whole, { sourceId: offer.leg.sourceId, clock })
    const alone = claim?.kind === 'taken' && claim.facts === shapeOf(whole) ? resumed(call, claim, whole) : call
    const part = joined === undefined || offer.leg === undefined ? ok(alone) : joined.join(offer, offer.leg)
    if (part.ok) this.#calls.set(admission.value.callId, { call, door, joined, connections: new Set([connection]) })
    else this.#registry.release(admission.value)
    return part
  }

  #end({ admission: { callId } }: CallPart): void {
    const call = this.#calls.get(callId)?.call
    if (call === undefined) return
    this.#registry.vacate(call.admission)
    if (!call.isLost) this.#held?.end(callId)
    for (const counters of call.counters) addCounters(this.#totalsOfEnded, counters)
    if (call.deliverEnd()) return
    this.#untoldEnds.add(call)
    this.#log.error('The end of a call waits for room on the bus.', { code: 'bus.overflow', callId })
  }

  #places(): ReadonlyMap<string, CallPlace> {
    return new Map([...this.#calls].flatMap(([callId, { call }]) => (call.hasEnded ? [] : [[callId, call.place] as const])))
  }

  /** This process stood still for so long that another gateway took the call. */
  #lose(callId: string): void {
    const running = this.#calls.get(callId)
    if (running === undefined || running.call.hasEnded) return
    running.call.lose()
    for (const connection of running.connections) connection.fail('call.taken-over')
  }

  #close(connection: CallConnection): void {
    this.#connections.delete(connection)
    const { callId } = connection
    const running = callId === undefined ? undefined : this.#calls.get(callId)
    if (callId !== undefined && running?.connections.delete(connection) && running.connections.size === 0) {
      this.#calls.delete(callId)
      if (!this.#untoldEnds.has(running.call)) this.#registry.release(running.call.admission)
    }
    if (this.#connections.size === 0) this.#noConnections()
  }

  #dispatch(event: CallEvent): void {
    // What masks hide is for the advisor's screen, not for the platform that sends the audio.
    if (event.body.case === 'privateWords' || event.body.case === 'callRecorded') return
    for (const connection of this.#calls.get(event.callId)?.connections ?? []) connection.receive(event)
  }

  #keepSweeping(): void {
    this.#cancelSweep ??= this.#options.clock.setTimer(() => {
      this.#cancelSweep = undefined
      const nowMs = this.#options.clock.monotonicMs()
      for (const connection of this.#connections) connection.sweep(nowMs)
      this.#tellEnds()
      if (this.#connections.size > 0 || this.#untoldEnds.size > 0) this.#keepSweeping()
    }, this.#config.sweepMs)
  }

  #tellEnds(): void {
    for (const call of this.#untoldEnds) {
      if (!call.deliverEnd()) continue
      this.#untoldEnds.delete(call)
      if (!this.#calls.has(call.admission.callId)) this.#registry.release(call.admission)
    }
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

  #webSocketServer(door: Door): WebSocketServer {
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

  #totals(): ChannelCounters {
    const totals = { ...this.#totalsOfEnded }
    for (const { call } of this.#calls.values()) {
      if (call.hasEnded) continue
      for (const counters of call.counters) addCounters(totals, counters)
    }
    return totals
  }

  #callPorts() {
    const { bus, clock } = this.#options
    return { bus, clock, log: this.#log, metrics: this.#metrics, config: this.#config }
  }
}

function resumed(call: LiveCall, { ageMs, progress }: Extract<Claim, { kind: 'taken' }>, { sampleRate, channels }: CallOffer): CallPart {
  const nothing = channels.map(() => 0)
  const place = readPlace(progress) ?? { ends: nothing, sequences: nothing, durationMs: 0 }
  return new ResumedCall(call, { place, ageMs, sampleRate })
}

/** Errors of the network have no code of ws; `close` follows them and ends the call as disconnected. */
function codeOfSocketError({ code }: Error & { code?: string }): ErrorCode | undefined {
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return 'media.frame-oversized'
  return code?.startsWith('WS_ERR_') ? 'stream.message-invalid' : undefined
}
