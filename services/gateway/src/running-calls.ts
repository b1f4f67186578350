import { randomUUID } from 'node:crypto'
import type { Bus, Claim } from '@souffleur/bus'
import { type Clock, err, ok, type Result } from '@souffleur/flow'
import type { CallEvent, ChannelAccount, ErrorCode } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { CallConnection } from './call-connection.ts'
import type { CallOffer } from './call-offer.ts'
import type { CallPart } from './call-part.ts'
import { type CallPlace, readPlace, shapeOf } from './call-place.ts'
import { CallRegistry } from './call-registry.ts'
import { addCounters, type ChannelCounters, createCounters } from './channel-account.ts'
import { type GatewayConfig, languageOfCall } from './gateway-config.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { HeldCalls, type HeldCallsPorts } from './held-calls.ts'
import { JoinedCall, wholeOffer } from './joined-call.ts'
import { LiveCall } from './live-call.ts'
import { ResumedCall } from './resumed-call.ts'

export interface RunningCallsPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: GatewayMetrics
  readonly config: GatewayConfig
  /** False while one more call couldn't be recognised in time. */
  readonly hasRoom: () => boolean
  /** Which gateway holds which call, where there are several. */
  readonly claims: HeldCallsPorts['claims'] | undefined
}

/** By which door, and over which connection, an offer came. */
export interface OfferedBy {
  readonly door: string
  readonly connection: CallConnection
}

interface RunningCall {
  readonly call: LiveCall
  readonly door: string
  /** When its channels come over connections of their own. */
  readonly joined: JoinedCall | undefined
  readonly connections: Set<CallConnection>
}

type Arrival = OfferedBy & { readonly callId: string }
type Admittance = Result<CallPart, ErrorCode>

/** The calls of this gateway, from the offer that is taken to the end that was told. */
export class RunningCalls {
  readonly #ports: RunningCallsPorts
  readonly #registry: CallRegistry
  readonly #calls = new Map<string, RunningCall>()
  /** Ended calls whose end the bus had no room for yet. */
  readonly #untoldEnds = new Set<LiveCall>()
  readonly #totalsOfEnded: ChannelCounters = createCounters()
  readonly #held: HeldCalls | undefined

  constructor(ports: RunningCallsPorts) {
    this.#ports = ports
    this.#registry = new CallRegistry(ports.config.maxCalls)
    const { claims } = ports
    const places = () => this.#places()
    this.#held = claims === undefined ? undefined : new HeldCalls({ ...ports, claims, places, onLost: (callId) => this.#lose(callId) })
  }

  /** Calls whose audio is being received. */
  get count(): number {
    return this.#registry.running
  }

  get hasUntoldEnds(): boolean {
    return this.#untoldEnds.size > 0
  }

  /** Undefined for a call that isn't running. */
  accountsOf(callId: string): readonly ChannelAccount[] | undefined {
    const call = this.#calls.get(callId)?.call
    return call === undefined || call.hasEnded ? undefined : call.accounts
  }

  /** Of all channels since the start. */
  totals(): ChannelCounters {
    const totals = { ...this.#totalsOfEnded }
    for (const { call } of this.#calls.values()) {
      if (call.hasEnded) continue
      for (const counters of call.counters) addCounters(totals, counters)
    }
    return totals
  }

  /** Takes what is offered for a new call, or for the other channel of one that runs. */
  admit(offer: CallOffer, by: OfferedBy): Admittance | Promise<Admittance> {
    const running = offer.callId === undefined ? undefined : this.#calls.get(offer.callId)
    if (offer.leg !== undefined && running?.joined !== undefined && running.door === by.door && !running.call.hasEnded) {
      const part = running.joined.join(offer, offer.leg)
      if (part.ok) running.connections.add(by.connection)
      return part
    }
    if (!this.#ports.hasRoom()) return err('call.no-capacity')
    const arrival = { ...by, callId: offer.callId ?? randomUUID() }
    return this.#held === undefined ? this.#open(offer, arrival) : this.#claim(this.#held, offer, arrival)
  }

  /** No more audio of a call. */
  end({ admission: { callId } }: CallPart): void {
    const call = this.#calls.get(callId)?.call
    if (call === undefined) return
    this.#registry.vacate(call.admission)
    if (!call.isLost) this.#held?.end(callId)
    for (const counters of call.counters) addCounters(this.#totalsOfEnded, counters)
    if (call.deliverEnd()) return
    this.#untoldEnds.add(call)
    this.#ports.log.error('The end of a call waits for room on the bus.', { code: 'bus.overflow', callId })
  }

  /** A connection is gone; with the last one its call is. */
  leave(connection: CallConnection): void {
    const { callId } = connection
    const running = callId === undefined ? undefined : this.#calls.get(callId)
    if (callId === undefined || running?.connections.delete(connection) !== true || running.connections.size > 0) return
    this.#calls.delete(callId)
    if (!this.#untoldEnds.has(running.call)) this.#registry.release(running.call.admission)
  }

  /** What happened in a call, for its platform. */
  dispatch(event: CallEvent): void {
    // What masks hide is for the advisor's screen, not for the platform that sends the audio.
    if (event.body.case === 'privateWords' || event.body.case === 'callRecorded') return
    for (const connection of this.#calls.get(event.callId)?.connections ?? []) connection.receive(event)
  }

  tellEnds(): void {
    for (const call of this.#untoldEnds) {
      if (!call.deliverEnd()) continue
      this.#untoldEnds.delete(call)
      if (!this.#calls.has(call.admission.callId)) this.#registry.release(call.admission)
    }
  }

  /** Leaves every call to the gateway that its platform calls next. */
  handOver(): void {
    for (const { call } of this.#calls.values()) call.lose()
  }

  /** Says now how far the calls are, for whoever goes on with them. */
  async notePlaces(): Promise<void> {
    await this.#held?.note().catch(() => undefined)
  }

  /** Once no connection is left. */
  async stop(): Promise<void> {
    if (this.hasUntoldEnds) await this.#ports.bus.settled()
    this.tellEnds()
    await this.#held?.stop()
  }

  async #claim(held: HeldCalls, offer: CallOffer, arrival: Arrival): Promise<Admittance> {
    const { callId } = arrival
    if (this.#calls.has(callId)) return err('call.duplicate-id')
    const claim = await held.claim(callId, shapeOf(whole(offer)))
    if (claim === undefined) return err('call.no-capacity')
    if (claim.kind === 'held') return err('call.duplicate-id')
    const opened = this.#open(offer, arrival, claim)
    if (!opened.ok && !this.#calls.has(callId)) held.end(callId)
    return opened
  }

  #open(offer: CallOffer, { callId, door, connection }: Arrival, claim?: Exclude<Claim, { kind: 'held' }>): Admittance {
    const admission = this.#registry.admit(callId, claim?.epoch)
    if (!admission.ok) return err(admission.error)
    const { config, clock } = this.#ports
    const entire = whole(offer)
    const language = languageOfCall(config, entire, entire.language)
    const origin = { offer: { ...entire, language }, source: door, admission: admission.value, advisorId: offer.advisorId ?? '' }
    const call = new LiveCall(this.#ports, origin)
    const joined = offer.leg === undefined ? undefined : new JoinedCall(call, entire, { sourceId: offer.leg.sourceId, clock })
    const alone = claim?.kind === 'taken' && claim.facts === shapeOf(entire) ? resumed(call, claim, entire) : call
    const part = joined === undefined || offer.leg === undefined ? ok(alone) : joined.join(offer, offer.leg)
    if (part.ok) this.#calls.set(admission.value.callId, { call, door, joined, connections: new Set([connection]) })
    else this.#registry.release(admission.value)
    return part
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
}

/** What is offered over one connection of several is offered for the call that all of them make. */
function whole(offer: CallOffer): CallOffer {
  return offer.leg === undefined ? offer : wholeOffer(offer, offer.leg)
}

function resumed(call: LiveCall, { ageMs, progress }: Extract<Claim, { kind: 'taken' }>, { sampleRate, channels }: CallOffer): CallPart {
  const nothing = channels.map(() => 0)
  const place = readPlace(progress) ?? { ends: nothing, sequences: nothing, durationMs: 0 }
  return new ResumedCall(call, { place, ageMs, sampleRate })
}
