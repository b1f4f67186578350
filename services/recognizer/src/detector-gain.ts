import { WINDOW_MS, WINDOW_SAMPLES } from './voice-detector.ts'

/** Levels in dB of full scale, of windows of 32 ms. */
const WANTED_DB = -26
const MOST_GAIN_DB = 30
/** Noise isn't lifted beyond this: the voice detector takes it for silence there, whatever its colour. */
const MOST_NOISE_DB = -55
/** What doesn't stand out of the noise by so much isn't worth lifting: hum and comfort noise are even. */
const LEAST_CONTRAST_DB = 15
const QUIETEST_DB = -90
/** The gain rises slowly and falls at once. */
const RISE_DB = (10 * WINDOW_MS) / 1000
/** Somebody who is silent for a minute is as loud afterwards as before. */
const LOUDNESS_FALL_DB = (0.5 * WINDOW_MS) / 1000
const NOISE_RISE_DB = (3 * WINDOW_MS) / 1000
/** Mean power over about 200 ms: a click isn't loudness. */
const LOUDNESS_SHARE = 0.15

/**
 * A slow automatic gain for one channel, before the voice detector only: it misses a tenth of a speech that is 30 dB too quiet. Engines
 * normalise the level themselves. Speech at a usual level passes untouched.
 */
export class DetectorGain {
  #power = 0
  #loudnessDb = QUIETEST_DB
  #noiseDb: number | undefined
  #gainDb = 0

  /** @param samples whole windows; they are given back as they are while there is nothing to lift. */
  lift(samples: Float32Array): Float32Array {
    const gains = Array.from({ length: samples.length / WINDOW_SAMPLES }, (_, index) =>
      this.#step(samples.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES)),
    )
    if (gains.every((gain) => gain === 1)) return samples
    return samples.map((sample, index) => Math.max(-1, Math.min(1, sample * (gains[Math.floor(index / WINDOW_SAMPLES)] ?? 1))))
  }

  #step(window: Float32Array): number {
    const power = window.reduce((sum, sample) => sum + sample * sample, 0) / window.length
    this.#power += LOUDNESS_SHARE * (power - this.#power)
    this.#loudnessDb = Math.max(decibels(this.#power), this.#loudnessDb - LOUDNESS_FALL_DB)
    this.#noiseDb = Math.min(decibels(power), (this.#noiseDb ?? 0) + NOISE_RISE_DB)
    const contrast = this.#loudnessDb - this.#noiseDb
    const limit = contrast < LEAST_CONTRAST_DB ? 0 : Math.min(MOST_GAIN_DB, MOST_NOISE_DB - this.#noiseDb)
    const wanted = Math.max(0, Math.min(WANTED_DB - this.#loudnessDb, limit))
    this.#gainDb = Math.min(wanted, this.#gainDb + RISE_DB)
    return 10 ** (this.#gainDb / 20)
  }
}

function decibels(power: number): number {
  return Math.max(QUIETEST_DB, 10 * Math.log10(power))
}
