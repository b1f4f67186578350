import { describe, expect, test } from 'vitest'
import { CrossTalk } from './cross-talk.ts'
import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from './voice-detector.ts'

/** Pulses at a pitch that wanders, through noise-driven swells: as irregular as a voice. */
function voice(seconds: number, seed: number, level = 0.2): Float32Array {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  let [phase, pitch, swell, ring, before] = [0, 90 + 20 * seed, 1, 0, 0]
  return Float32Array.from({ length: seconds * SAMPLE_RATE_HZ }, (_, index) => {
    if (index % 800 === 0) pitch = 90 + 20 * seed + 40 * random()
    if (index % 1600 === 0) swell = 0.2 + random()
    phase += pitch / SAMPLE_RATE_HZ
    const pulse = phase >= 1 ? 1 : 0
    phase -= pulse
    const next = 1.85 * ring - 0.93 * before + pulse + 0.05 * (random() - 0.5)
    ;[before, ring] = [ring, next]
    return level * swell * 0.3 * next
  })
}

const noise = (seconds: number) => voice(seconds, 3).map((_, index) => 1e-4 * Math.sin(index * index))
const leak = (samples: Float32Array, db: number, delayMs: number) =>
  samples.map((_, index) => 10 ** (db / 20) * (samples[index - delayMs * 16] ?? 0))
const sum = (...signals: readonly Float32Array[]) =>
  Float32Array.from({ length: signals[0]?.length ?? 0 }, (_, index) => signals.reduce((total, signal) => total + (signal[index] ?? 0), 0))

interface Step {
  readonly channel: 0 | 1
  readonly from: number
  readonly to: number
}

/** Two channels that are always taken for speech, window by window in the given order; gives each one's probabilities. */
function judged(signals: readonly [Float32Array, Float32Array], order: readonly Step[]): [number[], number[]] {
  const call = new CrossTalk()
  const heard: [number[], number[]] = [[], []]
  const channels = heard.map((into) => call.join(({ probabilities }) => into.push(...probabilities)))
  for (const { channel, from, to } of order) {
    const samples = signals[channel].subarray(from * WINDOW_SAMPLES, to * WINDOW_SAMPLES)
    channels[channel]?.hear(samples, new Float32Array(to - from).fill(0.9))
  }
  for (const channel of channels) channel.flush()
  return heard
}

const windowsIn = (seconds: number) => Math.floor((seconds * SAMPLE_RATE_HZ) / WINDOW_SAMPLES)
/** By turns, `each` windows at a time. */
const byTurns = (seconds: number, each = 1): Step[] =>
  Array.from({ length: Math.floor(windowsIn(seconds) / each) }, (_, turn) => turn * each).flatMap((from) => [
    { channel: 0 as const, from, to: from + each },
    { channel: 1 as const, from, to: from + each },
  ])
const shareKept = (probabilities: readonly number[]) => probabilities.filter((probability) => probability > 0).length / probabilities.length

describe('a leak', () => {
  test.each([
    [-12, 0],
    [-15, 20],
    [-20, 60],
    [-26, 150],
    [-30, 5],
  ])('of %i dB after %i ms is no speech, and its original is', (db, delayMs) => {
    const original = voice(4, 1)
    const [leaked, kept] = judged([sum(leak(original, db, delayMs), noise(4)), original], byTurns(4))
    expect(shareKept(leaked)).toBeLessThan(0.08)
    expect(shareKept(kept)).toBe(1)
  })

  test('that is turned upside down is found as well, and so is one after a quieter passage', () => {
    const original = voice(4, 1).map((sample, index) => (index < 32_000 ? sample : sample / 4))
    const [leaked] = judged(
      [
        sum(
          leak(original, -18, 40).map((sample) => -sample),
          noise(4),
        ),
        original,
      ],
      byTurns(4),
    )
    expect(shareKept(leaked)).toBeLessThan(0.08)
  })

  test('under speech of the channel’s own takes nothing from it', () => {
    const [own, original] = [voice(4, 2), voice(4, 1)]
    const [both, other] = judged([sum(own, leak(original, -15, 30)), original], byTurns(4))
    expect(shareKept(both)).toBeGreaterThan(0.97)
    expect(shareKept(other)).toBe(1)
  })
})

describe('two people', () => {
  test.each([0.2, 0.06, 0.02])('who speak at the same time are both heard, one at level %f', (level) => {
    const heard = judged([voice(6, 2, level), voice(6, 1)], byTurns(6))
    for (const probabilities of heard) expect(shareKept(probabilities)).toBeGreaterThan(0.98)
  })

  test('on a line that carries the same sound twice stay: neither is the weaker one', () => {
    const same = voice(3, 1)
    expect(judged([same, same], byTurns(3)).map(shareKept)).toEqual([1, 1])
  })
})

describe('waiting', () => {
  const collect = () => {
    const call = new CrossTalk()
    const counts = [0, 0]
    const channels = counts.map((_, index) =>
      call.join(({ probabilities }) => {
        counts[index] = (counts[index] ?? 0) + probabilities.length
      }),
    )
    return { counts, channels }
  }
  const speech = (windows: number) =>
    [voice(windows / 31, 1).subarray(0, windows * WINDOW_SAMPLES), new Float32Array(windows).fill(0.9)] as const
  const quiet = (windows: number) => [new Float32Array(windows * WINDOW_SAMPLES), new Float32Array(windows)] as const

  test('a channel alone isn’t delayed', () => {
    const { counts, channels } = collect()
    channels[0]?.hear(...speech(20))
    expect(counts).toEqual([20, 0])
  })

  test('speech waits for the other channel’s sound of the same time, for 100 ms at most; silence doesn’t wait', () => {
    const { counts, channels } = collect()
    channels[0]?.hear(...quiet(3))
    channels[1]?.hear(...quiet(3))
    expect(counts).toEqual([3, 3])
    channels[0]?.hear(...speech(2))
    expect(counts).toEqual([3, 3])
    channels[1]?.hear(...quiet(1))
    expect(counts).toEqual([4, 4])
    channels[0]?.hear(...speech(4))
    expect(counts).toEqual([5, 4])
    channels[1]?.hear(...quiet(9))
    expect(counts).toEqual([9, 13])
  })

  test('nobody waits for a channel that is far behind, or has left', () => {
    const { counts, channels } = collect()
    channels[1]?.hear(...quiet(3))
    channels[0]?.hear(...quiet(3))
    channels[0]?.hear(...speech(2))
    channels[1]?.leave()
    expect(counts[0]).toBe(5)
    channels[0]?.hear(...speech(20))
    expect(counts[0]).toBe(25)
  })

  test('what waits is delivered before a jump', () => {
    const { counts, channels } = collect()
    for (const channel of channels) channel.hear(...quiet(3))
    channels[0]?.hear(...speech(1))
    channels[0]?.restartAt(160_000)
    expect(counts[0]).toBe(4)
  })
})

test('the order in which windows come decides nothing', () => {
  const original = voice(4, 1)
  const signals: [Float32Array, Float32Array] = [sum(leak(original, -20, 60), noise(4)), original]
  expect(judged(signals, byTurns(4, 3))).toEqual(judged(signals, byTurns(4, 1).slice(0, byTurns(4, 3).length * 3)))
})
