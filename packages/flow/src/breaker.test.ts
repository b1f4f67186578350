import { expect, it } from 'vitest'
import { Breaker } from './breaker.ts'

it('rests after several failures in a row, then is on trial until one attempt has shown something', () => {
  let nowMs = 0
  const clock = { monotonicMs: () => nowMs, unixMs: () => nowMs, setTimer: () => () => undefined }
  const breaker = new Breaker(clock, { mostFailures: 2, restMs: 1000 })
  breaker.failed()
  expect([breaker.rests, breaker.isOnTrial]).toEqual([false, false])
  breaker.failed()
  expect([breaker.rests, breaker.isOnTrial]).toEqual([true, false])
  nowMs += 1000
  expect([breaker.rests, breaker.isOnTrial]).toEqual([false, true])
  breaker.failed()
  expect(breaker.rests).toBe(true)
  nowMs += 1000
  breaker.succeeded()
  expect([breaker.rests, breaker.isOnTrial]).toEqual([false, false])
  breaker.failed()
  expect(breaker.rests).toBe(false)
})
