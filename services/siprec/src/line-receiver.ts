import { bytesPerEncodedSample, decodeSamples, encodeSamples, type SampleEncoding } from '@souffleur/audio'
import { ReorderBuffer, type ReorderCounts } from './reorder-buffer.ts'
import { parseRtp, type RtpPacket } from './rtp-packet.ts'

/** What a payload type stands for on a line. */
export type PayloadMeaning = SampleEncoding | 'comfort-noise' | 'telephone-event'

export interface CallEncoding {
  readonly encoding: SampleEncoding
  readonly sampleRateHz: number
}

export interface ReceiverCounts extends ReorderCounts {
  readonly received: number
  /** Neither RTP nor RTCP, of an unknown payload type, or without whole samples. */
  readonly passedOver: number
  /** Sequence numbers that never came. */
  readonly lost: number
}

/** Gets sound in the call's encoding, in order; a hole between two calls is a hole in the sound. */
export type SoundSink = (positionSamples: number, payload: Uint8Array) => void

/** A timestamp may be this far from the clock on the wall before it is taken for a new count. */
const MAX_AHEAD_MS = 2000
const MAX_BEHIND_MS = 2000
/** Silence that a sender kept to itself and that is put back; anything longer is left as a hole. */
const MAX_SILENCE_MS = 30_000
const SILENCE_FRAME_MS = 20
/** Silence is made this long after it was due, so that speech that comes a little late still has its place. */
const SILENCE_MARGIN_MS = 100

/**
 * One media line's packets become positions in the call's sound. The first packet of a source is placed by when it came, those that
 * follow by their timestamps. Lost packets leave a hole. Where numbers follow on and timestamps jump, the sender was silent
 * (RFC 3551 section 4.1), and so is the sound; while comfort noise (RFC 3389) or a key (RFC 4733) lasts, silence goes on with the clock.
 */
export class LineReceiver {
  readonly #sound: CallEncoding
  readonly #startedAtMs: number
  readonly #sink: SoundSink
  readonly #reorder = new ReorderBuffer()
  readonly #silence: Uint8Array
  #meanings: ReadonlyMap<number, PayloadMeaning>
  #ssrc: number | undefined
  #anchor: { timestamp: number; positionSamples: number } | undefined
  #lastSequence: number | undefined
  #nextSamples = 0
  #lastHeardMs: number
  /** When silence was announced, and where it began. */
  #quiet: { sinceMs: number; fromSamples: number } | undefined
  #received = 0
  #passedOver = 0
  #lost = 0

  constructor(sound: CallEncoding, meanings: ReadonlyMap<number, PayloadMeaning>, startedAtMs: number, nowMs: number, sink: SoundSink) {
    this.#sound = sound
    this.#meanings = meanings
    this.#startedAtMs = startedAtMs
    this.#lastHeardMs = nowMs
    this.#sink = sink
    this.#silence = encodeSamples(sound.encoding, new Int16Array(this.#samplesIn(SILENCE_FRAME_MS)))
  }

  get counts(): ReceiverCounts {
    return { ...this.#reorder.counts, received: this.#received, passedOver: this.#passedOver, lost: this.#lost }
  }

  get lastHeardMs(): number {
    return this.#lastHeardMs
  }

  /** After a new offer: the payload types may have changed, the stream goes on. */
  agree(meanings: ReadonlyMap<number, PayloadMeaning>): void {
    this.#meanings = meanings
  }

  onDatagram(datagram: Uint8Array, nowMs: number): void {
    const packet = parseRtp(datagram)
    if (packet === undefined) {
      this.#passedOver += 1
      return
    }
    this.#received += 1
    this.#lastHeardMs = nowMs
    if (packet.ssrc !== this.#ssrc) this.#changeSource(packet.ssrc, nowMs)
    for (const each of this.#reorder.push(packet, nowMs)) this.#take(each, nowMs)
  }

  /** Every few 10 milliseconds: what waited too long for a packet goes on, announced silence is filled. */
  tick(nowMs: number): void {
    for (const each of this.#reorder.release(nowMs)) this.#take(each, nowMs)
    if (this.#quiet === undefined) return
    const quietMs = nowMs - this.#quiet.sinceMs - SILENCE_MARGIN_MS
    if (quietMs > 0) this.#fillSilence(this.#quiet.fromSamples + this.#samplesIn(quietMs))
  }

  #changeSource(ssrc: number, nowMs: number): void {
    for (const each of this.#reorder.flush()) this.#take(each, nowMs)
    this.#ssrc = ssrc
    this.#anchor = undefined
    this.#lastSequence = undefined
    this.#quiet = undefined
  }

  #take(packet: RtpPacket, nowMs: number): void {
    // 0: nothing is known of what came before, so that nothing is said about it.
    const step = this.#lastSequence === undefined ? 0 : (packet.sequence - this.#lastSequence) & 0xffff
    if (step > 1 && step < 0x8000) this.#lost += step - 1
    this.#lastSequence = packet.sequence
    const meaning = this.#meanings.get(packet.payloadType)
    if (meaning === 'comfort-noise' || meaning === 'telephone-event') {
      this.#quiet ??= { sinceMs: nowMs, fromSamples: Math.max(this.#nextSamples, this.#place(packet.timestamp, nowMs)) }
      return
    }
    const payload = meaning === undefined ? undefined : this.#convert(meaning, packet.payload)
    if (payload === undefined || payload.byteLength === 0) {
      this.#passedOver += 1
      return
    }
    const position = this.#place(packet.timestamp, nowMs)
    if (step === 1 && this.#nextSamples > 0) this.#fillSilence(position)
    this.#quiet = undefined
    this.#emit(position, payload)
  }

  /** Where a timestamp belongs; a count that can't be true begins anew at the clock's place. */
  #place(timestamp: number, nowMs: number): number {
    const byClock = this.#samplesIn(nowMs - this.#startedAtMs)
    if (this.#anchor !== undefined) {
      const position = this.#anchor.positionSamples + ((timestamp - this.#anchor.timestamp) | 0)
      const isTrue = position <= byClock + this.#samplesIn(MAX_AHEAD_MS) && position >= this.#nextSamples - this.#samplesIn(MAX_BEHIND_MS)
      if (isTrue) {
        this.#anchor = { timestamp, positionSamples: position }
        return position
      }
    }
    const positionSamples = Math.max(this.#nextSamples, byClock)
    this.#anchor = { timestamp, positionSamples }
    return positionSamples
  }

  #fillSilence(untilSamples: number): void {
    const missing = untilSamples - this.#nextSamples
    if (missing <= 0 || missing > this.#samplesIn(MAX_SILENCE_MS)) return
    const sampleBytes = bytesPerEncodedSample(this.#sound.encoding)
    const frame = this.#silence.byteLength / sampleBytes
    for (let left = missing; left > 0; left -= frame) {
      this.#emit(this.#nextSamples, this.#silence.subarray(0, Math.min(left, frame) * sampleBytes))
    }
  }

  /** What was said already, because silence had been put there, loses its head. */
  #emit(positionSamples: number, payload: Uint8Array): void {
    const sampleBytes = bytesPerEncodedSample(this.#sound.encoding)
    const overlap = Math.max(0, this.#nextSamples - positionSamples)
    const rest = payload.subarray(overlap * sampleBytes)
    if (rest.byteLength === 0) return
    this.#sink(positionSamples + overlap, rest)
    this.#nextSamples = positionSamples + overlap + rest.byteLength / sampleBytes
  }

  /** RTP's linear samples are big-endian (RFC 3551 section 4.5.11). Undefined where a sample is cut. */
  #convert(encoding: SampleEncoding, payload: Uint8Array): Uint8Array | undefined {
    if (payload.byteLength % bytesPerEncodedSample(encoding) !== 0) return undefined
    const littleEndian = encoding === 'l16' ? Buffer.from(payload).swap16() : payload
    if (encoding === this.#sound.encoding) return littleEndian
    return encodeSamples(this.#sound.encoding, decodeSamples(encoding, littleEndian))
  }

  #samplesIn(ms: number): number {
    return Math.round((ms * this.#sound.sampleRateHz) / 1000)
  }
}
