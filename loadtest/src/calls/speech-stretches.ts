/** Speech without a long pause, in samples: `end` is the first sample after it. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

const FRAME_MS = 10
/** A frame this far below the loudest one is silence, breath or noise. Final consonants of telephone recordings lie above. */
const RANGE_DB = 35
/** A recording that is quieter than this everywhere holds no speech. */
const FLOOR_DBFS = -60
/** One frame alone is a click. */
const MIN_STRETCH_FRAMES = 3
/** A stop consonant is closed for less than this; people hear a longer silence as a pause. */
const MIN_PAUSE_FRAMES = 25
const FULL_SCALE = 32_768

/** Where somebody speaks, from the recording's own energy: the fixed rule that decides when speech starts and ends acoustically. */
export function speechStretches(samples: Int16Array, sampleRateHz: number): Stretch[] {
  const frameSamples = (sampleRateHz * FRAME_MS) / 1000
  const levels = frameLevels(samples, frameSamples)
  const threshold = Math.max(FLOOR_DBFS, levels.reduce((most, level) => Math.max(most, level), -Infinity) - RANGE_DB)
  const sounding = runsAbove(levels, threshold).filter(({ start, end }) => end - start >= MIN_STRETCH_FRAMES)
  return joined(sounding).map(({ start, end }) => ({
    start: Math.round(start * frameSamples),
    end: Math.min(samples.length, Math.round(end * frameSamples)),
  }))
}

/** In dB of full scale, one value for each whole or partial frame. */
function frameLevels(samples: Int16Array, frameSamples: number): number[] {
  const levels: number[] = []
  for (let from = 0; from < samples.length; from += frameSamples) {
    const frame = samples.subarray(Math.round(from), Math.round(from + frameSamples))
    const energy = frame.reduce((sum, sample) => sum + (sample / FULL_SCALE) ** 2, 0)
    levels.push(10 * Math.log10(energy / frame.length))
  }
  return levels
}

function runsAbove(levels: readonly number[], threshold: number): Stretch[] {
  const runs: Stretch[] = []
  let start: number | undefined
  for (let index = 0; index <= levels.length; index += 1) {
    const sounds = (levels[index] ?? -Infinity) >= threshold
    if (sounds) start ??= index
    else if (start !== undefined) {
      runs.push({ start, end: index })
      start = undefined
    }
  }
  return runs
}

function joined(runs: readonly Stretch[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const run of runs) {
    const last = stretches.at(-1)
    if (last !== undefined && run.start - last.end < MIN_PAUSE_FRAMES) stretches[stretches.length - 1] = { start: last.start, end: run.end }
    else stretches.push(run)
  }
  return stretches
}
