import { SAMPLE_RATE_HZ, WINDOW_MS, WINDOW_SAMPLES } from './voice-detector.ts'

export interface WordlessLimits {
  readonly wordlessSpeechMs: number
  readonly wordlessLeastSpeechMs: number
  readonly wordlessLoudMs: number
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000
/** Mean square of -45 dBFS: telephone speech is 10 to 25 dB louder, a quiet line's noise as much softer. */
const LOUD_POWER = 10 ** -4.5

/**
 * Notices a call on which something sounds and nothing is written: the wrong language, a format that was announced wrongly, channels
 * that are mixed up, an engine that doesn't work. Says so once.
 */
export class WordlessWatch {
  readonly #limits: WordlessLimits
  #words = 0
  #hasShown = false
  #hasTold = false
  /** Speech that came before the engines were ready says nothing. */
  #speechBeforeSamples = 0
  #loudWindows = 0

  constructor(limits: WordlessLimits) {
    this.#limits = limits
  }

  get words(): number {
    return this.#words
  }

  /** Something is on screen, if only for a while. */
  noteShown(): void {
    this.#hasShown = true
  }

  noteWords(count: number): void {
    this.#words += count
  }

  /** Whole windows of 16 kHz samples. */
  hear(samples: Float32Array): void {
    if (this.#words > 0) return
    for (let start = 0; start < samples.length; start += WINDOW_SAMPLES) {
      let energy = 0
      const end = Math.min(start + WINDOW_SAMPLES, samples.length)
      for (let index = start; index < end; index += 1) {
        const sample = samples[index] ?? 0
        energy += sample * sample
      }
      if (energy / WINDOW_SAMPLES >= LOUD_POWER) this.#loudWindows += 1
    }
  }

  /** True, once, when a call that goes on should have had words by now. @param speechSamples at 16 kHz, of all channels */
  isDue(speechSamples: number, enginesAreLoading: boolean): boolean {
    if (enginesAreLoading) this.#speechBeforeSamples = speechSamples
    const speechMs = (speechSamples - this.#speechBeforeSamples) / SAMPLES_PER_MS
    return this.#tell(!this.#hasShown && speechMs >= this.#limits.wordlessSpeechMs)
  }

  /** True when a call that is over should have had words, and nobody was told yet. */
  isDueAtEnd(speechSamples: number): boolean {
    const { wordlessLeastSpeechMs, wordlessLoudMs } = this.#limits
    return this.#tell(speechSamples / SAMPLES_PER_MS >= wordlessLeastSpeechMs || this.#loudWindows * WINDOW_MS > wordlessLoudMs)
  }

  #tell(isDue: boolean): boolean {
    if (!isDue || this.#words > 0 || this.#hasTold) return false
    this.#hasTold = true
    return true
  }
}
