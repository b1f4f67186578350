import { describe, expect, test } from 'vitest'
import { WordlessWatch } from './wordless-watch.ts'

const limits = { wordlessSpeechMs: 30_000, wordlessLeastSpeechMs: 3000, wordlessLoudMs: 10_000 }
const seconds = (count: number) => count * 16_000
const sound = (count: number, amplitude: number) => new Float32Array(seconds(count)).fill(amplitude)

describe('a call that goes on', () => {
  test.each([
    [29.9, false],
    [30, true],
  ])('with %s s of speech and no word is told of: %s', (spoken, isDue) => {
    expect(new WordlessWatch(limits).isDue(seconds(spoken), false)).toBe(isDue)
  })

  test('is told of once', () => {
    const watch = new WordlessWatch(limits)
    expect([watch.isDue(seconds(30), false), watch.isDue(seconds(60), false), watch.isDueAtEnd(seconds(60))]).toEqual([true, false, false])
  })

  test('is fine with one word, or with words that are only shown so far', () => {
    const [written, shown] = [new WordlessWatch(limits), new WordlessWatch(limits)]
    written.noteWords(1)
    shown.noteShown()
    expect([written.isDue(seconds(90), false), shown.isDue(seconds(90), false)]).toEqual([false, false])
  })

  test('isn’t judged by what was said while the engines were loading', () => {
    const watch = new WordlessWatch(limits)
    expect([watch.isDue(seconds(100), true), watch.isDue(seconds(129), false), watch.isDue(seconds(130), false)]).toEqual([
      false,
      false,
      true,
    ])
  })

  test('may be loud: music isn’t speech', () => {
    const watch = new WordlessWatch(limits)
    watch.hear(sound(120, 0.3))
    expect(watch.isDue(0, false)).toBe(false)
  })
})

describe('a call that is over', () => {
  test.each([
    { spoken: 2.9, loud: 9, amplitude: 0.1, isDue: false },
    { spoken: 3, loud: 0, amplitude: 0, isDue: true },
    { spoken: 0, loud: 11, amplitude: 0.1, isDue: true },
    { spoken: 0, loud: 600, amplitude: 0.005, isDue: false },
  ])('after $spoken s of speech and $loud s of sound at $amplitude: $isDue', ({ spoken, loud, amplitude, isDue }) => {
    const watch = new WordlessWatch(limits)
    watch.hear(sound(loud, amplitude))
    expect(watch.isDueAtEnd(seconds(spoken))).toBe(isDue)
  })

  test('and had words, or only showed some, is told of if none were written', () => {
    const [written, shown] = [new WordlessWatch(limits), new WordlessWatch(limits)]
    written.noteWords(1)
    shown.noteShown()
    expect([written.isDueAtEnd(seconds(60)), shown.isDueAtEnd(seconds(60))]).toEqual([false, true])
  })
})
