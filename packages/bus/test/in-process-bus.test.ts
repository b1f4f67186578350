import { anAudioBatch, anUtterance } from '@souffleur/testkit'
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
})
