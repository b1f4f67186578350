import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DecodingQueue, type DecodingSlots, type WaitingDecoding } from './decoding-queue.ts'

const always = () => true
const free: DecodingSlots = { total: 2, running: 0, runningPartials: 0 }
const aFinal = (deadlineMs: number, fields: Partial<WaitingDecoding> = {}): WaitingDecoding => ({
  kind: 'final',
  channelKey: `call-${deadlineMs}`,
  deadlineMs,
  audioMs: 1000,
  ...fields,
})
const aPartial = (deadlineMs: number, fields: Partial<WaitingDecoding> = {}) => aFinal(deadlineMs, { kind: 'partial', ...fields })
const aQueue = (maxWaitingAudioMs = 60_000) => new DecodingQueue<WaitingDecoding>(maxWaitingAudioMs)

test('finals go before partials, the oldest deadline first', () => {
  const queue = aQueue()
  for (const decoding of [aPartial(1), aFinal(30), aFinal(20), aPartial(0)]) queue.push(decoding)
  const order = Array.from({ length: 4 }, () => queue.next(free, always))
  expect(order.map((decoding) => [decoding?.kind, decoding?.deadlineMs])).toEqual([
    ['final', 20],
    ['final', 30],
    ['partial', 0],
    ['partial', 1],
  ])
})

test('partials leave one slot to finals', () => {
  const queue = aQueue()
  queue.push(aPartial(1))
  expect(queue.next({ total: 2, running: 1, runningPartials: 1 }, always)).toBeUndefined()
  queue.push(aFinal(2))
  expect(queue.next({ total: 2, running: 1, runningPartials: 1 }, always)?.kind).toBe('final')
})

test('a single slot serves both', () => {
  const queue = aQueue()
  queue.push(aPartial(1))
  expect(queue.next({ total: 1, running: 0, runningPartials: 0 }, always)?.kind).toBe('partial')
})

test('a channel’s newer decoding replaces its waiting partial, and no other channel’s', () => {
  const queue = aQueue()
  const [old, other] = [aPartial(1, { channelKey: 'a' }), aPartial(2, { channelKey: 'b' })]
  queue.push(old)
  queue.push(other)
  expect(queue.push(aPartial(3, { channelKey: 'a' }))).toEqual([old])
  expect(queue.push(aFinal(4, { channelKey: 'b' }))).toEqual([other])
})

test('a final is never replaced by a later one of its channel', () => {
  const queue = aQueue()
  queue.push(aFinal(1, { channelKey: 'a' }))
  expect(queue.push(aFinal(2, { channelKey: 'a' }))).toEqual([])
  expect(queue.waitingFinals).toBe(2)
})

test('beyond its bound the finals with the oldest deadlines are given up', () => {
  const queue = aQueue(2500)
  queue.push(aFinal(2))
  queue.push(aFinal(1))
  expect(queue.push(aFinal(3)).map((decoding) => decoding.deadlineMs)).toEqual([1])
})

test('what was taken or dropped can’t be removed', () => {
  const queue = aQueue()
  const [waiting, taken] = [aFinal(2), aFinal(1)]
  queue.push(waiting)
  queue.push(taken)
  expect(queue.next(free, always)).toBe(taken)
  expect([queue.remove(taken), queue.remove(waiting), queue.remove(waiting)]).toEqual([false, true, false])
})

test('nothing gets lost: everything pushed is dropped, taken or still there', () => {
  const decoding = fc.record({
    kind: fc.constantFrom('final' as const, 'partial' as const),
    channelKey: fc.constantFrom('a', 'b', 'c'),
    deadlineMs: fc.nat(100),
    audioMs: fc.integer({ min: 1, max: 5000 }),
  })
  fc.assert(
    fc.property(fc.array(decoding, { maxLength: 40 }), fc.integer({ min: 1, max: 20_000 }), (decodings, bound) => {
      const queue = aQueue(bound)
      const dropped = decodings.flatMap((one) => queue.push(one))
      const left = queue.clear(always)
      expect(new Set([...dropped, ...left])).toEqual(new Set(decodings))
      expect(dropped.length + left.length).toBe(decodings.length)
    }),
  )
})
