import { createResampler, decodeSamples, toInt16, type WavAudio } from '@souffleur/audio'
import type { SeededRandom } from './seeded-random.ts'

/** The rate of a telephone line, and of everything that is composed here. */
export const LINE_RATE_HZ = 8000

/** Of a quiet line, about -66 dBFS: digital silence would make voice detection easier than it is. */
const NOISE_PEAK = 28

export function lineNoise(random: SeededRandom, samples: number): Int16Array {
  return Int16Array.from({ length: samples }, () => Math.round(random.between(-NOISE_PEAK, NOISE_PEAK)))
}

/** The channels of a file at {@link LINE_RATE_HZ}. */
export function lineChannels(wav: WavAudio): Int16Array[] {
  return Array.from({ length: wav.channels }, (_, index) => {
    const samples = decodeSamples(wav.encoding, wav.channelPayload(index))
    if (wav.sampleRateHz === LINE_RATE_HZ) return samples
    const resampler = createResampler(wav.sampleRateHz, LINE_RATE_HZ)
    return joined([toInt16(resampler.push(samples)), toInt16(resampler.flush())])
  })
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
