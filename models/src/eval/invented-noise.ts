import { addAt, atLevel, bandPass, inARow, mixed, type Signal, type Sound, seededRandom, signalOf, sine } from './invented-signal.ts'

const SECONDS = 30

/** Quiet lines, noise of the room and of the line, and what hands and mouths do without speaking. */
export function noiseSounds(): Sound[] {
  return [
    { kind: 'silence', name: 'digital silence', signal: signalOf(2 * SECONDS, () => 0) },
    ...levels('comfort-noise', [-65, -60, -50], (seed) => pinkNoise(SECONDS, seed)),
    ...levels('white-noise', [-50, -40, -30, -20], (seed) => whiteNoise(SECONDS, seed)),
    ...levels('pink-noise', [-50, -40, -30, -20], (seed) => pinkNoise(SECONDS, seed)),
    ...levels('babble-like-noise', [-50, -40, -30, -20], babbleLikeNoise),
    ...levels('hum', [-60, -45, -30], () => hum(50)),
    ...levels('hum', [-60, -45, -30], () => hum(60)),
    ...levels('clicks', [-40, -25], clicks),
    ...levels('keyboard', [-40, -25], keyboard),
    ...levels('breath-like-noise', [-45, -35, -25], breathLikeNoise),
  ]
}

function levels(kind: string, dbfs: readonly number[], make: (seed: number) => Signal): Sound[] {
  return dbfs.map((level, index) => ({ kind, name: `${kind} at ${level} dB`, signal: atLevel(make(index + 1), level) }))
}

export function whiteNoise(seconds: number, seed: number): Signal {
  const random = seededRandom(seed)
  return signalOf(seconds, () => 2 * random() - 1)
}

/** Six one-pole filters over white noise, an octave and a half apart. */
function pinkNoise(seconds: number, seed: number): Signal {
  const random = seededRandom(seed + 50)
  const poles = [0.5, 0.8, 0.93, 0.977, 0.992, 0.9975]
  const states = poles.map(() => 0)
  return signalOf(seconds, () => {
    const white = 2 * random() - 1
    return poles.reduce((sum, pole, index) => {
      const state = pole * (states[index] ?? 0) + Math.sqrt(1 - pole) * white * 0.5
      states[index] = state
      return sum + state
    }, 0)
  })
}

/** Noise with the long-term spectrum of speech that swells as syllables do, in three bands of their own. */
function babbleLikeNoise(seed: number): Signal {
  const bands = [
    [500, 500, 1],
    [1300, 900, 0.5],
    [2500, 1200, 0.25],
  ] as const
  return mixed(
    ...bands.map(([centreHz, widthHz, weight], band) => {
      const noise = bandPass(whiteNoise(SECONDS, 10 * seed + band), centreHz, widthHz)
      const random = seededRandom(100 * seed + band)
      const swells = Array.from({ length: 5 }, () => ({ rateHz: 1.5 + 5 * random(), phase: random() }))
      return noise.map((value, index) => {
        const time = index / 8000
        const swell = swells.reduce((sum, { rateHz, phase }) => sum + sine(rateHz, time + phase), 0) / swells.length
        return weight * value * (0.6 + Math.max(-0.5, swell))
      })
    }),
  )
}

function hum(mainsHz: number): Signal {
  return signalOf(SECONDS, (time) =>
    [1, 0.4, 0.5, 0.2, 0.25, 0.1].reduce((sum, weight, index) => sum + weight * sine(mainsHz * (index + 1), time + 0.01 * index), 0),
  )
}

/** Short bursts at uneven times. */
function clicks(seed: number): Signal {
  return bursts({ seed, meanGap: 0.6, length: [0.001, 0.006], bandHz: [1800, 2500] })
}

/** Several keys a second, each heard twice: down and up. */
function keyboard(seed: number): Signal {
  const down = bursts({ seed: seed + 20, meanGap: 0.17, length: [0.008, 0.02], bandHz: [1400, 1600] })
  const up = bursts({ seed: seed + 20, meanGap: 0.17, length: [0.004, 0.01], bandHz: [2300, 1200] })
  return mixed(
    down,
    inARow(
      signalOf(0.08, () => 0),
      up.map((value) => value / 3),
    ),
  )
}

interface BurstShape {
  readonly seed: number
  /** Seconds between beginnings. */
  readonly meanGap: number
  readonly length: readonly [number, number]
  readonly bandHz: readonly [number, number]
}

function bursts({ seed, meanGap, length, bandHz }: BurstShape): Signal {
  const random = seededRandom(seed)
  const signal = signalOf(SECONDS, () => 0)
  for (let at = 0.3; at < SECONDS; at += meanGap * (0.4 + 1.2 * random())) {
    const seconds = length[0] + (length[1] - length[0]) * random()
    const level = 0.4 + 0.6 * random()
    const noise = bandPass(whiteNoise(4 * seconds, Math.floor(1e6 * random())), ...bandHz)
    addAt(
      signal,
      at,
      noise.map((value, index) => level * value * Math.exp(-index / 8000 / seconds)),
    )
  }
  return signal
}

/** In and out about every four seconds, with a brighter sound when breathing in. */
function breathLikeNoise(seed: number): Signal {
  const random = seededRandom(seed + 70)
  const signal = signalOf(SECONDS, () => 0)
  for (let at = 0.5; at < SECONDS; at += 1.6 + 0.8 * random()) {
    const seconds = 0.5 + 0.7 * random()
    const noise = bandPass(whiteNoise(seconds, Math.floor(1e6 * random())), 700 + 900 * random(), 900)
    addAt(
      signal,
      at,
      noise.map((value, index) => value * Math.sin((Math.PI * index) / noise.length) ** 2),
    )
  }
  return signal
}
