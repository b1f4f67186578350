import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import type { Bus, CallClaims, Claim } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { CallEndedSchema, CallEndReason, CallEventSchema } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { type CallPlace, readPlace } from './call-place.ts'

export interface HeldCallsPorts {
  readonly claims: Pick<CallClaims, 'claim' | 'note' | 'end' | 'endOrphans'>
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  /** How far the calls of this gateway are, by id. */
  places(): ReadonlyMap<string, CallPlace>
  /** Another gateway has this call by now. */
  onLost(callId: string): void
}

const NOTED_EVERY_MS = 500
/** A gateway that died holds its calls for some seconds more. */
const CLAIM_PATIENCE_MS = 6000
const CLAIM_RETRY_MS = 250
const ORPHANS_EVERY_MS = 2000
/** How long a platform has to come back after its gateway died. */
const ORPHAN_PATIENCE_MS = 30_000

/** The calls that this gateway holds among several: claimed, noted how far they are, let go of; and those of gateways that died are ended. */
export class HeldCalls {
  readonly #ports: HeldCallsPorts
  /** Ended while the server was away: it is told again. */
  readonly #untold = new Set<string>()
  readonly #cancel: CancelTimer[]
  #stopped = false

  constructor(ports: HeldCallsPorts) {
    this.#ports = ports
    this.#cancel = [() => undefined, () => undefined]
    this.#every(0, NOTED_EVERY_MS, () => this.#note())
    this.#every(1, ORPHANS_EVERY_MS, () => this.#endOrphans())
  }

  /** `held` when it runs at a gateway that lives; undefined when nobody could be asked in time. */
  async claim(callId: string, shape: string): Promise<Claim | undefined> {
    const { claims, clock } = this.#ports
    const endMs = clock.monotonicMs() + CLAIM_PATIENCE_MS
    for (;;) {
      const claim = await claims.claim(callId, shape).catch(() => undefined)
      if (claim !== undefined && claim.kind !== 'held') return claim
      if (clock.monotonicMs() >= endMs || this.#stopped) return claim
      await new Promise<void>((resolve) => clock.setTimer(resolve, CLAIM_RETRY_MS))
    }
  }

  end(callId: string): void {
    this.#untold.add(callId)
    void this.#tellEnds()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    for (const cancel of this.#cancel) cancel()
    await this.#tellEnds()
  }

  #every(at: number, ms: number, work: () => Promise<void>): void {
    this.#cancel[at] = this.#ports.clock.setTimer(() => {
      // The bus tells of the server's troubles itself.
      work()
        .catch(() => undefined)
        .finally(() => {
          if (!this.#stopped) this.#every(at, ms, work)
        })
    }, ms)
  }

  async #note(): Promise<void> {
    await this.#tellEnds()
    const places = [...this.#ports.places()].map(([callId, place]) => [callId, JSON.stringify(place)] as const)
    for (const callId of await this.#ports.claims.note(new Map(places))) this.#ports.onLost(callId)
  }

  async #tellEnds(): Promise<void> {
    for (const callId of [...this.#untold]) {
      try {
        await this.#ports.claims.end(callId)
        this.#untold.delete(callId)
      } catch {
        return
      }
    }
  }

  async #endOrphans(): Promise<void> {
    const { claims, bus, clock, log } = this.#ports
    for (const { callId, epoch, progress } of await claims.endOrphans(ORPHAN_PATIENCE_MS)) {
      log.warn('A call whose gateway died did not come back.', { code: 'call.gateway-lost', callId })
      const value = create(CallEndedSchema, {
        reason: CallEndReason.DISCONNECTED,
        durationMs: readPlace(progress)?.durationMs ?? 0,
        takenOver: true,
      })
      const body = { case: 'callEnded', value } as const
      bus.publishEvent(create(CallEventSchema, { eventId: randomUUID(), callId, epoch, occurredAtMs: clock.unixMs(), body }))
    }
  }
}
