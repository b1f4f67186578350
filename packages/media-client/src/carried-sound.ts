import { bytesPerEncodedSample, createResampler, decodeSamples, encodeSamples, toInt16, type WavAudio } from '@souffleur/audio'
import type { CallSound, TelephonyProtocol } from './telephony-client.ts'

export type RecordingOrder = 'advisor-left' | 'customer-left'

/** A recording in the encoding and at the rate that a call carries. */
export interface CarriedSound {
  readonly sound: CallSound
  /** Samples per channel. */
  readonly frames: number
  /** In the order of the sound's channels, all of the same length. */
  readonly payloads: readonly Uint8Array[]
}

/** What a recording is. A mono one is a call with one mixed channel. */
export function soundOfWav({ channels, encoding, sampleRateHz }: WavAudio, order: RecordingOrder = 'advisor-left'): CallSound {
  const stereo = order === 'advisor-left' ? (['advisor', 'customer'] as const) : (['customer', 'advisor'] as const)
  return { channels: channels === 1 ? ['mixed'] : stereo, encoding, sampleRateHz }
}

/** The recording as a protocol carries it: resampled and encoded anew where the protocol knows neither its rate nor its encoding. */
export function carryWav(wav: WavAudio, order: RecordingOrder, protocol: TelephonyProtocol): CarriedSound {
  const recorded = soundOfWav(wav, order)
  const sound = protocol.soundOf(recorded)
  const payloads = Array.from({ length: wav.channels }, (_, index) => convert(wav.channelPayload(index), recorded, sound))
  const bytes = payloads[0]?.byteLength ?? 0
  return { sound, frames: bytes / bytesPerEncodedSample(sound.encoding), payloads }
}

/** Converted in blocks: a float a sample of an hour's call would take hundreds of megabytes. */
const BLOCK_SAMPLES = 65_536

function convert(payload: Uint8Array, from: CallSound, to: CallSound): Uint8Array {
  if (from.encoding === to.encoding && from.sampleRateHz === to.sampleRateHz) return payload
  const blockBytes = BLOCK_SAMPLES * bytesPerEncodedSample(from.encoding)
  const resampler = from.sampleRateHz === to.sampleRateHz ? undefined : createResampler(from.sampleRateHz, to.sampleRateHz)
  const parts: Uint8Array[] = []
  for (let start = 0; start < payload.byteLength; start += blockBytes) {
    const samples = decodeSamples(from.encoding, payload.subarray(start, start + blockBytes))
    parts.push(encodeSamples(to.encoding, resampler === undefined ? samples : toInt16(resampler.push(samples))))
  }
  if (resampler !== undefined) parts.push(encodeSamples(to.encoding, toInt16(resampler.flush())))
  return Buffer.concat(parts)
}
