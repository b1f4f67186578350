/** A client may have counted audio that it has not sent yet, as much as a message of it may hold. */
const TOLERANCE_S = 0.5

/** Where the stream is: samples that came, and those that the client says it left out. */
export class StreamPosition {
  readonly #rateHz: number
  #samples = 0

  constructor(rateHz: number) {
    this.#rateHz = rateHz
  }

  get samples(): number {
    return this.#samples
  }

  advance(samples: number): void {
    this.#samples += samples
  }

  /** Leaves out what the client does. What of it lies behind is left out already: a pause may tell again what was discarded in it. */
  skip({ start, discarded }: { readonly start: number; readonly discarded: number }): void {
    const discardedSamples = Math.round(discarded * this.#rateHz)
    const endSamples = Math.round((start + discarded) * this.#rateHz)
    this.#samples += Math.min(discardedSamples, Math.max(0, endSamples - this.#samples))
  }

  differsFrom(positionS: number): boolean {
    return Math.abs(positionS - this.#samples / this.#rateHz) > TOLERANCE_S
  }
}

/** In the protocol's form, to the millisecond. */
export function durationOf(ms: number): string {
  return `PT${Math.max(0, Math.round(ms)) / 1000}S`
}
