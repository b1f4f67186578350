import { encodeL16, type SampleEncoding, toInt16 } from './samples.ts'

/** How one sample lies in a WAV file; `encoding` is what it becomes. */
export interface SampleFormat {
  readonly encoding: SampleEncoding
  readonly kind: 'unsigned' | 'signed' | 'float' | 'companded'
  readonly bytes: number
}

/** Companded samples stay as they are; linear ones keep their 16 most significant bits. */
export function toL16(format: SampleFormat, samples: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  switch (format.kind) {
    case 'companded':
      return samples
    case 'unsigned':
      return encodeL16(Int16Array.from(samples, (sample) => (sample - 128) << 8))
    case 'signed':
      return format.bytes === 2 ? samples : mostSignificantBytes(samples, format.bytes)
    case 'float':
      return encodeL16(toInt16(readFloats(samples)))
  }
}

function mostSignificantBytes(samples: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const kept = new Uint8Array((samples.length / width) * 2)
  for (let from = width - 2, to = 0; to < kept.length; from += width, to += 2) {
    kept[to] = samples[from] ?? 0
    kept[to + 1] = samples[from + 1] ?? 0
  }
  return kept
}

/** What isn't a number is silence. */
function readFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length >> 2 }, (_, index) => {
    const sample = view.getFloat32(index * 4, true)
    return Number.isNaN(sample) ? 0 : sample
  })
}
