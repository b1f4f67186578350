import type { WavAudio } from '@souffleur/audio'
import type { Clock } from '@souffleur/flow'
import { bytesPerSample, type ChannelName, encodingOf, type NativeHelloInput } from '@souffleur/proto'
import type { NativeStreamClient } from './native-stream-client.ts'

const FRAME_MS = 20

/** What the WAV file itself says about the call. A stereo file's left is the advisor, its right the customer, unless told otherwise. */
export function helloForWav(wav: WavAudio, stereoOrder: readonly [ChannelName, ChannelName] = ['advisor', 'customer']) {
  const channels: ChannelName[] = wav.channels === 1 ? ['mixed'] : [...stereoOrder]
  return { channels, encoding: wav.encoding, sampleRate: wav.sampleRateHz as NativeHelloInput['sampleRate'] }
}

export interface WavStreamOptions {
  readonly clock: Clock
  /** 1 is the pace of speech. */
  readonly speed?: number
  readonly signal?: AbortSignal
}

export interface WavStreamReport {
  readonly framesSent: number
  readonly samplesPerChannel: number
  /** True when the signal stopped it before the file's end. */
  readonly stopped: boolean
}

/** A WAV file on its way through a media socket, at the pace at which it would be spoken. */
export class WavStream {
  readonly #client: NativeStreamClient
  readonly #wav: WavAudio
  readonly #payloads: readonly Uint8Array[]
  readonly #clock: Clock
  readonly #speed: number
  readonly #samplesPerFrame: number
  #startedAtMs = 0
  #framesSent = 0

  constructor(client: NativeStreamClient, wav: WavAudio, { clock, speed = 1 }: Omit<WavStreamOptions, 'signal'>) {
    this.#client = client
    this.#wav = wav
    this.#clock = clock
    this.#speed = speed
    this.#samplesPerFrame = Math.round((wav.sampleRateHz * FRAME_MS) / 1000)
    this.#payloads = Array.from({ length: wav.channels }, (_, index) => wav.channelPayload(index))
  }

  /**
   * When the sample at `positionMs` of the call left, on the clock's monotonic time: the moment at which the frame that holds it was complete.
   */
  sentAtMs(positionMs: number): number {
    return this.#startedAtMs + positionMs / this.#speed
  }

  /** Sends the whole file. A frame leaves when its last sample would have been spoken; lateness never adds up. */
  run(signal?: AbortSignal): Promise<WavStreamReport> {
    this.#startedAtMs = this.#clock.monotonicMs()
    const { promise, resolve } = Promise.withResolvers<WavStreamReport>()
    let position = 0
    let sequence = 0
    const finish = (): void => resolve({ framesSent: this.#framesSent, samplesPerChannel: position, stopped: position < this.#wav.frames })
    const step = (): void => {
      const elapsedMs = this.#clock.monotonicMs() - this.#startedAtMs
      const dueSamples = (elapsedMs * this.#speed * this.#wav.sampleRateHz) / 1000
      while (position < this.#wav.frames && Math.min(position + this.#samplesPerFrame, this.#wav.frames) <= dueSamples) {
        this.#sendFrameAt(position, sequence)
        position = Math.min(position + this.#samplesPerFrame, this.#wav.frames)
        sequence += 1
      }
      if (signal?.aborted === true || position >= this.#wav.frames) {
        finish()
        return
      }
      const nextDueMs = (Math.min(position + this.#samplesPerFrame, this.#wav.frames) / this.#wav.sampleRateHz / this.#speed) * 1000
      this.#clock.setTimer(step, Math.max(0, nextDueMs - elapsedMs))
    }
    step()
    return promise
  }

  #sendFrameAt(positionSamples: number, sequence: number): void {
    const width = bytesPerSample(encodingOf(this.#wav.encoding))
    const end = Math.min(positionSamples + this.#samplesPerFrame, this.#wav.frames)
    this.#payloads.forEach((payload, channelIndex) => {
      this.#client.sendFrame({ channelIndex, sequence, positionSamples, payload: payload.subarray(positionSamples * width, end * width) })
      this.#framesSent += 1
    })
  }
}
