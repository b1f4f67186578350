import { expect, test } from 'vitest'
import { SpeechTracker, windowsOf } from './speech-tracker.ts'

const run = (tracker: SpeechTracker, probabilities: readonly number[]) => probabilities.map((probability) => tracker.step(probability))

test('one loud window is a click, two are speech that began with the first', () => {
  const tracker = new SpeechTracker()
  expect(run(tracker, [0.9, 0.1, 0.9]).map((state) => state.speaking)).toEqual([false, false, false])
  expect(tracker.step(0.9)).toMatchObject({ speaking: true, startedWindowsAgo: 1 })
})

test('once somebody speaks, a lower probability is enough to go on', () => {
  const tracker = new SpeechTracker()
  run(tracker, [0.9, 0.9])
  expect(run(tracker, [0.4, 0.36]).map((state) => state.silentWindows)).toEqual([0, 0])
})

test('silence is counted in windows and starts over with speech', () => {
  const tracker = new SpeechTracker()
  run(tracker, [0.9, 0.9])
  expect(run(tracker, [0.1, 0.1, 0.9, 0.1]).map((state) => state.silentWindows)).toEqual([1, 2, 0, 1])
})

test('after the end speech has to begin again', () => {
  const tracker = new SpeechTracker()
  run(tracker, [0.9, 0.9])
  tracker.end()
  expect(tracker.step(0.4)).toMatchObject({ speaking: false, voiced: false })
})

test('a window is 32 ms', () => {
  expect([windowsOf(96), windowsOf(97), windowsOf(128)]).toEqual([3, 4, 4])
})
