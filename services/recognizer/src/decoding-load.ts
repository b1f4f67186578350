import type { Clock } from '@souffleur/flow'

export interface DecodingLoadOptions {
  readonly clock: Clock
  /** Decodings that run at the same time, as things are. */
  slots(): number
  /** Between two partials of a channel on an idle machine. */
  readonly basePartialIntervalMs: number
}

/** What decoding amounts to at present. */
export interface LoadFigures {
  /** Channels with a decoding in the last moments. */
  readonly speakingChannels: number
  readonly partialIntervalMs: number
  /** How far partials are thinned out: 0 on an idle machine, 1 from where it is `degraded`. */
  readonly pressure: number
  /** Share of all slots that texts that stay have taken, 0 to 1. */
  readonly finalsShare: number
  /** Partials come less often than they should. */
  readonly degraded: boolean
  /** Texts that stay take so much that another call would make all of them late. */
  readonly full: boolean
}

/** A channel counts as speaking for this long after its last decoding. */
const SPEAKING_MEMORY_MS = 2000
/** The time over which the share of finals is measured: a few utterances. */
const SHARE_WINDOW_MS = 10_000
/** Of the slots; the rest is for what else the machine does, and for the queue to become empty again. */
const USABLE_SHARE = 0.8
/** What partials get even then: somebody who sees nothing for seconds thinks that it's broken. */
const LEAST_PARTIAL_SHARE = 0.1
/** Beyond it people notice that text comes in lumps. */
const DEGRADED_INTERVAL_FACTOR = 2.5
/** At this share a queue of finals waits about as long as a decoding takes (M/D/2); beyond it grows fast. */
const FULL_SHARE = 0.7
/** Weight of the newest duration in the running mean. */
const SMOOTHING = 0.1
const FIRST_COST_MS = 100

interface Spent {
  readonly atMs: number
  readonly tookMs: number
}

/**
 * How busy decoding is. Texts that stay come first; what they leave is shared out among the channels that speak, as the time between
 * two partials. So a machine that has too much to do shows text less often, and never later than it must.
 */
export class DecodingLoad {
  readonly #options: DecodingLoadOptions
  readonly #lastOrderMs = new Map<string, number>()
  #finals: Spent[] = []
  #partialCostMs = FIRST_COST_MS

  constructor(options: DecodingLoadOptions) {
    this.#options = options
  }

  noteOrder(channelKey: string): void {
    this.#lastOrderMs.set(channelKey, this.#options.clock.monotonicMs())
  }

  noteDecoding(kind: 'final' | 'partial', tookMs: number): void {
    if (kind === 'partial') this.#partialCostMs += SMOOTHING * (tookMs - this.#partialCostMs)
    else this.#finals.push({ atMs: this.#options.clock.monotonicMs(), tookMs })
  }

  figures(): LoadFigures {
    const { slots, basePartialIntervalMs } = this.#options
    const speakingChannels = this.#speakingChannels()
    const finalsShare = this.#finalsShare()
    const left = Math.max(LEAST_PARTIAL_SHARE, USABLE_SHARE - finalsShare) * slots()
    const partialIntervalMs = Math.max(basePartialIntervalMs, (this.#partialCostMs * speakingChannels) / left)
    const pressure = Math.min(1, (partialIntervalMs / basePartialIntervalMs - 1) / (DEGRADED_INTERVAL_FACTOR - 1))
    return {
      speakingChannels,
      partialIntervalMs,
      pressure,
      finalsShare,
      degraded: pressure === 1,
      full: finalsShare > FULL_SHARE,
    }
  }

  #speakingChannels(): number {
    const oldest = this.#options.clock.monotonicMs() - SPEAKING_MEMORY_MS
    for (const [channelKey, lastMs] of this.#lastOrderMs) if (lastMs < oldest) this.#lastOrderMs.delete(channelKey)
    return this.#lastOrderMs.size
  }

  #finalsShare(): number {
    const oldest = this.#options.clock.monotonicMs() - SHARE_WINDOW_MS
    this.#finals = this.#finals.filter(({ atMs }) => atMs >= oldest)
    return this.#finals.reduce((sum, { tookMs }) => sum + tookMs, 0) / (SHARE_WINDOW_MS * this.#options.slots())
  }
}
