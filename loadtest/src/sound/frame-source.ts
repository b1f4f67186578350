import { bytesPerEncodedSample, encodeSamples, type SampleEncoding } from '@souffleur/audio'
import { lineNoise } from '../calls/line-sound.ts'
import { SeededRandom } from '../calls/seeded-random.ts'
import type { SoundPiece, SoundPlan } from './plan-sound.ts'

/** A prime number of samples: it doesn't come round at the same place of a frame. */
const NOISE_SAMPLES = 8009

/** The sound of a call, frame by frame, in the encoding that its protocol carries. Between the pieces a quiet line hisses. */
export class FrameSource {
  readonly lengthSamples: number
  readonly #channels: readonly ChannelSource[]

  constructor(plan: SoundPlan, sounds: EncodedSounds, channels: readonly number[]) {
    this.lengthSamples = plan.lengthSamples
    this.#channels = channels.map((channel) => new ChannelSource(plan.pieces[channel] ?? [], sounds))
  }

  /** On every channel. Going forward is cheap. */
  frame(from: number, to: number): Uint8Array[] {
    return this.#channels.map((channel) => channel.frame(from, to))
  }
}

/** Each recording is encoded once, for all calls that play it. */
export class EncodedSounds {
  readonly encoding: SampleEncoding
  readonly sampleBytes: number
  readonly noise: Uint8Array
  readonly #payloads = new WeakMap<Int16Array, Uint8Array>()

  constructor(encoding: SampleEncoding) {
    this.encoding = encoding
    this.sampleBytes = bytesPerEncodedSample(encoding)
    this.noise = encodeSamples(encoding, lineNoise(new SeededRandom(NOISE_SAMPLES), NOISE_SAMPLES))
  }

  of({ samples }: SoundPiece): Uint8Array {
    const known = this.#payloads.get(samples)
    if (known !== undefined) return known
    const payload = encodeSamples(this.encoding, samples)
    this.#payloads.set(samples, payload)
    return payload
  }
}

class ChannelSource {
  readonly #pieces: readonly SoundPiece[]
  readonly #sounds: EncodedSounds
  #next = 0

  constructor(pieces: readonly SoundPiece[], sounds: EncodedSounds) {
    this.#pieces = pieces
    this.#sounds = sounds
  }

  frame(from: number, to: number): Uint8Array {
    const piece = this.#pieceAt(from)
    const { sampleBytes } = this.#sounds
    if (piece !== undefined && piece.at <= from && endOf(piece) >= to) {
      const start = (piece.from + from - piece.at) * sampleBytes
      return this.#sounds.of(piece).subarray(start, start + (to - from) * sampleBytes)
    }
    if (piece === undefined || piece.at >= to) return this.#quiet(from, to)
    return this.#mended(from, to)
  }

  /** The first one that ends after it. */
  #pieceAt(from: number): SoundPiece | undefined {
    if (this.#next > 0 && endOf(this.#pieces[this.#next - 1]) > from) this.#next = 0
    while (this.#next < this.#pieces.length && endOf(this.#pieces[this.#next]) <= from) this.#next += 1
    return this.#pieces[this.#next]
  }

  #quiet(from: number, to: number): Uint8Array {
    const { noise, sampleBytes } = this.#sounds
    const start = from % NOISE_SAMPLES
    const end = start + to - from
    if (end <= NOISE_SAMPLES) return noise.subarray(start * sampleBytes, end * sampleBytes)
    return Buffer.concat([noise.subarray(start * sampleBytes), noise.subarray(0, (end - NOISE_SAMPLES) * sampleBytes)])
  }

  /** Where a piece begins or ends in the middle of a frame. */
  #mended(from: number, to: number): Uint8Array {
    const { sampleBytes } = this.#sounds
    const frame = new Uint8Array(this.#quiet(from, to))
    for (let index = this.#next; index < this.#pieces.length; index += 1) {
      const piece = this.#pieces[index]
      if (piece === undefined || piece.at >= to) break
      const [start, end] = [Math.max(from, piece.at), Math.min(to, endOf(piece))]
      if (end <= start) continue
      const offset = (piece.from + start - piece.at) * sampleBytes
      frame.set(this.#sounds.of(piece).subarray(offset, offset + (end - start) * sampleBytes), (start - from) * sampleBytes)
    }
    return frame
  }
}

function endOf(piece: SoundPiece | undefined): number {
  return piece === undefined ? 0 : piece.at + piece.to - piece.from
}
