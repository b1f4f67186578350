/** A filter over one stream: the same however it is cut into blocks. */
export interface HighPass {
  /** Int16 is read as -1 to 1. */
  filter(samples: Int16Array): Float32Array<ArrayBuffer>
}

const INT16_SCALE = 1 / 32_768

/**
 * One pole and a zero at 0 Hz (J. O. Smith, "Introduction to Digital Filters", the DC blocker): takes away an offset and most of the
 * mains' hum below the telephone band, which begins at 300 Hz. The stream's first sample counts as its offset so far: there is no thump.
 */
export function createHighPass(sampleRateHz: number, cutoffHz = 50): HighPass {
  const pole = Math.exp((-2 * Math.PI * cutoffHz) / sampleRateHz)
  const gain = (1 + pole) / 2
  let before: number | undefined
  let state = 0
  return {
    filter(samples) {
      const filtered = new Float32Array(samples.length)
      let last = before ?? samples[0] ?? 0
      for (let index = 0; index < samples.length; index += 1) {
        const sample = samples[index] ?? 0
        state = gain * (sample - last) + pole * state
        last = sample
        filtered[index] = state * INT16_SCALE
      }
      if (samples.length > 0) before = last
      return filtered
    },
  }
}
