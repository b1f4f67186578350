import type { SeededRandom } from '../calls/seeded-random.ts'
import type { NetworkProfile } from '../scenario/scenario.ts'

/** What becomes of a moment of sound on its way. */
export interface MomentFate {
  /** By channel: two parties have two streams. */
  readonly lost: readonly boolean[]
  /** How long it is on the way. */
  readonly delayMs: number
  /** It comes after the moment that follows it. */
  readonly swapped: boolean
}

/** No moment is longer on its way than this many times the average: packets that late are dropped by those who wait for them. */
const LONGEST_DELAYS = 8

/**
 * A bad network, decided by a seed. Losses come in bursts, on each channel by itself: E. N. Gilbert, "Capacity of a Burst-Noise Channel",
 * 1960, with every frame lost in the bad state. Delays are exponential.
 */
export class NetworkPath {
  readonly #profile: NetworkProfile
  readonly #random: SeededRandom
  readonly #clean: MomentFate
  readonly #isBad: boolean[]
  readonly #getsBad: number
  readonly #getsGood: number
  #wasSwapped = false

  constructor(profile: NetworkProfile, channels: number, random: SeededRandom) {
    this.#profile = profile
    this.#random = random
    const none = Array.from({ length: channels }, () => false)
    this.#clean = { lost: none, delayMs: 0, swapped: false }
    this.#isBad = [...none]
    this.#getsGood = 1 / profile.lossBurstFrames
    // So that the share of time in the bad state is the loss.
    this.#getsBad = Math.min(1, (profile.loss * this.#getsGood) / Math.max(1e-9, 1 - profile.loss))
  }

  next(): MomentFate {
    const { loss, jitterMs, reorder } = this.#profile
    if (loss === 0 && jitterMs === 0 && reorder === 0) return this.#clean
    const lost = loss === 0 ? this.#clean.lost : this.#isBad.map((_, channel) => this.#isLost(channel))
    const delayMs = jitterMs === 0 ? 0 : Math.min(LONGEST_DELAYS * jitterMs, -Math.log(1 - this.#random.share()) * jitterMs)
    const swapped = reorder > 0 && this.#random.share() < reorder && !this.#wasSwapped
    this.#wasSwapped = swapped
    return { lost, delayMs, swapped }
  }

  #isLost(channel: number): boolean {
    const drawn = this.#random.share()
    const isBad = this.#isBad[channel] === true ? drawn >= this.#getsGood : drawn < this.#getsBad
    this.#isBad[channel] = isBad
    return isBad
  }
}
