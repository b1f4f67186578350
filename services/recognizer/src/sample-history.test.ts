import fc from 'fast-check'
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

test('whatever is appended in whatever pieces, the last samples are there, in their places', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 }),
      fc.integer({ min: 1, max: 30_000 }),
      (lengths, capacity) => {
        const history = new SampleHistory(capacity)
        let end = 0
        for (const length of lengths) {
          history.append(ramp(end, length))
          end += length
        }
        expect(history.end).toBe(end)
        expect(history.start).toBe(Math.max(0, end - capacity))
        const held = history.slice(0, end)
        expect(held.length).toBe(end - history.start)
        expect([held.at(0), held.at(-1)]).toEqual(held.length === 0 ? [undefined, undefined] : [history.start, end - 1])
        expect(held.every((sample, index) => sample === history.start + index)).toBe(true)
      },
    ),
    { numRuns: 50 },
  )
})

test('what nobody will ask for is forgotten, and nothing else', () => {
  const history = new SampleHistory(100_000)
  history.append(ramp(0, 50_000))
  history.forgetBefore(20_001)
  history.forgetBefore(10)
  expect([history.start, history.end]).toEqual([20_001, 50_000])
  expect(history.slice(0, 20_003)).toEqual(ramp(20_001, 2))
  history.append(ramp(50_000, 10))
  expect(history.slice(49_999, 50_002)).toEqual(ramp(49_999, 3))
})
