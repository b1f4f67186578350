/**
 * G.711 (ITU-T Recommendation G.711, tables 1a to 2b) as Web Audio wants samples: between -1 and 1. Browsers don't all read such files,
 * and none reads a part of one.
 */
const FULL_SCALE = 32_768
const MU_LAW_BIAS = 0x84

export const muLawSamples = Float32Array.from({ length: 256 }, (_, code) => expandMuLaw(code) / FULL_SCALE)
export const aLawSamples = Float32Array.from({ length: 256 }, (_, code) => expandALaw(code) / FULL_SCALE)

/** On the wire all bits are inverted: a sign, 3 bits of segment, 4 bits of step. */
function expandMuLaw(code: number): number {
  const bits = code ^ 0xff
  const magnitude = (((bits & 0x0f) * 8 + MU_LAW_BIAS) << ((bits >> 4) & 7)) - MU_LAW_BIAS
  return bits & 0x80 ? -magnitude : magnitude
}

/** On the wire every other bit is inverted; the two lowest segments have the same step. A set sign bit is positive. */
function expandALaw(code: number): number {
  const bits = code ^ 0x55
  const segment = (bits >> 4) & 7
  const middle = (bits & 0x0f) * 16 + 8
  const magnitude = segment === 0 ? middle : (middle + 256) << (segment - 1)
  return bits & 0x80 ? magnitude : -magnitude
}
