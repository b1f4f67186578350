/**
 * G.711 (ITU-T Recommendation G.711, tables 1a to 2b), expressed at 16 bits as every telephony library does: mu-law's 14 bits
 * and A-law's 13 bits are shifted to the top. Decoding and encoding are table look-ups.
 */
const MU_LAW_BIAS = 0x84
const MU_LAW_CLIP = 32_635

const muLawToLinear = Int16Array.from({ length: 256 }, (_, code) => expandMuLaw(code))
const aLawToLinear = Int16Array.from({ length: 256 }, (_, code) => expandALaw(code))
/** Indexed by the sample as a uint16. */
const linearToMuLaw = Uint8Array.from({ length: 65_536 }, (_, bits) => compressMuLaw((bits << 16) >> 16))
const linearToALaw = Uint8Array.from({ length: 65_536 }, (_, bits) => compressALaw((bits << 16) >> 16))

export function decodePcmu(bytes: Uint8Array): Int16Array {
  return decodeWith(muLawToLinear, bytes)
}

export function decodePcma(bytes: Uint8Array): Int16Array {
  return decodeWith(aLawToLinear, bytes)
}

export function encodePcmu(samples: Int16Array): Uint8Array<ArrayBuffer> {
  return encodeWith(linearToMuLaw, samples)
}

export function encodePcma(samples: Int16Array): Uint8Array<ArrayBuffer> {
  return encodeWith(linearToALaw, samples)
}

function decodeWith(table: Int16Array, bytes: Uint8Array): Int16Array {
  const samples = new Int16Array(bytes.length)
  for (let index = 0; index < bytes.length; index += 1) samples[index] = table[bytes[index] ?? 0] ?? 0
  return samples
}

function encodeWith(table: Uint8Array, samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index += 1) bytes[index] = table[(samples[index] ?? 0) & 0xffff] ?? 0
  return bytes
}

/** All bits are inverted on the wire: sign, 3 bits of segment, 4 bits of step. */
function expandMuLaw(code: number): number {
  const inverted = ~code & 0xff
  const segment = (inverted >> 4) & 7
  const magnitude = ((((inverted & 0x0f) << 3) + MU_LAW_BIAS) << segment) - MU_LAW_BIAS
  return (inverted & 0x80) === 0 ? magnitude : -magnitude
}

function compressMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), MU_LAW_CLIP) + MU_LAW_BIAS
  const segment = 24 - Math.clz32(magnitude)
  return ~(sign | (segment << 4) | ((magnitude >> (segment + 3)) & 0x0f)) & 0xff
}

/** Even bits are inverted on the wire (0x55); the first two segments share one step size. */
function expandALaw(code: number): number {
  const toggled = code ^ 0x55
  const segment = (toggled >> 4) & 7
  const step = (toggled & 0x0f) << 4
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1)
  return (toggled & 0x80) === 0 ? -magnitude : magnitude
}

function compressALaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80
  // One's complement for negative samples keeps the two halves symmetric, as in the recommendation's table 2b.
  const magnitude = sample < 0 ? ~sample : sample
  const segment = Math.max(0, 24 - Math.clz32(magnitude | 0x80))
  const step = (magnitude >> (segment === 0 ? 4 : segment + 3)) & 0x0f
  return (sign | (segment << 4) | step) ^ 0x55
}
