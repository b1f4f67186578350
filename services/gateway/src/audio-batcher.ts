export interface PayloadBatch {
  readonly startSamples: number
  /** Part of a larger buffer: mind its `byteOffset`. */
  readonly payload: Uint8Array<ArrayBuffer>
}

/** A typed array of its own costs more than the 320 bytes of a batch: they are cut from a larger one. */
const SLAB_BYTES = 8192

/** Joins consecutive payloads until they hold a batch's worth of samples. They are copied at once, and keep no socket buffer alive. */
export class AudioBatcher {
  readonly #batchBytes: number
  #slab = new Uint8Array(0)
  /** The batch in the making. */
  #start = 0
  #end = 0
  #startSamples = 0

  constructor(batchBytes: number) {
    this.#batchBytes = batchBytes
  }

  get isEmpty(): boolean {
    return this.#start === this.#end
  }

  /** The payload has to start where the one before ended; {@link take} first when it doesn't. */
  add(positionSamples: number, payload: Uint8Array): PayloadBatch | undefined {
    if (this.isEmpty) this.#startSamples = positionSamples
    if (this.#end + payload.byteLength > this.#slab.byteLength) this.#moveToNewSlab(payload.byteLength)
    this.#slab.set(payload, this.#end)
    this.#end += payload.byteLength
    return this.#end - this.#start >= this.#batchBytes ? this.take() : undefined
  }

  /** What waits, however little. */
  take(): PayloadBatch | undefined {
    if (this.isEmpty) return undefined
    const payload = this.#slab.subarray(this.#start, this.#end)
    this.#start = this.#end
    return { startSamples: this.#startSamples, payload }
  }

  #moveToNewSlab(moreBytes: number): void {
    const waiting = this.#slab.subarray(this.#start, this.#end)
    const slab = new Uint8Array(Math.max(SLAB_BYTES, waiting.byteLength + moreBytes))
    slab.set(waiting)
    this.#slab = slab
    this.#start = 0
    this.#end = waiting.byteLength
  }
}
