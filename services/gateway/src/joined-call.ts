import { type Clock, err, ok, type Result } from '@souffleur/flow'
import { CallEndReason, type ErrorCode, type MediaFrame } from '@souffleur/proto'
import type { FrameRefusal } from './call-audio.ts'
import type { CallOffer, Leg } from './call-offer.ts'
import type { CallPart } from './call-part.ts'
import type { LiveCall } from './live-call.ts'

/** The offer of the whole call that a leg belongs to. */
export function wholeOffer(offer: CallOffer, leg: Leg): CallOffer {
  return { ...offer, channels: leg.channels, leg: undefined }
}

/**
 * A call whose channels come over connections of their own, as from a switch that can only fork one party at a time. It starts with
 * its first leg and ends with its last. A leg that joins later has its sound placed where the call is by then.
 */
export class JoinedCall {
  readonly call: LiveCall
  readonly #clock: Clock
  readonly #offer: CallOffer
  readonly #startedAtMs: number
  readonly #legs = new Map<number, CallLeg>()
  #started = false
  #paused = false
  #firstTrouble: { readonly reason: CallEndReason; readonly errorCode: ErrorCode | undefined } | undefined

  /** @param offer of the whole call: see {@link wholeOffer} */
  constructor(call: LiveCall, offer: CallOffer, clock: Clock) {
    this.call = call
    this.#clock = clock
    this.#offer = offer
    this.#startedAtMs = clock.monotonicMs()
  }

  /** `call.duplicate-id` when somebody is that leg already, `call.leg-mismatch` when its sound isn't what the first leg's is. */
  join({ encoding, sampleRate }: CallOffer, leg: Leg): Result<CallPart, 'call.duplicate-id' | 'call.leg-mismatch'> {
    const channelIndex = this.#offer.channels.indexOf(leg.channel)
    const fits = channelIndex >= 0 && encoding === this.#offer.encoding && sampleRate === this.#offer.sampleRate
    if (!fits) return err('call.leg-mismatch')
    if (this.call.hasEnded || this.#legs.has(channelIndex)) return err('call.duplicate-id')
    const sinceStartMs = this.#clock.monotonicMs() - this.#startedAtMs
    const startSamples = this.#legs.size === 0 ? 0 : Math.round((sinceStartMs * sampleRate) / 1000)
    const part = new CallLeg(this, { channelIndex, startSamples })
    this.#legs.set(channelIndex, part)
    return ok(part)
  }

  start(): void {
    if (!this.#started) this.call.start()
    this.#started = true
  }

  pause(requestedBy: string): void {
    if (this.#paused) return
    this.#paused = true
    this.call.pause(requestedBy)
  }

  resume(requestedBy: string): void {
    if (!this.#paused) return
    this.#paused = false
    this.call.resume(requestedBy)
  }

  /** The call ends for the first reason that wasn't a good one. */
  leave(channelIndex: number, reason: CallEndReason, errorCode: ErrorCode | undefined): void {
    this.#legs.delete(channelIndex)
    if (reason !== CallEndReason.COMPLETED) this.#firstTrouble ??= { reason, errorCode }
    if (this.#legs.size > 0 || this.call.hasEnded) return
    const { reason: why, errorCode: code } = this.#firstTrouble ?? { reason, errorCode }
    this.call.end(why, code)
  }
}

interface LegPlace {
  readonly channelIndex: number
  readonly startSamples: number
}

class CallLeg implements CallPart {
  readonly #joined: JoinedCall
  readonly #place: LegPlace

  constructor(joined: JoinedCall, place: LegPlace) {
    this.#joined = joined
    this.#place = place
  }

  get admission() {
    return this.#joined.call.admission
  }

  get hasEnded(): boolean {
    return this.#joined.call.hasEnded
  }

  get failure(): ErrorCode | undefined {
    return this.#joined.call.failure
  }

  start(): void {
    this.#joined.start()
  }

  accept(frame: MediaFrame): FrameRefusal | undefined {
    const { channelIndex, startSamples } = this.#place
    if (frame.channelIndex !== 0) return 'media.frame-channel'
    return this.#joined.call.accept({ ...frame, channelIndex, positionSamples: frame.positionSamples + startSamples })
  }

  pause(requestedBy: string): void {
    this.#joined.pause(requestedBy)
  }

  resume(requestedBy: string): void {
    this.#joined.resume(requestedBy)
  }

  sweep(): void {
    this.#joined.call.sweep()
  }

  end(reason: CallEndReason, errorCode: ErrorCode | undefined): void {
    this.#joined.leave(this.#place.channelIndex, reason, errorCode)
  }
}
