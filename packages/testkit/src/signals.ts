export interface SignalShape {
  readonly durationMs: number
  /** 8000 when absent: telephone audio. */
  readonly sampleRateHz?: number
  /** Peak, as a share of full scale: 0 to 1. */
  readonly level?: number
}

const FULL_SCALE = 32_767
const TELEPHONE_RATE_HZ = 8000

/** A sine that starts at phase 0. */
export function tone(shape: SignalShape & { readonly frequencyHz: number }): Int16Array {
  const { durationMs, sampleRateHz = TELEPHONE_RATE_HZ, level = 0.5, frequencyHz } = shape
  const step = (2 * Math.PI * frequencyHz) / sampleRateHz
  return fill(durationMs, sampleRateHz, (index) => level * Math.sin(step * index))
}

/** White noise, the same for the same seed. */
export function noise(shape: SignalShape & { readonly seed?: number }): Int16Array {
  const { durationMs, sampleRateHz = TELEPHONE_RATE_HZ, level = 0.5, seed = 1 } = shape
  const random = mulberry32(seed)
  return fill(durationMs, sampleRateHz, () => level * (2 * random() - 1))
}

export function silence(shape: Pick<SignalShape, 'durationMs' | 'sampleRateHz'>): Int16Array {
  const { durationMs, sampleRateHz = TELEPHONE_RATE_HZ } = shape
  return fill(durationMs, sampleRateHz, () => 0)
}

/** One after the other. */
export function joined(...signals: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(signals.reduce((total, signal) => total + signal.length, 0))
  let offset = 0
  for (const signal of signals) {
    whole.set(signal, offset)
    offset += signal.length
  }
  return whole
}

function fill(durationMs: number, sampleRateHz: number, sampleAt: (index: number) => number): Int16Array {
  const samples = new Int16Array(Math.round((durationMs * sampleRateHz) / 1000))
  for (let index = 0; index < samples.length; index += 1) samples[index] = Math.round(FULL_SCALE * sampleAt(index))
  return samples
}

/** Mulberry32, a public-domain generator by Tommy Ettinger: small, seeded, good enough for noise. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
