import { describe, expect, test } from 'vitest'
import { LINE_RATE_HZ } from './line-sound.ts'
import { cutToSpeech } from './prompts.ts'
import { speechStretches } from './speech-stretches.ts'

const MS = LINE_RATE_HZ / 1000

/** `[milliseconds, amplitude]` each. */
function sound(...parts: readonly (readonly [number, number])[]): Int16Array {
  return Int16Array.from(
    parts.flatMap(([ms, amplitude]) => Array.from({ length: ms * MS }, (_, index) => Math.round(amplitude * Math.sin(index)))),
  )
}

const inMs = (samples: Int16Array) => speechStretches(samples, LINE_RATE_HZ).map(({ start, end }) => [start / MS, end / MS])

describe('where speech starts and ends', () => {
  test.each([
    ['silence around it', sound([200, 0], [500, 8000], [300, 0]), [[200, 700]]],
    ['noise 40 dB below', sound([200, 80], [500, 8000], [300, 80]), [[200, 700]]],
    ['a weak last consonant, 30 dB below', sound([500, 8000], [100, 250], [300, 0]), [[0, 600]]],
    ['a closed stop is no pause', sound([300, 8000], [200, 0], [300, 8000]), [[0, 800]]],
    [
      'a pause of a quarter of a second',
      sound([300, 8000], [250, 0], [300, 8000]),
      [
        [0, 300],
        [550, 850],
      ],
    ],
    ['a click is not speech', sound([100, 0], [10, 20_000], [400, 0], [300, 8000]), [[510, 810]]],
    ['nothing but faint noise', sound([1000, 10]), []],
    ['no samples', new Int16Array(0), []],
  ])('%s', (_name, samples, stretches) => {
    expect(inMs(samples)).toEqual(stretches)
  })
})

describe('a prompt is cut to its speech', () => {
  const prompt = (samples: Int16Array) => cutToSpeech({ audio: 'a.wav', language: 'en', text: 'a', samples })

  test('some air stays on both sides, and the stretches move along', () => {
    const cut = prompt(sound([500, 0], [1000, 8000], [500, 0]))
    expect(cut?.stretches).toEqual([{ start: 60 * MS, end: 1060 * MS }])
    expect(cut?.samples).toHaveLength(1180 * MS)
  })

  test.each([
    ['short', sound([200, 8000])],
    ['long', sound([15_100, 8000])],
    ['silent', sound([1000, 0])],
  ])('one that is too %s is left out', (_name, samples) => {
    expect(prompt(samples)).toBeUndefined()
  })
})
