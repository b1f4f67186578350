import { ChannelSound, LeakFinder } from './leak-finder.ts'
import { RecentLoudness } from './recent-loudness.ts'
import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from './voice-detector.ts'

/** A window with less isn't taken for speech by anybody: it needn't be judged. */
const LEAST_PROBABILITY = 0.35
/** A window waits for the other channel's sound of the same time until its own channel is so far ahead. */
const LONGEST_WAIT_SAMPLES = (100 * SAMPLE_RATE_HZ) / 1000
/** A channel further behind than this has nothing to wait for: it has ended, is paused, or never sends silence. */
const AWAY_SAMPLES = (400 * SAMPLE_RATE_HZ) / 1000

/** Windows in a row, judged. */
export interface JudgedWindows {
  readonly samples: Float32Array
  /** 0 where only the other channel's voice is heard. */
  readonly probabilities: Float32Array
}

interface HeldWindow {
  readonly window: Float32Array
  readonly probability: number
  readonly end: number
}

/**
 * One channel of a call, next to the others. A voice that leaks from one channel into another (an advisor's headset, a hybrid's echo)
 * would be written twice: its windows lose their probability of speech. What two people say at the same time stays.
 */
export class CrossTalkChannel {
  readonly #call: CrossTalk
  readonly #deliver: (windows: JudgedWindows) => void
  readonly #finders = new Map<CrossTalkChannel, LeakFinder>()
  readonly #waiting: HeldWindow[] = []
  readonly sound = new ChannelSound()
  readonly loudness = new RecentLoudness()
  #leaked = 0

  constructor(call: CrossTalk, deliver: (windows: JudgedWindows) => void) {
    this.#call = call
    this.#deliver = deliver
  }

  /** Windows in which nothing but another channel was heard. */
  get leakedWindows(): number {
    return this.#leaked
  }

  /** What comes next begins there (16 kHz samples since the call's start). What waits is delivered first. */
  restartAt(position: number): void {
    this.flush()
    this.sound.restartAt(position)
  }

  /** Whole windows that follow on. They are delivered in order: at once, unless the other channel's sound is about to come. */
  hear(samples: Float32Array, probabilities: Float32Array): void {
    probabilities.forEach((probability, index) => {
      const window = samples.subarray(index * WINDOW_SAMPLES, (index + 1) * WINDOW_SAMPLES)
      this.loudness.note(this.sound.end, window)
      this.sound.append(window)
      if (probability >= LEAST_PROBABILITY) this.sound.noteVoice(this.sound.end)
      this.#waiting.push({ window, probability, end: this.sound.end })
      this.release()
    })
    this.#call.releaseOthers(this)
  }

  /** Delivers what can be judged. */
  release(): void {
    this.#deliverWhile(({ probability, end }) => probability < LEAST_PROBABILITY || !this.#mustWait(end))
  }

  /** Nothing more is waited for. */
  flush(): void {
    this.#deliverWhile(() => true)
  }

  /** Nothing of it is waited for any more, and what waits of it is dropped. */
  leave(): void {
    this.#waiting.length = 0
    this.#call.leave(this)
  }

  forget(other: CrossTalkChannel): void {
    this.#finders.delete(other)
    this.release()
  }

  #mustWait(end: number): boolean {
    if (this.sound.end - end >= LONGEST_WAIT_SAMPLES) return false
    return this.#call.othersThan(this).some(({ sound }) => sound.end < end && sound.end > end - AWAY_SAMPLES)
  }

  #deliverWhile(isReady: (held: HeldWindow) => boolean): void {
    for (let first = this.#waiting[0]; first !== undefined && isReady(first); first = this.#waiting[0]) {
      this.#waiting.shift()
      const leaks = first.probability >= LEAST_PROBABILITY && this.#isLeak(first.end)
      if (leaks) this.#noteLeak(first.end)
      this.#deliver({ samples: first.window, probabilities: Float32Array.of(leaks ? 0 : first.probability) })
    }
  }

  #noteLeak(end: number): void {
    this.#leaked += 1
    this.sound.withdrawVoice(end)
  }

  #isLeak(end: number): boolean {
    return this.#call.othersThan(this).some((other) => this.#finderOf(other).isCopy(this.sound, other.sound, end))
  }

  #finderOf(other: CrossTalkChannel): LeakFinder {
    const known = this.#finders.get(other)
    if (known !== undefined) return known
    const finder = new LeakFinder()
    this.#finders.set(other, finder)
    return finder
  }
}

/** The channels of one call. */
export class CrossTalk {
  readonly #channels: CrossTalkChannel[] = []

  join(deliver: (windows: JudgedWindows) => void): CrossTalkChannel {
    const channel = new CrossTalkChannel(this, deliver)
    this.#channels.push(channel)
    return channel
  }

  leave(channel: CrossTalkChannel): void {
    const index = this.#channels.indexOf(channel)
    if (index >= 0) this.#channels.splice(index, 1)
    for (const other of this.#channels) other.forget(channel)
  }

  othersThan(channel: CrossTalkChannel): readonly CrossTalkChannel[] {
    return this.#channels.filter((other) => other !== channel)
  }

  releaseOthers(channel: CrossTalkChannel): void {
    for (const other of this.othersThan(channel)) other.release()
  }
}
