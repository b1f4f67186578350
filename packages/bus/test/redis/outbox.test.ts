import { createMetrics } from '@souffleur/telemetry'
import { promisesSettle } from '@souffleur/testkit'
import { expect, it } from 'vitest'
import { createBusMetrics } from '../../src/redis/bus-metrics.ts'
import { Outbox, type OutboxOptions, type OutgoingEntry } from '../../src/redis/outbox.ts'

type Entries = readonly OutgoingEntry<string>[]

function open(options: Partial<OutboxOptions<string>> = {}) {
  const sent: { shard: number; numbers: number[]; messages: string[][] }[] = []
  let answer: (entries: Entries) => Promise<void> = () => Promise.resolve()
  const outbox = new Outbox<string>({
    stream: 'audio',
    metrics: createBusMetrics(createMetrics()),
    maxBytes: 10_000,
    capacityPerCall: 100,
    joinsMessages: true,
    send(shard, entries) {
      const messages = entries.map((entry) => entry.messages.map(({ message }) => message))
      sent.push({ shard, numbers: entries.map(({ number }) => number), messages })
      return answer(entries)
    },
    onFailure: () => undefined,
    ...options,
  })
  const push = (callId: string, message: string, traceparent?: string) =>
    outbox.push({ callId, message, bytes: new Uint8Array(10), shard: 0, traceparent, isPrivate: false, madeBy: undefined, notes: [] })
  return {
    outbox,
    sent,
    push,
    answers(next: typeof answer) {
      answer = next
    },
  }
}

it('joins what a call said, but not across traces, nor without a bound', async () => {
  const { outbox, sent, push } = open()
  push('a', 'a1', 'one')
  push('b', 'b1')
  push('a', 'a2', 'two')
  push('a', 'a3', 'one')
  for (let index = 2; index <= 12; index += 1) push('b', `b${index}`)
  outbox.flush()
  await outbox.emptied()
  const ofB = Array.from({ length: 12 }, (_, index) => `b${index + 1}`)
  expect(sent).toEqual([{ shard: 0, numbers: [1, 2, 3, 4, 5], messages: [['a1'], ofB.slice(0, 10), ['a2'], ['a3'], ofB.slice(10)] }])
})

it('sends what failed again, with its numbers, before what came after', async () => {
  const { outbox, sent, push, answers } = open({ joinsMessages: false })
  answers(() => Promise.reject(new Error('away')))
  push('a', 'first')
  outbox.flush()
  await promisesSettle()
  push('a', 'second')
  answers(() => Promise.resolve())
  outbox.flush()
  await outbox.emptied()
  expect(sent.map(({ numbers, messages }) => [numbers, messages])).toEqual([
    [[1], [['first']]],
    [[1], [['first']]],
    [[2], [['second']]],
  ])
})

it('has room for so much of a call, and for so many bytes of all', () => {
  const { outbox, push } = open({ capacityPerCall: 2, maxBytes: 250 })
  push('a', '1')
  push('a', '2')
  expect([outbox.hasRoomFor('a', 10), outbox.hasRoomFor('b', 10), outbox.hasRoomFor('b', 200)]).toEqual([false, true, false])
  expect(outbox.dropOldestOf('a', 0)).toBe('1')
  expect(outbox.hasRoomFor('a', 10)).toBe(true)
  outbox.clear()
  expect(outbox.isEmpty).toBe(true)
})
