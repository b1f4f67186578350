import {
  createHighPass,
  createLossConcealment,
  createResampler,
  decodeSamples,
  type HighPass,
  type LossConcealment,
  type Resampler,
} from '@souffleur/audio'
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

/** Packets lost within this much are bridged, with silence or with what is likely: shorter than the pauses that end an utterance. */
const BRIDGED_GAP_MS = 200

/** What a stretch that follows on goes through, in this order. Concealment comes after the offset is gone: then silence is 0. */
interface SampleChain {
  readonly highPass: HighPass
  readonly concealment: LossConcealment
  readonly resampler: Resampler
}

/** Turns one channel's batches into 16 kHz windows: decodes, takes the offset away, resamples, notices gaps and fills short ones. */
export class ChannelIntake {
  #chain: SampleChain | undefined
  #rateHz = 0
  #expectedSamples = 0
  #rest = new Float32Array(0)
  #samplesReceived = 0
  #samplesHeard = 0
  #ended = false

  /** At the channel's own rate: what was taken from batches, each sample once. */
  get samplesReceived(): number {
    return this.#samplesReceived
  }

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
    const items = samples.length === 0 ? [] : this.#receive(batch, samples)
    if (batch.endOfChannel) items.push(...this.end())
    return items
  }

  /** Nothing follows: the rest of the audio, then the end. */
  end(): IntakeItem[] {
    if (this.#ended) return []
    this.#ended = true
    return [...this.#flush(), { kind: 'end' }]
  }

  #receive(batch: AudioBatch, samples: Int16Array): IntakeItem[] {
    const { sampleRateHz, startSamples, afterPause } = batch
    const missing = startSamples - this.#expectedSamples
    const jumps = missing < 0 || missing > (BRIDGED_GAP_MS * sampleRateHz) / 1000
    const followsOn = sampleRateHz === this.#rateHz && !afterPause && !jumps
    this.#expectedSamples = startSamples + samples.length
    this.#samplesReceived += samples.length
    this.#samplesHeard += (samples.length * SAMPLE_RATE_HZ) / sampleRateHz
    const chain = this.#chain
    if (chain !== undefined && followsOn) return this.#hear(chain, samples, missing)
    const items = this.#flush()
    const position = Math.round((startSamples * SAMPLE_RATE_HZ) / sampleRateHz)
    const begun = this.#begin(sampleRateHz)
    return [
      ...items,
      { kind: 'break', endedBy: afterPause ? forcedEnds.pause : forcedEnds.gap, position },
      ...this.#hear(begun, samples, 0),
    ]
  }

  #begin(sampleRateHz: number): SampleChain {
    const chain = {
      highPass: createHighPass(sampleRateHz),
      concealment: createLossConcealment(sampleRateHz),
      resampler: createResampler(sampleRateHz, SAMPLE_RATE_HZ),
    }
    this.#chain = chain
    this.#rateHz = sampleRateHz
    return chain
  }

  #hear({ highPass, concealment, resampler }: SampleChain, samples: Int16Array, missing: number): IntakeItem[] {
    const heard = highPass.filter(samples)
    const bridge = missing === 0 ? [] : this.#windows(resampler.push(concealment.fill(missing, heard)))
    concealment.hear(heard)
    return [...bridge, ...this.#windows(resampler.push(heard))]
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
    if (this.#chain === undefined) return []
    const items = this.#windows(this.#chain.resampler.flush())
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
