import type { SampleEncoding } from './samples.ts'
import { TAG_A_LAW, TAG_FLOAT, TAG_MU_LAW, TAG_PCM } from './wav-format-tags.ts'
import { type SampleFormat, toL16 } from './wav-samples.ts'

/** Codes of the error catalogue, which this package may not import. */
export type WavErrorCode =
  | 'wav.not-wav'
  | 'wav.truncated'
  | 'wav.encoding-unsupported'
  | 'wav.rate-unsupported'
  | 'wav.channels-unsupported'
  | 'wav.empty'

export interface WavAudio {
  readonly sampleRateHz: number
  /** 1 or 2. */
  readonly channels: number
  /** As the payloads are written: linear and float samples of any width become `l16`. */
  readonly encoding: SampleEncoding
  /** Samples per channel. */
  readonly frames: number
  /** One channel's samples; channel 0 is the left one. @throws RangeError when there is no such channel. */
  channelPayload(index: number): Uint8Array<ArrayBuffer>
}

export type ParsedWav = { readonly ok: true; readonly value: WavAudio } | { readonly ok: false; readonly error: WavErrorCode }

/** The native socket's rates too. */
export const wavSampleRatesHz: readonly number[] = [8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000]

const RIFF_HEADER_BYTES = 12
const CHUNK_HEADER_BYTES = 8
const FORMAT_BYTES = 16
const EXTENSIBLE_FORMAT_BYTES = 40
const EXTENSIBLE = 0xfffe
/** A streaming writer that couldn't go back leaves one of these as the size: the audio goes on to the end of the file. */
const UNKNOWN_SIZES: readonly number[] = [0xffff_ffff, 0x7fff_ffff]
/** The last 14 bytes of every KSDATAFORMAT_SUBTYPE that stands for a plain format tag (Microsoft, ksmedia.h). */
const SUBTYPE_TAIL = '000000001000800000aa00389b71'

interface Format {
  readonly samples: SampleFormat
  readonly channels: number
  readonly sampleRateHz: number
}

/**
 * RIFF/WAVE (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", 1991; WAVE_FORMAT_EXTENSIBLE):
 * PCM of 8, 16, 24 and 32 bits, 32-bit float, mu-law and A-law, one or two channels. Chunks other than `fmt ` and `data` are
 * skipped, whatever their length. Never throws.
 */
export function parseWav(bytes: Uint8Array): ParsedWav {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < RIFF_HEADER_BYTES || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') return { ok: false, error: 'wav.not-wav' }
  let format: Format | undefined
  for (let offset = RIFF_HEADER_BYTES; offset + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const start = offset + CHUNK_HEADER_BYTES
    const size = view.getUint32(offset + 4, true)
    switch (tag(view, offset)) {
      case 'fmt ': {
        const read = readFormat(view, start, size)
        if (typeof read === 'string') return { ok: false, error: read }
        format = read
        break
      }
      case 'data':
        return format === undefined ? { ok: false, error: 'wav.not-wav' } : readAudio(format, bytes, start, size)
    }
    // Chunks start on even offsets.
    offset = start + size + (size & 1)
  }
  return { ok: false, error: 'wav.truncated' }
}

function readAudio(format: Format, bytes: Uint8Array, start: number, size: number): ParsedWav {
  const available = bytes.length - start
  if (size > available && !UNKNOWN_SIZES.includes(size)) return { ok: false, error: 'wav.truncated' }
  const blockBytes = format.samples.bytes * format.channels
  const frames = Math.floor(Math.min(size, available) / blockBytes)
  if (frames === 0) return { ok: false, error: 'wav.empty' }
  const data = bytes.subarray(start, start + frames * blockBytes)
  const value: WavAudio = {
    sampleRateHz: format.sampleRateHz,
    channels: format.channels,
    encoding: format.samples.encoding,
    frames,
    channelPayload(index) {
      if (!Number.isInteger(index) || index < 0 || index >= format.channels) throw new RangeError(`channel ${index} of ${format.channels}`)
      return toL16(format.samples, deinterleave(data, format.samples.bytes, format.channels, index))
    },
  }
  return { ok: true, value }
}

function readFormat(view: DataView, start: number, size: number): Format | WavErrorCode {
  if (start + Math.max(size, FORMAT_BYTES) > view.byteLength) return 'wav.truncated'
  if (size < FORMAT_BYTES) return 'wav.not-wav'
  const channels = view.getUint16(start + 2, true)
  const sampleRateHz = view.getUint32(start + 4, true)
  const blockBytes = view.getUint16(start + 12, true)
  const bits = view.getUint16(start + 14, true)
  const samples = sampleFormat(formatTag(view, start, size), bits)
  if (samples === undefined) return 'wav.encoding-unsupported'
  if (channels < 1 || channels > 2) return 'wav.channels-unsupported'
  if (!wavSampleRatesHz.includes(sampleRateHz)) return 'wav.rate-unsupported'
  if (blockBytes !== channels * samples.bytes) return 'wav.encoding-unsupported'
  return { samples, channels, sampleRateHz }
}

/** An extensible format carries its real tag in the first two bytes of a GUID; -1 for a GUID of another kind. */
function formatTag(view: DataView, start: number, size: number): number {
  const plain = view.getUint16(start, true)
  if (plain !== EXTENSIBLE || size < EXTENSIBLE_FORMAT_BYTES) return plain
  let tail = ''
  for (let index = 26; index < EXTENSIBLE_FORMAT_BYTES; index += 1) {
    tail += view
      .getUint8(start + index)
      .toString(16)
      .padStart(2, '0')
  }
  return tail === SUBTYPE_TAIL ? view.getUint16(start + 24, true) : -1
}

function sampleFormat(formatTag: number, bits: number): SampleFormat | undefined {
  switch (formatTag) {
    case TAG_PCM:
      return bits === 8 || bits === 16 || bits === 24 || bits === 32
        ? { encoding: 'l16', kind: bits === 8 ? 'unsigned' : 'signed', bytes: bits / 8 }
        : undefined
    case TAG_FLOAT:
      return bits === 32 ? { encoding: 'l16', kind: 'float', bytes: 4 } : undefined
    case TAG_A_LAW:
      return bits === 8 ? { encoding: 'pcma', kind: 'companded', bytes: 1 } : undefined
    case TAG_MU_LAW:
      return bits === 8 ? { encoding: 'pcmu', kind: 'companded', bytes: 1 } : undefined
    default:
      return undefined
  }
}

function deinterleave(data: Uint8Array, sampleBytes: number, channels: number, channel: number): Uint8Array<ArrayBuffer> {
  if (channels === 1) return new Uint8Array(data)
  const stride = sampleBytes * channels
  const samples = new Uint8Array((data.length / stride) * sampleBytes)
  for (let from = channel * sampleBytes, to = 0; to < samples.length; from += stride, to += sampleBytes) {
    for (let byte = 0; byte < sampleBytes; byte += 1) samples[to + byte] = data[from + byte] ?? 0
  }
  return samples
}

function tag(view: DataView, offset: number): string {
  return String.fromCharCode(view.getUint8(offset), view.getUint8(offset + 1), view.getUint8(offset + 2), view.getUint8(offset + 3))
}
