/** Levels are in dB of full scale (a full-scale square wave is 0 dBFS); -Infinity for digital silence. */
export interface Level {
  readonly peakDbfs: number
  /** RMS of the frames in which something sounds: those at most 30 dB below the loudest. Silence around speech doesn't count. */
  readonly activeDbfs: number
}

export interface NormaliseOptions {
  /** Active level to reach. */
  readonly targetDbfs?: number
  /** Noise of a quiet line isn't blown up beyond this. */
  readonly maxGainDb?: number
  /** Samples a frame over which energy is measured: 20 ms at 16 kHz. */
  readonly frameSamples?: number
}

const ACTIVE_RANGE_DB = 30
const PEAK_LIMIT = 0.98
const DEFAULT_FRAME_SAMPLES = 320

export function measureLevel(samples: Float32Array, frameSamples: number = DEFAULT_FRAME_SAMPLES): Level {
  let peak = 0
  const framePowers: number[] = []
  for (let start = 0; start < samples.length; start += frameSamples) {
    const end = Math.min(start + frameSamples, samples.length)
    let energy = 0
    for (let index = start; index < end; index += 1) {
      const sample = samples[index] ?? 0
      energy += sample * sample
      peak = Math.max(peak, Math.abs(sample))
    }
    framePowers.push(energy / (end - start))
  }
  const floor = framePowers.reduce((most, power) => Math.max(most, power), 0) / 10 ** (ACTIVE_RANGE_DB / 10)
  const active = framePowers.filter((power) => power > 0 && power >= floor)
  const meanPower = active.length === 0 ? 0 : active.reduce((sum, power) => sum + power, 0) / active.length
  return { peakDbfs: 20 * Math.log10(peak), activeDbfs: 10 * Math.log10(meanPower) }
}

/** The gain that brings the active level to the target, short of clipping and of `maxGainDb`. 1 for digital silence. */
export function normalisingGain(level: Level, { targetDbfs = -23, maxGainDb = 30 }: NormaliseOptions = {}): number {
  if (level.peakDbfs === -Infinity) return 1
  const wantedDb = Math.min(targetDbfs - level.activeDbfs, maxGainDb)
  return Math.min(10 ** (wantedDb / 20), PEAK_LIMIT / 10 ** (level.peakDbfs / 20))
}

/** A copy at the target level. One gain for all of it: nothing is compressed, so pauses stay pauses. */
export function normaliseLevel(samples: Float32Array, options: NormaliseOptions = {}): Float32Array<ArrayBuffer> {
  const gain = normalisingGain(measureLevel(samples, options.frameSamples), options)
  return Float32Array.from(samples, (sample) => sample * gain)
}
