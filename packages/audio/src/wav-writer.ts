import { bytesPerEncodedSample, type SampleEncoding } from './samples.ts'
import { TAG_A_LAW, TAG_MU_LAW, TAG_PCM } from './wav-format-tags.ts'

export interface WavToWrite {
  readonly sampleRateHz: number
  readonly encoding: SampleEncoding
  /** One payload a channel, of equal length. */
  readonly payloads: readonly Uint8Array[]
}

const FORMAT_BYTES = 16
/** RIFF and WAVE, the format chunk, the data chunk's own header. */
const HEADER_BYTES = 12 + 8 + FORMAT_BYTES + 8

/** The plain 44-byte header and the samples, interleaved. @throws RangeError when the payloads differ in length. */
export function writeWav({ sampleRateHz, encoding, payloads }: WavToWrite): Uint8Array<ArrayBuffer> {
  const sampleBytes = bytesPerEncodedSample(encoding)
  const payloadBytes = payloads[0]?.length ?? 0
  if (payloads.some((payload) => payload.length !== payloadBytes)) throw new RangeError('payloads of different lengths')
  const dataBytes = payloadBytes * payloads.length
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes + (dataBytes & 1))
  const view = new DataView(bytes.buffer)
  writeTag(bytes, 0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  writeTag(bytes, 8, 'WAVE')
  writeTag(bytes, 12, 'fmt ')
  view.setUint32(16, FORMAT_BYTES, true)
  view.setUint16(20, { l16: TAG_PCM, pcma: TAG_A_LAW, pcmu: TAG_MU_LAW }[encoding], true)
  view.setUint16(22, payloads.length, true)
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * sampleBytes * payloads.length, true)
  view.setUint16(32, sampleBytes * payloads.length, true)
  view.setUint16(34, sampleBytes * 8, true)
  writeTag(bytes, 36, 'data')
  view.setUint32(40, dataBytes, true)
  interleave(bytes.subarray(HEADER_BYTES), payloads, sampleBytes)
  return bytes
}

function interleave(data: Uint8Array, payloads: readonly Uint8Array[], sampleBytes: number): void {
  payloads.forEach((payload, channel) => {
    for (let from = 0; from < payload.length; from += sampleBytes) {
      const to = from * payloads.length + channel * sampleBytes
      data.set(payload.subarray(from, from + sampleBytes), to)
    }
  })
}

function writeTag(bytes: Uint8Array, offset: number, name: string): void {
  for (let index = 0; index < name.length; index += 1) bytes[offset + index] = name.charCodeAt(index)
}
