import { expect, test } from 'vitest'
import { Hedging } from './hedging.ts'

function known(durations: readonly number[]): Hedging {
  const hedging = new Hedging()
  for (const ms of durations) {
    hedging.noteAsked()
    hedging.noteAnswered(ms)
  }
  return hedging
}

test('waits until it knows how long answers take, then for longer than nineteen of twenty take', () => {
  expect(known(Array(19).fill(100)).afterMs).toBeUndefined()
  expect(known(Array.from({ length: 100 }, (_, at) => at * 10)).afterMs).toBe(950)
  expect(known(Array(30).fill(1)).afterMs).toBe(50)
})

test('forgets what was long ago', () => {
  expect(known([...Array(200).fill(5000), ...Array(200).fill(100)]).afterMs).toBe(100)
})

test('asks twice for one in twenty at most, and a handful in a row', () => {
  const hedging = known(Array(1000).fill(100))
  let hedged = 0
  for (; hedging.afterMs !== undefined; hedged += 1) hedging.noteHedged()
  expect(hedged).toBe(5)
  for (let asked = 0; asked < 100; asked += 1) {
    hedging.noteAsked()
    if (hedging.afterMs !== undefined) {
      hedging.noteHedged()
      hedged += 1
    }
  }
  expect(hedged).toBe(10)
})
