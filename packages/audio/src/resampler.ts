import { designLowPass } from './low-pass.ts'

/**
 * Streaming sampling-rate conversion. Output is the same however the input is cut into blocks, and is aligned with it: output
 * sample k stands for time k / toHz. To have that without guessing ahead, it lags {@link Resampler.lagSamples} input samples.
 */
export interface Resampler {
  /** Input samples that have to come after a moment before its output does. */
  readonly lagSamples: number
  /** Int16 is read as -1 to 1. */
  push(samples: Float32Array | Int16Array): Float32Array<ArrayBuffer>
  /** The rest, as though silence followed; N input samples give ceil(N * toHz / fromHz) in all. Then it starts afresh. */
  flush(): Float32Array<ArrayBuffer>
}

/**
 * Taps a phase at the lower of the two rates. With the 84 dB window below they give a transition 0.083 of that rate wide
 * (660 Hz at 8 kHz); it starts at 3,440 Hz for telephone audio, above its 3,400 Hz, and ends at 4,100 Hz.
 */
const TAPS_AT_LOWER_RATE = 64
const STOP_BAND_DB = 84
/** Middle of the transition, as a share of the lower rate's Nyquist frequency. */
const CUTOFF_SHARE = 0.9425
const INT16_SCALE = 1 / 32_768
const INITIAL_CAPACITY = 4096
const NO_WEIGHTS = new Float64Array(0)

/** @throws RangeError when a rate isn't a whole number of hertz. */
export function createResampler(fromHz: number, toHz = 16_000): Resampler {
  for (const rate of [fromHz, toHz]) {
    if (!Number.isInteger(rate) || rate < 1) throw new RangeError(`rate ${rate}: expected a whole number of hertz`)
  }
  return fromHz === toHz ? new Passage() : new PolyphaseResampler(fromHz, toHz)
}

class Passage implements Resampler {
  readonly lagSamples = 0

  push(samples: Float32Array | Int16Array): Float32Array<ArrayBuffer> {
    if (samples instanceof Float32Array) return Float32Array.from(samples)
    return Float32Array.from(samples, (sample) => sample * INT16_SCALE)
  }

  flush(): Float32Array<ArrayBuffer> {
    return new Float32Array(0)
  }
}

/**
 * Up by `up`, low-pass, down by `down`, computing only the outputs that stay and only the products that aren't zero
 * (Crochiere and Rabiner, "Multirate Digital Signal Processing", 1983, chapter 3).
 */
class PolyphaseResampler implements Resampler {
  readonly lagSamples: number
  readonly #up: number
  readonly #down: number
  readonly #taps: number
  readonly #phases: readonly Float64Array[]
  /** Input from `#firstHeld` on; it begins with the silence before the first sample. */
  #held = new Float64Array(INITIAL_CAPACITY)
  #heldCount = 0
  #firstHeld = 0
  #received = 0
  #produced = 0

  constructor(fromHz: number, toHz: number) {
    const divisor = greatestCommonDivisor(fromHz, toHz)
    this.#up = toHz / divisor
    this.#down = fromHz / divisor
    this.#taps = 2 * Math.ceil((TAPS_AT_LOWER_RATE * Math.max(1, fromHz / toHz)) / 2)
    this.lagSamples = this.#taps / 2
    this.#phases = polyphases(fromHz, toHz, this.#up, this.#taps)
    this.#startAfresh()
  }

  push(samples: Float32Array | Int16Array): Float32Array<ArrayBuffer> {
    this.#hold(samples, samples instanceof Int16Array ? INT16_SCALE : 1)
    this.#received += samples.length
    // Output k needs the inputs up to floor(k * down / up) + lagSamples.
    const reach = this.#received - this.lagSamples
    return this.#produceUntil(reach <= 0 ? 0 : Math.ceil((reach * this.#up) / this.#down))
  }

  flush(): Float32Array<ArrayBuffer> {
    const total = Math.ceil((this.#received * this.#up) / this.#down)
    this.#hold(new Float32Array(this.lagSamples), 1)
    const rest = this.#produceUntil(total)
    this.#startAfresh()
    return rest
  }

  #produceUntil(end: number): Float32Array<ArrayBuffer> {
    const output = new Float32Array(Math.max(0, end - this.#produced))
    const held = this.#held
    for (let index = 0; index < output.length; index += 1) {
      const time = (this.#produced + index) * this.#down
      const phase = this.#phases[time % this.#up] ?? NO_WEIGHTS
      const first = Math.floor(time / this.#up) - this.lagSamples + 1 - this.#firstHeld
      let sum = 0
      for (let tap = 0; tap < this.#taps; tap += 1) sum += (phase[tap] ?? 0) * (held[first + tap] ?? 0)
      output[index] = sum
    }
    this.#produced += output.length
    this.#forget()
    return output
  }

  #hold(samples: Float32Array | Int16Array, scale: number): void {
    const needed = this.#heldCount + samples.length
    if (needed > this.#held.length) {
      const larger = new Float64Array(2 * needed)
      larger.set(this.#held.subarray(0, this.#heldCount))
      this.#held = larger
    }
    for (let index = 0; index < samples.length; index += 1) this.#held[this.#heldCount + index] = (samples[index] ?? 0) * scale
    this.#heldCount = needed
  }

  /** Drops what no later output needs. */
  #forget(): void {
    const firstNeeded = Math.floor((this.#produced * this.#down) / this.#up) - this.lagSamples + 1
    const surplus = Math.min(firstNeeded - this.#firstHeld, this.#heldCount)
    if (surplus <= 0) return
    this.#held.copyWithin(0, surplus, this.#heldCount)
    this.#heldCount -= surplus
    this.#firstHeld += surplus
  }

  #startAfresh(): void {
    this.#held.fill(0)
    this.#heldCount = this.lagSamples
    this.#firstHeld = -this.lagSamples
    this.#received = 0
    this.#produced = 0
  }
}

/** Phase p, tap j weighs the input j - taps/2 + 1 samples after the output's own moment, p/up of a sample past the grid. */
function polyphases(fromHz: number, toHz: number, up: number, taps: number): Float64Array[] {
  const cutoff = (CUTOFF_SHARE * Math.min(fromHz, toHz)) / (2 * fromHz)
  const lowPass = designLowPass({ cutoff, halfWidth: taps / 2, stopBandDb: STOP_BAND_DB })
  return Array.from({ length: up }, (_, phase) => {
    const weights = Float64Array.from({ length: taps }, (__, tap) => lowPass(phase / up - (tap - taps / 2 + 1)))
    // Every phase passes a constant unchanged; without this, silence with an offset would carry a faint whistle.
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return weights.map((weight) => weight / sum)
  })
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
