export interface PayloadBatch {
  readonly startSamples: number
  readonly payload: Uint8Array<ArrayBuffer>
}

/** Joins consecutive payloads until they hold a batch's worth of samples. The result is a copy: it keeps no socket buffer alive. */
export class AudioBatcher {
  readonly #batchBytes: number
  readonly #pieces: Uint8Array[] = []
  #startSamples = 0
  #bytes = 0

  constructor(batchBytes: number) {
    this.#batchBytes = batchBytes
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0
  }

  /** The payload has to start where the one before ended; {@link take} first when it doesn't. */
  add(positionSamples: number, payload: Uint8Array): PayloadBatch | undefined {
    if (this.#pieces.length === 0) this.#startSamples = positionSamples
    this.#pieces.push(payload)
    this.#bytes += payload.byteLength
    return this.#bytes >= this.#batchBytes ? this.take() : undefined
  }

  /** What waits, however little. */
  take(): PayloadBatch | undefined {
    if (this.#pieces.length === 0) return undefined
    const payload = new Uint8Array(this.#bytes)
    let offset = 0
    for (const piece of this.#pieces) {
      payload.set(piece, offset)
      offset += piece.byteLength
    }
    this.#pieces.length = 0
    this.#bytes = 0
    return { startSamples: this.#startSamples, payload }
  }
}
