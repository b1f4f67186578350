import { type CallSound, type ClientCall, nativeProtocol, type TelephonyClient, type TelephonyClientOptions } from '@souffleur/media-client'
import { type CallEnded, CallEndReason, type CallEvent, type Channel } from '@souffleur/proto'
import { expect } from 'vitest'
import { noSourceKeys } from '../../src/doors/source-keys.ts'
import { type RunningGateway, type RunningGatewayOptions, runGateway } from '../running-gateway.ts'
import type { DoorListener, DoorUnderTest } from './door-under-test.ts'
import { dialRaw, type RawPeer } from './raw-peer.ts'

/** A call that came through the door: its client, and what the gateway calls it. */
export interface BenchCall {
  readonly client: TelephonyClient
  readonly sound: CallSound
  readonly id: string
}

export type OpenBench = (options?: RunningGatewayOptions) => Promise<DoorBench>

/** The sound that tests ask for; a protocol carries it as it can. */
const STEREO: CallSound = { channels: ['customer', 'advisor'], encoding: 'pcmu', sampleRateHz: 8000 }
const NEIGHBOUR = 'neighbour'

/** A gateway with the door under test, a neighbour's call that must lose nothing, and a look at everything that is published. */
export class DoorBench {
  readonly gateway: RunningGateway
  /** What the protocol's client connects to. */
  readonly serverUrl: string
  readonly #door: DoorUnderTest
  readonly #listener: DoorListener | undefined
  readonly #path: string
  readonly #raw: RawPeer[] = []
  readonly #clients: TelephonyClient[] = []
  #neighbour: TelephonyClient | undefined
  #neighbourSamples = 0
  #ids = 0

  static async open(door: DoorUnderTest, options: RunningGatewayOptions = {}): Promise<DoorBench> {
    const { entrance, keys = noSourceKeys } = door
    let path = ''
    const gateway = await runGateway({
      ...options,
      openDoors(parts) {
        if (entrance.kind === 'listener') return []
        const opened = entrance.create({ ...parts, keys })
        path = opened.path
        return [opened]
      },
    })
    const { clock, log } = gateway
    const listener = entrance.kind === 'listener' ? await entrance.listen({ keys, clock, log, gateway: gateway.gateway }) : undefined
    const bench = new DoorBench(door, { gateway, listener, path })
    await bench.#settleNeighbour()
    return bench
  }

  private constructor(
    door: DoorUnderTest,
    { gateway, listener, path }: { gateway: RunningGateway; listener: DoorListener | undefined; path: string },
  ) {
    this.#door = door
    this.gateway = gateway
    this.#listener = listener
    this.#path = path
    this.serverUrl = listener?.url ?? this.#httpUrl
  }

  get #httpUrl(): string {
    return new URL(this.gateway.url.replace(/^ws/, 'http')).origin
  }

  nextCallId(): string {
    this.#ids += 1
    return this.#door.callId?.(this.#ids) ?? `call-${this.#ids}`
  }

  gatewayCallId(callId: string): string {
    return this.#door.gatewayCallId?.(callId) ?? callId
  }

  /** @throws as the client does when it is refused. */
  async call(options: TelephonyClientOptions = {}, call: Partial<ClientCall> = {}): Promise<BenchCall> {
    const { protocol } = this.#door
    const sound = protocol.soundOf({ ...STEREO, ...call })
    const offered = { ...call, ...sound, callId: call.callId ?? this.nextCallId() }
    const client = await protocol.connect(this.serverUrl, offered, { clock: this.gateway.clock, ...options })
    this.#clients.push(client)
    return { client, sound, id: client.callId }
  }

  async raw(callId: string): Promise<RawPeer> {
    const { dial } = this.#door.spoken
    const url = this.#listener?.url ?? `${this.serverUrl.replace(/^http/, 'ws')}${this.#path}`
    const peer = await dialRaw(dial?.(this.serverUrl, callId) ?? { url })
    this.#raw.push(peer)
    return peer
  }

  /** Resolves once something that isn't time has made it true. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await isSo())) {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
    }
  }

  /** Resolves once the gateway has taken in that many bytes of audio since the bench opened, the neighbour's apart. */
  heardBytes(bytes: number): Promise<void> {
    return this.until(async () => (await this.#receivedBytes()) - this.#neighbourSamples >= bytes)
  }

  ended(callId: string): Promise<void> {
    return this.until(() => this.endOf(callId) !== undefined)
  }

  endOf(callId: string): CallEnded | undefined {
    return this.gateway.endOf(callId)
  }

  /** The events of a call of that case, in order. */
  events<Case extends CallEvent['body']['case']>(callId: string, name: Case): Extract<CallEvent['body'], { case: Case }>[] {
    return this.gateway.eventsOf(callId).flatMap(({ body }) => (isCase(body, name) ? [body] : []))
  }

  /** What was published of a channel's sound, each stretch with its place in samples. */
  heard(callId: string, channel: Channel): { readonly startSamples: number; readonly payload: Buffer }[] {
    const { batches } = this.gateway
    return batches
      .filter((batch) => batch.callId === callId && batch.channel === channel && batch.payload.length > 0)
      .map(({ startSamples, payload }) => ({ startSamples, payload: Buffer.from(payload) }))
  }

  /** The neighbour says 20 ms, and is heard. */
  async checkNeighbour(): Promise<void> {
    const before = await this.#receivedBytes()
    this.#neighbour?.send(this.#neighbourSamples, [new Uint8Array(160).fill(this.#neighbourSamples / 160)])
    this.#neighbourSamples += 160
    await this.until(async () => (await this.#receivedBytes()) >= before + 160)
  }

  /** Ends everything, and checks what has to be true whatever a test did. */
  async close(): Promise<void> {
    const { gateway } = this
    await this.checkNeighbour()
    this.#neighbour?.end()
    await this.#neighbour?.closed
    for (const client of this.#clients) client.disconnect()
    for (const peer of this.#raw) peer.cut()
    await gateway.gateway.stop()
    await gateway.bus.settled()
    await this.#listener?.close()
    await gateway.stop()
    expect(gateway.handlerErrors).toEqual([])
    expect(gateway.log.codes()).not.toContain('internal.unexpected')
    expect(this.endOf(NEIGHBOUR)).toMatchObject({
      reason: CallEndReason.COMPLETED,
      accounts: [{ samplesReceived: this.#neighbourSamples, samplesForwarded: this.#neighbourSamples, samplesLost: 0 }],
    })
    this.#checkAccounts()
  }

  /** Every call that was accepted ended once, and nothing of it was lost from sight. */
  #checkAccounts(): void {
    const { events, batches } = this.gateway
    const idsOf = (name: CallEvent['body']['case']) =>
      events.flatMap(({ callId, epoch, body }) => (body.case === name ? [`${callId} ${epoch}`] : [])).sort()
    expect(idsOf('callEnded')).toEqual(idsOf('callStarted'))
    for (const { callId, epoch, body } of events) {
      if (body.case !== 'callEnded') continue
      for (const account of body.value.accounts) {
        expect(account.samplesReceived).toBe(account.samplesForwarded + account.samplesPaused + account.samplesDropped)
        expect(account.framesReceived).toBe(account.framesForwarded + account.framesPaused + account.framesDropped)
        const mine = batches.filter((batch) => batch.callId === callId && batch.epoch === epoch && batch.channel === account.channel)
        expect(mine.filter(({ endOfChannel }) => endOfChannel)).toHaveLength(1)
        expect(mine.at(-1)?.endOfChannel).toBe(true)
      }
    }
  }

  async #settleNeighbour(): Promise<void> {
    this.#neighbour = await nativeProtocol.connect(
      this.#httpUrl,
      { callId: NEIGHBOUR, channels: ['mixed'], encoding: 'pcmu', sampleRateHz: 8000 },
      { clock: this.gateway.clock },
    )
    await this.checkNeighbour()
  }

  async #receivedBytes(): Promise<number> {
    const text = await this.gateway.metrics.metrics()
    return Number(/souffleur_gateway_audio_bytes_total (\d+)/.exec(text)?.[1] ?? 0)
  }
}

function isCase<Case extends CallEvent['body']['case']>(
  body: CallEvent['body'],
  name: Case,
): body is Extract<CallEvent['body'], { case: Case }> {
  return body.case === name
}
