import type { StreamMedia } from './twilio-messages.ts'

const SAMPLES_PER_MS = 8
/** A chunk that follows on is taken to join what came before, unless its timestamp says that this much lies in between: three frames. */
const JITTER_SAMPLES = 60 * SAMPLES_PER_MS
/** Whole milliseconds don't tell samples: half a frame. */
const ROUNDING_SAMPLES = 10 * SAMPLES_PER_MS

/** Where each of a track's chunks belongs: counted while they follow on, by their timestamps when they don't. */
export class TrackTimeline {
  #nextSamples = 0
  #lastChunk = 0

  /**
   * @param originMs the timestamp at which the call's audio starts
   * @returns samples since then; 0 for what would be before
   */
  place({ chunk, timestamp }: Pick<StreamMedia, 'chunk' | 'timestamp'>, originMs: number, samples: number): number {
    const stamped = Math.max(0, (timestamp - originMs) * SAMPLES_PER_MS)
    const tolerance = chunk === this.#lastChunk + 1 ? JITTER_SAMPLES : ROUNDING_SAMPLES
    const position = Math.abs(stamped - this.#nextSamples) < tolerance ? this.#nextSamples : stamped
    if (chunk > this.#lastChunk) this.#lastChunk = chunk
    // A chunk from the past fills its own place and moves nothing.
    if (position + samples > this.#nextSamples) this.#nextSamples = position + samples
    return position
  }
}
