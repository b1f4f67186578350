import { createCallMask } from '@souffleur/privacy'
import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { PaymentPause } from './payment-pause.ts'

function listen(pauseMs: number) {
  const clock = new ManualClock()
  const requests: boolean[] = []
  const pause = new PaymentPause({ clock, pauseMs, request: (paused) => requests.push(paused) })
  const mask = createCallMask()
  const hear = (channel: 'advisor' | 'customer', text: string) => pause.note(mask.mask({ channel, text, language: 'en' }).dictation)
  return { clock, requests, hear, pause }
}

test('listening stops when a card number is asked for, once, and goes on after the time that is set', () => {
  const { clock, requests, hear } = listen(30_000)
  hear('customer', 'I would like to pay now.')
  expect(requests).toEqual([])
  hear('advisor', 'Can I have your card number, please?')
  expect(requests).toEqual([true])
  hear('customer', 'Yes, one moment.')
  clock.advance(30_000)
  expect(requests).toEqual([true, false])
})

test('other numbers are no reason, nor anything where it is switched off', () => {
  const asked = listen(30_000)
  asked.hear('advisor', 'What is your telephone number?')
  asked.hear('customer', '020 7946 0018')
  expect(asked.requests).toEqual([])
  const off = listen(0)
  off.hear('advisor', 'Can I have your card number, please?')
  expect(off.requests).toEqual([])
})

test('a call that ends leaves nothing behind', () => {
  const { clock, requests, hear, pause } = listen(30_000)
  hear('advisor', 'Can I have your card number, please?')
  pause.stop()
  clock.advance(60_000)
  expect(requests).toEqual([true])
})
