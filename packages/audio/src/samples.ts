import { decodePcma, decodePcmu, encodePcma, encodePcmu } from './g711.ts'

/** How samples are written on the wire; the words of the native socket's hello. */
export type SampleEncoding = 'pcmu' | 'pcma' | 'l16'

const FULL_SCALE = 32_768

export function bytesPerEncodedSample(encoding: SampleEncoding): 1 | 2 {
  return encoding === 'l16' ? 2 : 1
}

/** Signed 16-bit little-endian, at any alignment. An odd last byte is left out. */
export function decodeL16(bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length >> 1)
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = (bytes[2 * index] ?? 0) | ((bytes[2 * index + 1] ?? 0) << 8)
  }
  return samples
}

export function encodeL16(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2)
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index] ?? 0
    bytes[2 * index] = sample & 0xff
    bytes[2 * index + 1] = (sample >> 8) & 0xff
  }
  return bytes
}

export function decodeSamples(encoding: SampleEncoding, bytes: Uint8Array): Int16Array {
  switch (encoding) {
    case 'pcmu':
      return decodePcmu(bytes)
    case 'pcma':
      return decodePcma(bytes)
    case 'l16':
      return decodeL16(bytes)
  }
}

export function encodeSamples(encoding: SampleEncoding, samples: Int16Array): Uint8Array<ArrayBuffer> {
  switch (encoding) {
    case 'pcmu':
      return encodePcmu(samples)
    case 'pcma':
      return encodePcma(samples)
    case 'l16':
      return encodeL16(samples)
  }
}

/** -1 to just under 1. */
export function toFloat(samples: Int16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(samples, (sample) => sample / FULL_SCALE)
}

/** Values outside -1 to 1 are clipped. */
export function toInt16(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, Math.round(sample * FULL_SCALE))))
}
