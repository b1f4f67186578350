import { bytesPerEncodedSample } from '@souffleur/audio'
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

interface Trouble {
  readonly reason: CallEndReason
  readonly errorCode: ErrorCode | undefined
}

/** Where the next connection of a channel goes on: its dialect counts from zero again. */
interface ChannelPlace {
  endSamples: number
  nextSequence: number
}

/**
 * A call whose channels come over connections of their own, as from a switch that can only fork one party at a time. It starts with
 * its first leg and ends with its last. A leg that joins later, or comes back, has its sound placed where the call is by then; what it
 * missed since it left is a gap, what came before it first joined is none.
 *
 * After that its positions are its own samples, counted: where two switches' clocks run apart, so do the positions of the two parties, by
 * 0.18 seconds an hour for clocks that differ by 50 parts in a million. Nothing is cut or stretched to hide it.
 */
export class JoinedCall {
  readonly call: LiveCall
  readonly #clock: Clock
  readonly #offer: CallOffer
  readonly #sourceId: string
  readonly #startedAtMs: number
  readonly #places: readonly ChannelPlace[]
  readonly #legs = new Map<number, CallLeg>()
  /** Of legs that left for no good reason and haven't come back, the earliest first. */
  readonly #troubles = new Map<number, Trouble>()
  #started = false

  /** @param offer of the whole call: see {@link wholeOffer} */
  constructor(call: LiveCall, offer: CallOffer, { sourceId, clock }: { readonly sourceId: string; readonly clock: Clock }) {
    this.call = call
    this.#clock = clock
    this.#offer = offer
    this.#sourceId = sourceId
    this.#startedAtMs = clock.monotonicMs()
    this.#places = offer.channels.map(() => ({ endSamples: 0, nextSequence: 0 }))
  }

  /**
   * `call.duplicate-id` when somebody is that leg already, or for another platform's call; `call.leg-mismatch` when its sound isn't what
   * the first leg's is.
   */
  join({ encoding, sampleRate }: CallOffer, leg: Leg): Result<CallPart, 'call.duplicate-id' | 'call.leg-mismatch'> {
    if (leg.sourceId !== this.#sourceId) return err('call.duplicate-id')
    const channelIndex = this.#offer.channels.indexOf(leg.channel)
    const place = this.#places[channelIndex]
    const fits = encoding === this.#offer.encoding && sampleRate === this.#offer.sampleRate
    if (place === undefined || !fits) return err('call.leg-mismatch')
    if (this.call.hasEnded || this.#legs.has(channelIndex)) return err('call.duplicate-id')
    const sinceStartMs = this.#clock.monotonicMs() - this.#startedAtMs
    // A peer that sent faster than time passed is not heard to say its next words before its last.
    const startSamples = Math.max(place.endSamples, Math.round((sinceStartMs * sampleRate) / 1000))
    if (place.nextSequence === 0) this.call.startChannelAt(channelIndex, startSamples)
    const part = new CallLeg(this, { channelIndex, startSamples, startSequence: place.nextSequence })
    this.#legs.set(channelIndex, part)
    this.#troubles.delete(channelIndex)
    return ok(part)
  }

  start(): void {
    if (!this.#started) this.call.start()
    this.#started = true
  }

  accept(frame: MediaFrame): FrameRefusal | undefined {
    const refusal = this.call.accept(frame)
    const place = this.#places[frame.channelIndex]
    if (refusal === undefined && place !== undefined) {
      const samples = frame.payload.byteLength / bytesPerEncodedSample(this.#offer.encoding)
      place.endSamples = Math.max(place.endSamples, frame.positionSamples + samples)
      place.nextSequence = Math.max(place.nextSequence, frame.sequence + 1)
    }
    return refusal
  }

  /** Both legs ask, each for its own connection: it is done once. */
  pause(requestedBy: string): void {
    if (this.call.pausedBy === undefined) this.call.pause(requestedBy)
  }

  resume(requestedBy: string): void {
    if (this.call.pausedBy !== undefined) this.call.resume(requestedBy)
  }

  /** The call ends with its last leg, for the first reason that wasn't a good one and that no return has mended. */
  leave(channelIndex: number, reason: CallEndReason, errorCode: ErrorCode | undefined): void {
    this.#legs.delete(channelIndex)
    if (reason !== CallEndReason.COMPLETED) this.#troubles.set(channelIndex, { reason, errorCode })
    if (this.#legs.size > 0 || this.call.hasEnded) return
    const [trouble = { reason, errorCode }] = this.#troubles.values()
    this.call.end(trouble.reason, trouble.errorCode)
  }
}

interface LegPlace {
  readonly channelIndex: number
  readonly startSamples: number
  readonly startSequence: number
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

  get pausedBy(): string | undefined {
    return this.#joined.call.pausedBy
  }

  start(): void {
    this.#joined.start()
  }

  accept(frame: MediaFrame): FrameRefusal | undefined {
    const { channelIndex, startSamples, startSequence } = this.#place
    if (frame.channelIndex !== 0) return 'media.frame-channel'
    const positionSamples = frame.positionSamples + startSamples
    return this.#joined.accept({ channelIndex, sequence: frame.sequence + startSequence, positionSamples, payload: frame.payload })
  }

  noteBadFrame(code: ErrorCode): void {
    this.#joined.call.noteBadFrame(code)
  }

  pause(requestedBy: string): void {
    this.#joined.pause(requestedBy)
  }

  resume(requestedBy: string): void {
    this.#joined.resume(requestedBy)
  }

  speak(language: CallOffer['language']): void {
    this.#joined.call.speak(language)
  }

  sweep(): void {
    this.#joined.call.sweep()
  }

  end(reason: CallEndReason, errorCode: ErrorCode | undefined): void {
    this.#joined.leave(this.#place.channelIndex, reason, errorCode)
  }
}
