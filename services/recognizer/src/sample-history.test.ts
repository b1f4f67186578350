import { expect, test } from 'vitest'
import { SampleHistory } from './sample-history.ts'

const ramp = (from: number, count: number) => Float32Array.from({ length: count }, (_, index) => from + index)

test('old samples make room for new ones, and positions go on', () => {
  const history = new SampleHistory(8)
  history.append(ramp(0, 5))
  history.append(ramp(5, 5))
  expect([history.start, history.end]).toEqual([2, 10])
  expect([...history.slice(0, 100)]).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
  expect([...history.slice(6, 9)]).toEqual([6, 7, 8])
})

test('after a break it begins at the new position', () => {
  const history = new SampleHistory(8)
  history.append(ramp(0, 5))
  history.restartAt(1000)
  history.append(ramp(1000, 3))
  expect([...history.slice(0, 2000)]).toEqual([1000, 1001, 1002])
})

test('the quietest place lies in the middle of the softest stretch', () => {
  const history = new SampleHistory(100)
  history.append(Float32Array.from({ length: 100 }, (_, index) => (index >= 60 && index < 70 ? 0.01 : 0.5)))
  expect(history.quietestBetween(20, 100, 10)).toBe(65)
})
