import { expect, test } from 'vitest'
import { isOperational, isOutdated, isQuiet } from './warning-weight.ts'

test('sound without words is an alarm until there are words', () => {
  expect([isQuiet('call.no-words'), isOperational('call.no-words')]).toEqual([false, false])
  expect([isOutdated('call.no-words', 0), isOutdated('call.no-words', 1), isOutdated('engine.failed', 1)]).toEqual([false, true, false])
})

test('an account that doesn’t balance is no business of the people on the call', () => {
  expect(isOperational('call.unbalanced')).toBe(true)
})
