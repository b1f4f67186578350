/** A vector in 8 bits: number x scale. A quarter of the memory; cosines change by about a thousandth. */
export interface QuantisedVector {
  readonly scale: number
  readonly numbers: Int8Array
}

const LARGEST = 127

/** Quantising what was quantised before gives the same numbers. */
export function quantise(vector: Float32Array): QuantisedVector {
  const scale = peakOf(vector) / LARGEST
  return { scale, numbers: Int8Array.from(vector, (value) => Math.round(value / scale)) }
}

export function restored({ scale, numbers }: QuantisedVector): Float32Array {
  return Float32Array.from(numbers, (number) => number * scale)
}

/** Never 0. */
export function peakOf(vector: Float32Array): number {
  let peak = 1e-20
  for (const value of vector) peak = Math.max(peak, Math.abs(value))
  return peak
}
