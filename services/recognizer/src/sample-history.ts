/** A quarter of a second at 16 kHz. */
const CHUNK_SAMPLES = 4000

/**
 * The last samples of a channel, addressed by their position since the call's start. They lie in chunks that come and go: most channels are
 * silent most of the time, and a thousand calls must not hold the longest segment's room each.
 */
export class SampleHistory {
  readonly #capacity: number
  /** By position divided by the length of a chunk. */
  readonly #chunks = new Map<number, Float32Array>()
  #end = 0
  #start = 0

  /** @param capacity samples that are kept at most */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Position of the oldest sample that is still here. */
  get start(): number {
    return this.#start
  }

  /** Position after the newest sample. */
  get end(): number {
    return this.#end
  }

  append(samples: Float32Array): void {
    for (let taken = 0; taken < samples.length; ) {
      const offset = this.#end % CHUNK_SAMPLES
      const count = Math.min(samples.length - taken, CHUNK_SAMPLES - offset)
      this.#chunkAt(this.#end).set(samples.subarray(taken, taken + count), offset)
      this.#end += count
      taken += count
    }
    this.forgetBefore(this.#end - this.#capacity)
  }

  /** Nobody will ask for what lies before that position. */
  forgetBefore(position: number): void {
    if (position <= this.#start) return
    this.#start = Math.min(position, this.#end)
    const oldest = Math.floor(this.#start / CHUNK_SAMPLES)
    // In the order of their positions, as they were put in.
    for (const index of this.#chunks.keys()) {
      if (index >= oldest) return
      this.#chunks.delete(index)
    }
  }

  /** What comes next doesn't follow on: everything before it is forgotten. */
  restartAt(position: number): void {
    this.#start = position
    this.#end = position
    this.#chunks.clear()
  }

  /** A copy. Positions outside of what is held are left out. */
  slice(from: number, to: number): Float32Array {
    const start = Math.max(from, this.#start)
    const end = Math.max(start, Math.min(to, this.#end))
    const copy = new Float32Array(end - start)
    for (let position = start; position < end; ) {
      const offset = position % CHUNK_SAMPLES
      const count = Math.min(end - position, CHUNK_SAMPLES - offset)
      copy.set(this.#chunkAt(position).subarray(offset, offset + count), position - start)
      position += count
    }
    return copy
  }

  /** Middle of the stretch with the least energy, `width` samples long, between two positions. */
  quietestBetween(from: number, to: number, width: number): number {
    const samples = this.slice(from, to)
    const power = samples.map((sample) => sample * sample)
    let energy = power.subarray(0, width).reduce((sum, value) => sum + value, 0)
    let least = energy
    let quietest = 0
    for (let index = 1; index + width <= power.length; index += 1) {
      energy += (power[index + width - 1] ?? 0) - (power[index - 1] ?? 0)
      if (energy < least) {
        least = energy
        quietest = index
      }
    }
    return Math.max(from, this.#start) + quietest + Math.floor(width / 2)
  }

  #chunkAt(position: number): Float32Array {
    const index = Math.floor(position / CHUNK_SAMPLES)
    const known = this.#chunks.get(index)
    if (known !== undefined) return known
    const chunk = new Float32Array(CHUNK_SAMPLES)
    this.#chunks.set(index, chunk)
    return chunk
  }
}
