import { WINDOW_MS } from './voice-detector.ts'

/** What the probabilities of the last windows add up to. */
export interface SpeechState {
  readonly speaking: boolean
  /** This window holds speech. */
  readonly voiced: boolean
  /** While speaking: windows since the last one that held speech. */
  readonly silentWindows: number
  /** At the moment at which speech is noticed: how many windows ago it began. */
  readonly startedWindowsAgo: number | undefined
}

/** Speech begins with this probability... */
const ONSET_PROBABILITY = 0.5
/** ...in this many windows in a row: clicks and keys are shorter. */
const ONSET_WINDOWS = 2
/** Once somebody speaks, less is enough to go on: word ends fade. Both values are Silero's own defaults. */
const CONTINUATION_PROBABILITY = 0.35

/** Silence that ends speech for good is not its business: the endpointing rules call `end`. */
export class SpeechTracker {
  #speaking = false
  #onsetWindows = 0
  #silentWindows = 0

  step(probability: number): SpeechState {
    return this.#speaking ? this.#continue(probability) : this.#listen(probability)
  }

  /** The utterance is over: from here on a new one has to begin. */
  end(): void {
    this.#speaking = false
    this.#onsetWindows = 0
    this.#silentWindows = 0
  }

  #listen(probability: number): SpeechState {
    this.#onsetWindows = probability >= ONSET_PROBABILITY ? this.#onsetWindows + 1 : 0
    const voiced = this.#onsetWindows > 0
    if (this.#onsetWindows < ONSET_WINDOWS) return { speaking: false, voiced, silentWindows: 0, startedWindowsAgo: undefined }
    this.#speaking = true
    this.#silentWindows = 0
    return { speaking: true, voiced: true, silentWindows: 0, startedWindowsAgo: this.#onsetWindows - 1 }
  }

  #continue(probability: number): SpeechState {
    const voiced = probability >= CONTINUATION_PROBABILITY
    this.#silentWindows = voiced ? 0 : this.#silentWindows + 1
    return { speaking: true, voiced, silentWindows: this.#silentWindows, startedWindowsAgo: undefined }
  }
}

export function windowsOf(ms: number): number {
  return Math.ceil(ms / WINDOW_MS)
}
