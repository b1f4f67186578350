import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from './voice-detector.ts'

/** Everything is compared at 4 kHz: most of a voice's power lies below 2 kHz, and it costs a sixteenth. */
const DECIMATION = 4
const PER_MS = SAMPLE_RATE_HZ / DECIMATION / 1000
const WINDOW = WINDOW_SAMPLES / DECIMATION
/** What is compared: the window and what came before it. */
const COMPARED = 96 * PER_MS
const LONGEST_DELAY = 160 * PER_MS
const HELD = COMPARED + LONGEST_DELAY + 300 * PER_MS
/** A copy is at least so much weaker than what it is a copy of. */
const LEAST_LOSS_DB = 8
/** Likeness, as a correlation coefficient, that is a copy for sure; unrelated voices reach 0.5 at some delay. */
const SURE_LIKENESS = 0.75
/** Likeness that is enough at the delay and about the loudness of the copies before. */
const KNOWN_LIKENESS = 0.4
const KNOWN_LOUDER_DB = 8
const OFTEN_ENOUGH = 2
const DELAY_TOLERANCE = 3
/** What is much weaker than the copy just before it isn't a voice of its own. */
const ECHOING_WINDOWS = 12
const ECHOING_SHARE = 0.25
/** A search over all delays costs a quarter of a millisecond: not at every window, once a delay is known. */
const WINDOWS_BETWEEN_SEARCHES = 4
/** After so many windows that look like no copy, the known delay is forgotten: 20 s of speech. */
const FORGOTTEN_AFTER = 600

/** One channel's recent sound at 4 kHz, by position, and where somebody speaks in it. */
export class ChannelSound {
  readonly #ring = new Float32Array(2 * HELD)
  /** Ends of the last windows, at 16 kHz, in which this channel's own voice is heard. */
  readonly #spoken: number[] = []
  #held = 0
  /** In samples at 4 kHz since the call's start. */
  #end = 0

  /** In samples at 16 kHz since the call's start. */
  get end(): number {
    return this.#end * DECIMATION
  }

  restartAt(position: number): void {
    this.#end = Math.round(position / DECIMATION)
    this.#held = 0
    this.#spoken.length = 0
  }

  /** Its own voice is heard in the window that ends there, as far as is known. */
  noteVoice(end: number): void {
    this.#spoken.push(end)
    if (this.#spoken.length > SPOKEN_WINDOWS) this.#spoken.shift()
  }

  /** What was taken for its voice is another's. */
  withdrawVoice(end: number): void {
    const index = this.#spoken.lastIndexOf(end)
    if (index >= 0) this.#spoken.splice(index, 1)
  }

  /** Its own voice is heard somewhere between two positions at 16 kHz. */
  speaksBetween(from: number, to: number): boolean {
    return this.#spoken.some((end) => end > from && end - WINDOW_SAMPLES < to)
  }

  append(window: Float32Array): void {
    if (this.#held + WINDOW > this.#ring.length) {
      this.#ring.copyWithin(0, this.#held - HELD, this.#held)
      this.#held = HELD
    }
    for (let index = 0; index < WINDOW; index += 1) {
      const at = index * DECIMATION
      const sum = (window[at] ?? 0) + (window[at + 1] ?? 0) + (window[at + 2] ?? 0) + (window[at + 3] ?? 0)
      this.#ring[this.#held + index] = sum / DECIMATION
    }
    this.#held += WINDOW
    this.#end += WINDOW
  }

  /** A view of `length` samples at 4 kHz that end at a position at 16 kHz; `undefined` when they aren't all here. */
  before(position: number, length: number): Float32Array | undefined {
    const to = this.#held - (this.#end - Math.round(position / DECIMATION))
    return to > this.#held || to < length ? undefined : this.#ring.subarray(to - length, to)
  }
}

const SPOKEN_WINDOWS = HELD / WINDOW

interface Known {
  readonly delay: number
  /** Power of the copy to that of the original, tracked slowly. */
  readonly lossDb: number
  /** Once is chance: voices of the same pitch look alike for a moment. */
  readonly seen: number
}

interface Compared {
  readonly copy: Float32Array
  readonly copyPower: number
  readonly original: Float32Array
}

interface Match {
  readonly delay: number
  readonly likeness: number
}

/** Tells whether one channel's sound is a weaker, later copy of another's. One for each direction; it remembers delay and loss. */
export class LeakFinder {
  #known: Known | undefined
  #sinceSearch = WINDOWS_BETWEEN_SEARCHES
  #sinceCopy = Infinity
  #copyPower = 0

  /** Whether the window of `heard` that ends at `end` (16 kHz) holds nothing but a copy of `other`. */
  isCopy(heard: ChannelSound, other: ChannelSound, end: number): boolean {
    const copy = heard.before(end, COMPARED)
    const original = other.before(end, COMPARED + LONGEST_DELAY)
    if (copy === undefined || original === undefined) return false
    const copyPower = meanPower(copy)
    if (this.#find({ copy, copyPower, original }, (delay) => spokeBefore(other, end, delay))) {
      this.#sinceCopy = 0
      this.#copyPower = copyPower
      return true
    }
    this.#sinceCopy += 1
    if (this.#sinceCopy > FORGOTTEN_AFTER) this.#known = undefined
    // The voice detector goes on hearing a voice for a while after it.
    return this.#sinceCopy <= ECHOING_WINDOWS && copyPower < ECHOING_SHARE * this.#copyPower
  }

  #find({ copy, copyPower, original }: Compared, spoke: (delay: number) => boolean): boolean {
    if (copyPower === 0 || decibels(copyPower / loudestStretch(original)) > -LEAST_LOSS_DB) return false
    const found = this.#matchAtKnownDelay(copy, original) ?? this.#search(copy, original)
    return found !== undefined && spoke(found.delay) && this.#accept(found, copyPower, meanPower(at(original, found.delay)))
  }

  #matchAtKnownDelay(copy: Float32Array, original: Float32Array): Match | undefined {
    if (this.#known === undefined) return undefined
    const { delay } = this.#known
    const match = bestMatch(copy, original, { from: delay - DELAY_TOLERANCE, to: delay + DELAY_TOLERANCE, step: 1 })
    return match.likeness >= KNOWN_LIKENESS ? match : undefined
  }

  #search(copy: Float32Array, original: Float32Array): Match | undefined {
    this.#sinceSearch += 1
    if (this.#known !== undefined && this.#sinceSearch < WINDOWS_BETWEEN_SEARCHES) return undefined
    this.#sinceSearch = 0
    const { delay } = bestMatch(copy, original, { from: 0, to: LONGEST_DELAY, step: 2 })
    return bestMatch(copy, original, { from: delay - 1, to: delay + 1, step: 1 })
  }

  #accept({ delay, likeness }: Match, copyPower: number, originalPower: number): boolean {
    const lossDb = decibels(copyPower / originalPower)
    if (lossDb > -LEAST_LOSS_DB) return false
    const known = this.#known
    const agrees = known !== undefined && Math.abs(delay - known.delay) <= DELAY_TOLERANCE && lossDb <= known.lossDb + KNOWN_LOUDER_DB
    const isSure = likeness >= SURE_LIKENESS
    if (isSure) this.#known = { delay, lossDb: agrees ? 0.9 * known.lossDb + 0.1 * lossDb : lossDb, seen: agrees ? known.seen + 1 : 1 }
    return isSure || (agrees && known.seen >= OFTEN_ENOUGH && likeness >= KNOWN_LIKENESS)
  }
}

/** A copy of a copy isn't one: where the other channel only echoes this one, a steady voice resembles itself a few periods earlier. */
function spokeBefore(other: ChannelSound, end: number, delay: number): boolean {
  const to = end - delay * DECIMATION
  return other.speaksBetween(to - WINDOW_SAMPLES, to)
}

/** Of the samples that lie a delay before the last ones. */
function at(original: Float32Array, delay: number): Float32Array {
  return original.subarray(original.length - delay - COMPARED, original.length - delay)
}

interface Delays {
  readonly from: number
  readonly to: number
  /** Of the delays and of the samples that are compared. */
  readonly step: number
}

function bestMatch(copy: Float32Array, original: Float32Array, { from, to, step }: Delays): Match {
  let best: Match = { delay: Math.max(0, from), likeness: -1 }
  let copyEnergy = Number.MIN_VALUE
  for (let index = 0; index < COMPARED; index += step) copyEnergy += (copy[index] ?? 0) ** 2
  for (let delay = Math.max(0, from); delay <= Math.min(to, LONGEST_DELAY); delay += step) {
    const start = LONGEST_DELAY - delay
    let product = 0
    let energy = Number.MIN_VALUE
    for (let index = 0; index < COMPARED; index += step) {
      const earlier = original[start + index] ?? 0
      product += (copy[index] ?? 0) * earlier
      energy += earlier * earlier
    }
    // A line may turn the wave upside down.
    const likeness = Math.abs(product) / Math.sqrt(energy * copyEnergy)
    if (likeness > best.likeness) best = { delay, likeness }
  }
  return best
}

function loudestStretch(original: Float32Array): number {
  let most = 0
  for (let start = 0; start + WINDOW <= original.length; start += WINDOW) {
    most = Math.max(most, meanPower(original.subarray(start, start + WINDOW)))
  }
  return most
}

function meanPower(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / samples.length
}

function decibels(ratio: number): number {
  return 10 * Math.log10(ratio)
}
