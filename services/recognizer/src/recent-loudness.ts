import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from './voice-detector.ts'

/** A minute: longer than any utterance. */
const HELD_WINDOWS = 2048
const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000
const QUIETEST_DB = -100

/** How loud a channel was lately, by position. */
export class RecentLoudness {
  readonly #powers = new Float32Array(HELD_WINDOWS)
  readonly #windows = new Int32Array(HELD_WINDOWS).fill(-1)

  /** @param position of the window's first sample, at 16 kHz since the call's start */
  note(position: number, window: Float32Array): void {
    const number = Math.floor(position / WINDOW_SAMPLES)
    let sum = 0
    for (const sample of window) sum += sample * sample
    this.#powers[number % HELD_WINDOWS] = sum / window.length
    this.#windows[number % HELD_WINDOWS] = number
  }

  /** Mean power in dB of full scale. */
  between(startMs: number, endMs: number): number {
    const first = Math.floor((startMs * SAMPLES_PER_MS) / WINDOW_SAMPLES)
    const last = Math.min(first + HELD_WINDOWS - 1, Math.floor((endMs * SAMPLES_PER_MS) / WINDOW_SAMPLES))
    let sum = 0
    let count = 0
    for (let number = first; number <= last; number += 1) {
      if (this.#windows[number % HELD_WINDOWS] !== number) continue
      sum += this.#powers[number % HELD_WINDOWS] ?? 0
      count += 1
    }
    return count === 0 ? QUIETEST_DB : Math.max(QUIETEST_DB, 10 * Math.log10(sum / count))
  }
}
