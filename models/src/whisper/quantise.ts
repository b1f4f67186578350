/** A matrix in 8 bits, one factor for each output, laid out as matrix products want it. */
export interface QuantisedMatrix {
  /** [inputs, outputs] */
  readonly values: Int8Array
  /** One for each output: weight = value x scale. */
  readonly scales: Float32Array
}

/**
 * Processors without VNNI add two products of 8 bits in 16 bits, which overflow: there, 7 bits are all that is safe.
 * (onnxruntime.ai/docs/performance/model-optimizations/quantization.html, "reduce_range".)
 */
export type WeightBits = 7 | 8

/** @param weight [outputs, inputs], row by row */
export function quantise(weight: Float32Array, outputs: number, bits: WeightBits): QuantisedMatrix {
  const inputs = weight.length / outputs
  const largest = 2 ** (bits - 1) - 1
  const values = new Int8Array(weight.length)
  const scales = new Float32Array(outputs)
  for (let output = 0; output < outputs; output += 1) {
    const row = weight.subarray(output * inputs, (output + 1) * inputs)
    let peak = 1e-8
    for (const value of row) peak = Math.max(peak, Math.abs(value))
    const scale = peak / largest
    scales[output] = scale
    for (let input = 0; input < inputs; input += 1) values[input * outputs + output] = Math.round((row[input] ?? 0) / scale)
  }
  return { values, scales }
}
