export interface PayloadBatch {
  readonly startSamples: number
  /** Part of a larger buffer: mind its `byteOffset`. */
  readonly payload: Uint8Array<ArrayBuffer>
}

/**
 * Joins consecutive payloads until they hold a batch's worth of samples. They are copied at once, and keep no socket buffer alive. The
 * batch in the making lies in a buffer that lives as long as the channel; a finished one is cut from Node's pool, because for some hundred
 * bytes an allocation, and the garbage collector's look at thousands of new buffers, cost more than a second copy.
 */
export class AudioBatcher {
  readonly #batchBytes: number
  #pending: Uint8Array
  #filled = 0
  #startSamples = 0

  constructor(batchBytes: number) {
    this.#batchBytes = batchBytes
    this.#pending = new Uint8Array(2 * batchBytes)
  }

  get isEmpty(): boolean {
    return this.#filled === 0
  }

  /** The payload has to start where the one before ended; {@link take} first when it doesn't. */
  add(positionSamples: number, payload: Uint8Array): PayloadBatch | undefined {
    if (this.isEmpty) this.#startSamples = positionSamples
    const filled = this.#filled + payload.byteLength
    if (filled > this.#pending.byteLength) this.#makeRoomFor(filled)
    this.#pending.set(payload, this.#filled)
    this.#filled = filled
    return filled >= this.#batchBytes ? this.take() : undefined
  }

  /** What waits, however little. */
  take(): PayloadBatch | undefined {
    if (this.isEmpty) return undefined
    const payload = Buffer.copyBytesFrom(this.#pending, 0, this.#filled)
    this.#filled = 0
    return { startSamples: this.#startSamples, payload }
  }

  #makeRoomFor(bytes: number): void {
    const larger = new Uint8Array(bytes)
    larger.set(this.#pending.subarray(0, this.#filled))
    this.#pending = larger
  }
}
