import { type SampleFormat, sampleFormatOf } from './sample-readers.ts'

/** A WAV file of which parts are read when they are wanted: a recording of an hour never is in memory as a whole. */
export interface WavFile {
  readonly sampleRateHz: number
  readonly channels: number
  /** Samples per channel. */
  readonly frames: number
  /**
   * One channel's samples, between -1 and 1; 0 is the left channel. What lies outside of the file is left out.
   * @throws DOMException when the file has changed or gone since it was chosen.
   */
  read(channel: number, fromFrame: number, toFrame: number): Promise<Float32Array<ArrayBuffer>>
}

const RIFF_HEADER_BYTES = 12
const CHUNK_HEADER_BYTES = 8
const FORMAT_BYTES = 16
const EXTENSIBLE_BYTES = 26
const EXTENSIBLE = 0xfffe

interface Format {
  readonly samples: SampleFormat
  readonly channels: number
  readonly sampleRateHz: number
}

/**
 * RIFF/WAVE (Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0", 1991): PCM of 8 to 32 bits, 32-bit float,
 * mu-law and A-law. Undefined for anything else.
 */
export async function openWavFile(file: Blob): Promise<WavFile | undefined> {
  const header = await viewOf(file, 0, RIFF_HEADER_BYTES)
  if (header === undefined || tagOf(header, 0) !== 'RIFF' || tagOf(header, 8) !== 'WAVE') return undefined
  let format: Format | undefined
  for (let at = RIFF_HEADER_BYTES; ; ) {
    const chunk = await viewOf(file, at, CHUNK_HEADER_BYTES)
    if (chunk === undefined) return undefined
    const start = at + CHUNK_HEADER_BYTES
    const size = chunk.getUint32(4, true)
    if (tagOf(chunk, 0) === 'fmt ') format = await readFormat(file, start, size)
    // A writer that could not go back leaves a size that is too large: the sound goes on to the end.
    if (tagOf(chunk, 0) === 'data')
      return format === undefined ? undefined : wavFile(file, format, start, Math.min(size, file.size - start))
    at = start + size + (size & 1)
  }
}

function wavFile(file: Blob, { samples, channels, sampleRateHz }: Format, start: number, bytes: number): WavFile {
  const blockBytes = samples.bytes * channels
  const frames = Math.floor(bytes / blockBytes)
  return {
    sampleRateHz,
    channels,
    frames,
    async read(channel, fromFrame, toFrame) {
      const from = Math.max(0, Math.min(frames, fromFrame))
      const to = Math.max(from, Math.min(frames, toFrame))
      const view = new DataView(await file.slice(start + from * blockBytes, start + to * blockBytes).arrayBuffer())
      return Float32Array.from({ length: to - from }, (_, frame) => samples.read(view, frame * blockBytes + channel * samples.bytes))
    },
  }
}

async function readFormat(file: Blob, start: number, size: number): Promise<Format | undefined> {
  const view = await viewOf(file, start, Math.min(size, EXTENSIBLE_BYTES))
  if (view === undefined || view.byteLength < FORMAT_BYTES) return undefined
  const plainTag = view.getUint16(0, true)
  // The real tag is the beginning of the extensible format's GUID.
  const tag = plainTag === EXTENSIBLE && view.byteLength === EXTENSIBLE_BYTES ? view.getUint16(24, true) : plainTag
  const [channels, sampleRateHz] = [view.getUint16(2, true), view.getUint32(4, true)]
  const samples = sampleFormatOf(tag, view.getUint16(14, true))
  if (samples === undefined || channels < 1 || channels > 2 || sampleRateHz === 0) return undefined
  return { samples, channels, sampleRateHz }
}

/** Undefined when the file ends before. */
async function viewOf(file: Blob, start: number, bytes: number): Promise<DataView | undefined> {
  if (start + bytes > file.size) return undefined
  return new DataView(await file.slice(start, start + bytes).arrayBuffer())
}

function tagOf(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}
