import type { PeerSignals } from './door.ts'

export interface SoundShape {
  readonly bytesPerSample: 1 | 2
  readonly sampleRateHz: number
}

interface ChannelEnd {
  samples: number
  frames: number
}

/**
 * The sound of a protocol that has no positions: a channel's samples belong where those before them end. What can't be read keeps its
 * place, so that what follows keeps its own. A message that holds several seconds, as after a hold-up in the network, becomes several frames.
 */
export class CountedSound {
  readonly #signals: PeerSignals
  readonly #bytesPerSample: number
  readonly #maxBytes: number
  readonly #ends: readonly ChannelEnd[]

  constructor(signals: PeerSignals, { bytesPerSample, sampleRateHz }: SoundShape, channels = 1) {
    this.#signals = signals
    this.#bytesPerSample = bytesPerSample
    this.#maxBytes = sampleRateHz * bytesPerSample
    this.#ends = Array.from({ length: channels }, () => ({ samples: 0, frames: 0 }))
  }

  take(channelIndex: number, payload: Buffer): void {
    if (payload.length % this.#bytesPerSample !== 0) {
      this.miss(Math.floor(payload.length / this.#bytesPerSample))
      this.#signals.badFrame('media.frame-misaligned')
      return
    }
    if (payload.length <= this.#maxBytes) {
      this.#tell(channelIndex, payload)
      return
    }
    for (let at = 0; at < payload.length; at += this.#maxBytes) this.#tell(channelIndex, payload.subarray(at, at + this.#maxBytes))
  }

  /** Sound of every channel that can't be read. */
  miss(samples: number): void {
    for (const end of this.#ends) end.samples += samples
  }

  #tell(channelIndex: number, payload: Buffer): void {
    const end = this.#ends[channelIndex]
    if (end === undefined || payload.length === 0) return
    const { samples: positionSamples, frames: sequence } = end
    end.samples += payload.length / this.#bytesPerSample
    end.frames += 1
    this.#signals.audio({ channelIndex, sequence, positionSamples, payload })
  }
}
