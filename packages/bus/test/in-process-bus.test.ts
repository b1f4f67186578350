import { anAudioBatch, anUtterance, promisesSettle } from '@souffleur/testkit'
import { describeBusConformance } from '@souffleur/testkit/bus-conformance'
import { describe, expect, it } from 'vitest'
import { createInProcessBus } from '../src/index.ts'

describeBusConformance('in-process bus', (options) => createInProcessBus(options))

describe('createInProcessBus', () => {
  it('names the stream, the group and the call of a failing handler', async () => {
    const seen: unknown[] = []
    const bus = createInProcessBus({ onHandlerError: (error, where) => seen.push({ error, where }) })
    bus.subscribeEvents('desk', () => {
      throw new Error('broken')
    })
    bus.publishEvent(anUtterance({}, { callId: 'a' }))
    await bus.settled()
    expect(seen).toEqual([{ error: new Error('broken'), where: { stream: 'events', group: 'desk', callId: 'a' } }])
  })

  it('tells which batches a group lost, and how many wait', async () => {
    const lost: string[] = []
    const bus = createInProcessBus({
      onHandlerError: (error) => {
        throw error
      },
      onAudioDropped: ({ sequence }, group) => lost.push(`${group}:${sequence}`),
      capacity: { audio: 1 },
    })
    bus.subscribeAudio('recognizer', () => {})
    bus.publishAudio(anAudioBatch({ sequence: 0 }))
    bus.publishAudio(anAudioBatch({ sequence: 1 }))
    expect(lost).toEqual(['recognizer:0'])
    expect(bus.depths()).toEqual([{ stream: 'audio', group: 'recognizer', waiting: 1 }])
    await bus.settled()
    expect(bus.depths()).toEqual([{ stream: 'audio', group: 'recognizer', waiting: 0 }])
  })

  it('lets other work have its turn while a long queue is handled', async () => {
    const bus = createInProcessBus({
      onHandlerError: (error) => {
        throw error
      },
    })
    let handled = 0
    bus.subscribeEvents('desk', () => {
      handled += 1
    })
    for (let index = 0; index < 1000; index += 1) bus.publishEvent(anUtterance())
    const handledAtNextTurn = await new Promise<number>((resolve) => {
      setImmediate(() => resolve(handled))
    })
    expect(handledAtNextTurn).toBeLessThan(1000)
    await bus.settled()
    expect(handled).toBe(1000)
  })

  it('gives nothing of what waited to a group that unsubscribed and subscribes again', async () => {
    const bus = createInProcessBus({ onHandlerError: () => {} })
    const seen: string[] = []
    const unsubscribe = bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    bus.publishEvent(anUtterance({}, { eventId: 'waiting' }))
    unsubscribe()
    bus.publishEvent(anUtterance({}, { eventId: 'after' }))
    bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
    bus.publishEvent(anUtterance({}, { eventId: 'again' }))
    await bus.settled()
    expect(seen).toEqual(['again'])
  })

  it('refuses the events that a stuck group has no room for, for every group, and takes other calls’ events', async () => {
    const bus = createInProcessBus({ onHandlerError: () => {}, capacity: { events: 2 } })
    const seen: string[] = []
    const gate = Promise.withResolvers<void>()
    bus.subscribeEvents('desk', ({ callId, eventId }) => void seen.push(`${callId}:${eventId}`))
    bus.subscribeEvents('stuck', () => gate.promise)
    const publish = (eventId: string) => bus.publishEvent(anUtterance({}, { callId: 'flood', eventId }))
    // The stuck group takes the first one in hand; two more fill its share.
    publish('0')
    await promisesSettle()
    publish('1')
    publish('2')
    await promisesSettle()
    expect(() => publish('3')).toThrow(expect.objectContaining({ code: 'bus.overflow' }))
    bus.publishEvent(anUtterance({}, { callId: 'quiet', eventId: '0' }))
    gate.resolve()
    await bus.settled()
    expect(seen).toEqual(['flood:0', 'flood:1', 'flood:2', 'quiet:0'])
  })
})
