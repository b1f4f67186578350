/** Sounds are made at the telephone's rate, as numbers of about -1 to 1. */
export const SOUND_RATE_HZ = 8000

export type Signal = Float64Array<ArrayBuffer>

/** A sound to which no words belong. */
export interface Sound {
  /** What the figures are grouped by. */
  readonly kind: string
  readonly name: string
  readonly signal: Signal
  /** Of a sound that begins with speech: words that begin later are invented. */
  readonly speechEndSeconds?: number
}

export function signalOf(seconds: number, valueAt: (time: number) => number): Signal {
  return Float64Array.from({ length: Math.round(seconds * SOUND_RATE_HZ) }, (_, index) => valueAt(index / SOUND_RATE_HZ))
}

export function sine(frequencyHz: number, time: number): number {
  return Math.sin(2 * Math.PI * frequencyHz * time)
}

/** Brings the mean power of everything that sounds to a level in dB of full scale. */
export function atLevel(signal: Signal, dbfs: number): Signal {
  const sounding = signal.filter((value) => value !== 0)
  if (sounding.length === 0) return signal
  const power = sounding.reduce((sum, value) => sum + value * value, 0) / sounding.length
  const gain = 10 ** (dbfs / 20) / Math.sqrt(power)
  return signal.map((value) => value * gain)
}

export function mixed(...signals: readonly Signal[]): Signal {
  return Float64Array.from({ length: Math.max(...signals.map((signal) => signal.length)) }, (_, index) =>
    signals.reduce((sum, signal) => sum + (signal[index] ?? 0), 0),
  )
}

export function inARow(...signals: readonly Signal[]): Signal {
  const whole = new Float64Array(signals.reduce((sum, signal) => sum + signal.length, 0))
  let offset = 0
  for (const signal of signals) {
    whole.set(signal, offset)
    offset += signal.length
  }
  return whole
}

/** Adds a sound at a moment; what lies beyond the end is left out. */
export function addAt(signal: Signal, seconds: number, added: Signal): void {
  const start = Math.round(seconds * SOUND_RATE_HZ)
  const length = Math.min(added.length, signal.length - start)
  for (let index = 0; index < length; index += 1) signal[start + index] = (signal[start + index] ?? 0) + (added[index] ?? 0)
}

/** The same numbers at every run: xorshift (G. Marsaglia, "Xorshift RNGs", 2003). 0 to 1. */
export function seededRandom(seed: number): () => number {
  let state = (seed * 2_654_435_769 + 1) >>> 0
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

/** A band-pass of two poles, as in R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients". */
export function bandPass(signal: Signal, centreHz: number, widthHz: number): Signal {
  const angle = (2 * Math.PI * centreHz) / SOUND_RATE_HZ
  const alpha = (Math.sin(angle) * widthHz) / (2 * centreHz)
  const scale = 1 + alpha
  let [x1, x2, y1, y2] = [0, 0, 0, 0]
  return signal.map((x) => {
    const y = (alpha * (x - x2) + 2 * Math.cos(angle) * y1 - (1 - alpha) * y2) / scale
    ;[x2, x1, y2, y1] = [x1, x, y1, y]
    return y
  })
}
