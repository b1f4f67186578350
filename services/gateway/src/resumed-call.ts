import type { CallEndReason, ErrorCode, MediaFrame } from '@souffleur/proto'
import type { FrameRefusal } from './call-audio.ts'
import type { CallOffer } from './call-offer.ts'
import type { CallPart } from './call-part.ts'
import type { CallPlace } from './call-place.ts'
import type { LiveCall } from './live-call.ts'

/** Batches that the gateway before may have sent since it last said how far it was. */
const SEQUENCE_MARGIN = 1000

/**
 * A call whose gateway died, and whose platform has come back to this one. Its transcript, its suggestions and its summary go on; what was
 * said in between is a gap. The platform counts its samples from zero again: they are placed where the call is by now.
 */
export class ResumedCall implements CallPart {
  readonly #call: LiveCall
  readonly #startSamples: number

  /** @param ageMs since the call began */
  constructor(
    call: LiveCall,
    { place, ageMs, sampleRate }: { readonly place: CallPlace; readonly ageMs: number; readonly sampleRate: number },
  ) {
    this.#call = call
    // A peer that sent faster than time passed is not heard to say its next words before its last.
    this.#startSamples = Math.max(Math.round((ageMs * sampleRate) / 1000), ...place.ends)
    call.takeUp({ ...place, sequences: place.sequences.map((sequence) => sequence + SEQUENCE_MARGIN) })
  }

  get admission() {
    return this.#call.admission
  }

  get hasEnded(): boolean {
    return this.#call.hasEnded
  }

  get failure(): ErrorCode | undefined {
    return this.#call.failure
  }

  get pausedBy(): string | undefined {
    return this.#call.pausedBy
  }

  start(): void {
    this.#call.goOn()
  }

  accept(frame: MediaFrame): FrameRefusal | undefined {
    return this.#call.accept({ ...frame, positionSamples: frame.positionSamples + this.#startSamples })
  }

  noteBadFrame(code: ErrorCode): void {
    this.#call.noteBadFrame(code)
  }

  pause(requestedBy: string): void {
    this.#call.pause(requestedBy)
  }

  resume(requestedBy: string): void {
    this.#call.resume(requestedBy)
  }

  speak(language: CallOffer['language']): void {
    this.#call.speak(language)
  }

  sweep(): void {
    this.#call.sweep()
  }

  end(reason: CallEndReason, errorCode: ErrorCode | undefined): void {
    this.#call.end(reason, errorCode)
  }
}
