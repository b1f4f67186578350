/** The last samples of a channel, addressed by their position since the call's start. */
export class SampleHistory {
  readonly #ring: Float32Array
  #end = 0
  #start = 0

  constructor(capacity: number) {
    this.#ring = new Float32Array(capacity)
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
    const offset = this.#end % this.#ring.length
    const untilWrap = Math.min(samples.length, this.#ring.length - offset)
    this.#ring.set(samples.subarray(0, untilWrap), offset)
    this.#ring.set(samples.subarray(untilWrap), 0)
    this.#end += samples.length
    this.#start = Math.max(this.#start, this.#end - this.#ring.length)
  }

  /** What comes next doesn't follow on: everything before it is forgotten. */
  restartAt(position: number): void {
    this.#start = position
    this.#end = position
  }

  /** A copy. Positions outside of what is held are left out. */
  slice(from: number, to: number): Float32Array {
    const start = Math.max(from, this.#start)
    const end = Math.max(start, Math.min(to, this.#end))
    const copy = new Float32Array(end - start)
    const offset = start % this.#ring.length
    const untilWrap = Math.min(copy.length, this.#ring.length - offset)
    copy.set(this.#ring.subarray(offset, offset + untilWrap))
    copy.set(this.#ring.subarray(0, copy.length - untilWrap), untilWrap)
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
}
