import type { CallEndReason, ErrorCode, MediaFrame } from '@souffleur/proto'
import type { FrameRefusal } from './call-audio.ts'
import type { CallOffer } from './call-offer.ts'
import type { Admission } from './call-registry.ts'

/** What one connection does with its call: all of it, or one leg of it. */
export interface CallPart {
  readonly admission: Admission
  /** The whole call, not only this part. */
  readonly hasEnded: boolean
  /** Set once something refuses this call's events: it has to end. */
  readonly failure: ErrorCode | undefined
  /** Who has paused the whole call; undefined while it is listened to. */
  readonly pausedBy: string | undefined
  start(): void
  /** Undefined when the frame was taken. */
  accept(frame: MediaFrame): FrameRefusal | undefined
  /** A frame of the call's that could not be read. */
  noteBadFrame(code: ErrorCode): void
  pause(requestedBy: string): void
  resume(requestedBy: string): void
  /** The language of what follows. */
  speak(language: CallOffer['language']): void
  /** Moves on what a stalled sender left behind. */
  sweep(): void
  end(reason: CallEndReason, errorCode: ErrorCode | undefined): void
}
