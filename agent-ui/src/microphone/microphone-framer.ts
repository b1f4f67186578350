import { encodeMediaFrame } from '@souffleur/proto'

export const FRAME_MS = 20

/** What browsers capture at; 20 ms of each is a whole number of samples. */
export const microphoneRatesHz = [16000, 44100, 48000] as const
export type MicrophoneRateHz = (typeof microphoneRatesHz)[number]

/**
 * Cuts a stream of samples into frames of 20 ms for the native socket. The channel's position counts every sample taken in, sent or
 * not, so that what is skipped shows as a gap on the other side and never shifts what follows.
 */
export class MicrophoneFramer {
  readonly #frameSamples: number
  readonly #waiting: Float32Array
  #filled = 0
  #sequence = 0
  #positionSamples = 0

  constructor(sampleRateHz: MicrophoneRateHz) {
    this.#frameSamples = (sampleRateHz * FRAME_MS) / 1000
    this.#waiting = new Float32Array(this.#frameSamples)
  }

  /**
   * @param samples between -1 and 1
   * @param isCongested the network is behind: frames that are whole now are left out
   * @returns the frames that are now whole, as they go on the wire
   */
  push(samples: Float32Array, isCongested = false): Uint8Array<ArrayBuffer>[] {
    const frames: Uint8Array<ArrayBuffer>[] = []
    for (const sample of samples) {
      this.#waiting[this.#filled] = sample
      this.#filled += 1
      if (this.#filled < this.#frameSamples) continue
      if (!isCongested) frames.push(this.#encode())
      this.#positionSamples += this.#frameSamples
      this.#filled = 0
    }
    return frames
  }

  #encode(): Uint8Array<ArrayBuffer> {
    const frame = encodeMediaFrame({
      channelIndex: 0,
      sequence: this.#sequence,
      positionSamples: this.#positionSamples,
      payload: toL16(this.#waiting),
    })
    this.#sequence += 1
    return frame
  }
}

/** Signed 16-bit little-endian; what is louder than full scale is cut there. */
export function toL16(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2)
  const view = new DataView(bytes.buffer)
  samples.forEach((sample, index) => {
    const clipped = Math.max(-1, Math.min(1, sample))
    view.setInt16(index * 2, Math.round(clipped < 0 ? clipped * 32768 : clipped * 32767), true)
  })
  return bytes
}

/** Loudness of a block for a meter: 0 at -60 dB full scale and below, 1 at 0 dB. */
export function meterLevel(samples: Float32Array): number {
  if (samples.length === 0) return 0
  const meanSquare = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  const decibels = 10 * Math.log10(meanSquare + 1e-12)
  return Math.max(0, Math.min(1, (decibels + 60) / 60))
}
