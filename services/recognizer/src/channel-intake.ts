import { createResampler, decodeSamples, type Resampler } from '@souffleur/audio'
import { type AudioBatch, AudioEncoding, type EncodingName } from '@souffleur/proto'
import { forcedEnds } from './endpointing.ts'
import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from './voice-detector.ts'

/** What a channel's audio turns into, in order. */
export type IntakeItem =
  /** Whole windows that follow on from those before. */
  | { readonly kind: 'windows'; readonly samples: Float32Array }
  /** What was open ends here; what follows starts afresh at `position` (16 kHz samples since the call's start). */
  | { readonly kind: 'break'; readonly endedBy: string; readonly position: number }
  | { readonly kind: 'end' }

/** Packets lost within this much are bridged with silence: shorter than the pauses that end an utterance. */
const BRIDGED_GAP_MS = 200

/** Turns one channel's batches into 16 kHz windows: decodes, resamples, notices gaps. */
export class ChannelIntake {
  #resampler: Resampler | undefined
  #rateHz = 0
  #expectedSamples = 0
  #rest = new Float32Array(0)
  #samplesHeard = 0
  #ended = false

  /** Samples at 16 kHz that were really received: bridges and padding don't count. */
  get samplesHeard(): number {
    return this.#samplesHeard
  }

  get ended(): boolean {
    return this.#ended
  }

  push(batch: AudioBatch): IntakeItem[] {
    if (this.#ended) return []
    const encoding = encodingNameOf(batch.encoding)
    const samples = encoding === undefined ? new Int16Array(0) : decodeSamples(encoding, batch.payload)
    const items = samples.length === 0 ? [] : [...this.#align(batch), ...this.#receive(samples)]
    if (batch.endOfChannel) items.push(...this.end())
    return items
  }

  /** Nothing follows: the rest of the audio, then the end. */
  end(): IntakeItem[] {
    if (this.#ended) return []
    this.#ended = true
    return [...this.#flush(), { kind: 'end' }]
  }

  /** Makes sure that the next sample is the one that the batch begins with. */
  #align(batch: AudioBatch): IntakeItem[] {
    const { sampleRateHz, startSamples, afterPause } = batch
    const missing = startSamples - this.#expectedSamples
    const first = this.#resampler === undefined
    const jumps = missing < 0 || missing > (BRIDGED_GAP_MS * sampleRateHz) / 1000
    if (first || sampleRateHz !== this.#rateHz || afterPause || jumps) {
      const items = this.#flush()
      this.#resampler = createResampler(sampleRateHz, SAMPLE_RATE_HZ)
      this.#rateHz = sampleRateHz
      this.#expectedSamples = startSamples
      const position = Math.round((startSamples * SAMPLE_RATE_HZ) / sampleRateHz)
      return [...items, { kind: 'break', endedBy: afterPause ? forcedEnds.pause : forcedEnds.gap, position }]
    }
    if (missing === 0) return []
    this.#expectedSamples += missing
    return this.#windows(this.#resampler?.push(new Int16Array(missing)) ?? new Float32Array(0))
  }

  #receive(samples: Int16Array): IntakeItem[] {
    this.#expectedSamples += samples.length
    this.#samplesHeard += (samples.length * SAMPLE_RATE_HZ) / this.#rateHz
    return this.#windows(this.#resampler?.push(samples) ?? new Float32Array(0))
  }

  #windows(resampled: Float32Array): IntakeItem[] {
    const all = new Float32Array(this.#rest.length + resampled.length)
    all.set(this.#rest)
    all.set(resampled, this.#rest.length)
    const whole = all.length - (all.length % WINDOW_SAMPLES)
    this.#rest = all.slice(whole)
    return whole === 0 ? [] : [{ kind: 'windows', samples: all.subarray(0, whole) }]
  }

  /** The last window is filled up with silence. */
  #flush(): IntakeItem[] {
    if (this.#resampler === undefined) return []
    const items = this.#windows(this.#resampler.flush())
    if (this.#rest.length === 0) return items
    return [...items, ...this.#windows(new Float32Array(WINDOW_SAMPLES - this.#rest.length))]
  }
}

/** An unspecified encoding carries nothing that could be read. */
function encodingNameOf(encoding: AudioEncoding): EncodingName | undefined {
  switch (encoding) {
    case AudioEncoding.PCMU:
      return 'pcmu'
    case AudioEncoding.PCMA:
      return 'pcma'
    case AudioEncoding.L16:
      return 'l16'
    case AudioEncoding.UNSPECIFIED:
      return undefined
  }
}
