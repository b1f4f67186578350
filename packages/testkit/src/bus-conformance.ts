import type { AudioBatch, CallEvent } from '@souffleur/proto'
import { afterEach, describe, expect, it } from 'vitest'
import { aCallStarted, anAudioBatch, anUtterance } from './events.ts'
import { promisesSettle } from './manual-clock.ts'

/** The shape of the `Bus` port, which the test kit may not import. */
export interface BusUnderTest {
  publishAudio(batch: AudioBatch): void
  publishEvent(event: CallEvent): void
  subscribeAudio(group: string, handler: (batch: AudioBatch) => void | Promise<void>): () => void
  subscribeEvents(group: string, handler: (event: CallEvent) => void | Promise<void>): () => void
  settled(): Promise<void>
  close(): Promise<void>
}

export interface BusUnderTestOptions {
  onHandlerError(error: unknown): void
  /** Messages of one call that may wait for one group. */
  readonly capacity: { readonly audio: number; readonly events: number }
}

/** What every adapter of the bus port promises. `createBus` gives a fresh, empty bus. */
export function describeBusConformance(
  name: string,
  createBus: (options: BusUnderTestOptions) => BusUnderTest | Promise<BusUnderTest>,
): void {
  const opened: BusUnderTest[] = []
  const errors: unknown[] = []
  const open = async (capacity = { audio: 100, events: 100 }) => {
    const bus = await createBus({ onHandlerError: (error) => errors.push(error), capacity })
    opened.push(bus)
    return bus
  }
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((bus) => bus.close()))
    errors.length = 0
  })

  describe(`${name}: delivery`, () => {
    it('gives every group every event once, in the order published', async () => {
      const bus = await open()
      const seen = { desk: [] as string[], assist: [] as string[] }
      bus.subscribeEvents('desk', (event) => void seen.desk.push(event.eventId))
      bus.subscribeEvents('assist', async (event) => {
        await promisesSettle()
        seen.assist.push(event.eventId)
      })
      const events = Array.from({ length: 20 }, (_, index) => anUtterance({}, { eventId: `e${index}` }))
      for (const event of events) bus.publishEvent(event)
      await bus.settled()
      expect(seen.desk).toEqual(events.map(({ eventId }) => eventId))
      expect(seen.assist).toEqual(seen.desk)
    })

    it('keeps audio and events apart', async () => {
      const bus = await open()
      const batches: number[] = []
      const events: string[] = []
      bus.subscribeAudio('recognizer', ({ sequence }) => void batches.push(sequence))
      bus.subscribeEvents('recognizer', ({ eventId }) => void events.push(eventId))
      bus.publishAudio(anAudioBatch({ sequence: 3 }))
      bus.publishEvent(anUtterance({}, { eventId: 'e' }))
      await bus.settled()
      expect({ batches, events }).toEqual({ batches: [3], events: ['e'] })
    })

    it('never runs a group’s handler twice at the same time', async () => {
      const bus = await open()
      let running = 0
      let most = 0
      bus.subscribeEvents('desk', async () => {
        running += 1
        most = Math.max(most, running)
        await promisesSettle()
        running -= 1
      })
      for (let index = 0; index < 10; index += 1) bus.publishEvent(anUtterance({}, { callId: `call-${index % 3}` }))
      await bus.settled()
      expect(most).toBe(1)
    })

    it('never runs a handler inside the publishing', async () => {
      const bus = await open()
      let handled = 0
      bus.subscribeEvents('desk', () => {
        handled += 1
      })
      bus.publishEvent(anUtterance())
      expect(handled).toBe(0)
      await bus.settled()
      expect(handled).toBe(1)
    })

    it('delivers what a handler publishes before it calls itself settled', async () => {
      const bus = await open()
      const seen: string[] = []
      bus.subscribeEvents('recognizer', (event) => {
        if (event.body.case === 'callStarted') bus.publishEvent(anUtterance({}, { eventId: 'answer' }))
      })
      bus.subscribeEvents('desk', ({ eventId }) => void seen.push(eventId))
      bus.publishEvent(aCallStarted({}, { eventId: 'question' }))
      await bus.settled()
      expect(seen).toEqual(['question', 'answer'])
    })

    it('lets a slow group delay nobody else', async () => {
      const bus = await open()
      let release = () => {}
      const gate = new Promise<void>((resolve) => {
        release = resolve
      })
      bus.subscribeEvents('slow', () => gate)
      let quick = 0
      const quickDone = new Promise<void>((resolve) => {
        bus.subscribeEvents('quick', () => {
          quick += 1
          if (quick === 3) resolve()
        })
      })
      for (let index = 0; index < 3; index += 1) bus.publishEvent(anUtterance())
      await quickDone
      release()
      await bus.settled()
      expect(quick).toBe(3)
    })
  })

  describe(`${name}: failures and ends`, () => {
    it.each([
      [
        'throws',
        () => {
          throw new Error('broken')
        },
      ],
      ['rejects', () => Promise.reject(new Error('broken'))],
    ])('reports a handler that %s, and goes on', async (_, fail) => {
      const bus = await open()
      const seen: string[] = []
      bus.subscribeEvents('desk', ({ eventId }) => {
        seen.push(eventId)
        return eventId === 'bad' ? fail() : undefined
      })
      bus.publishEvent(anUtterance({}, { eventId: 'bad' }))
      bus.publishEvent(anUtterance({}, { eventId: 'good' }))
      await bus.settled()
      expect(seen).toEqual(['bad', 'good'])
      expect(errors).toEqual([new Error('broken')])
    })

    it('gives nothing more to a group that unsubscribed, and lets it subscribe again', async () => {
      const bus = await open()
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

    it('refuses a second subscriber of a group', async () => {
      const bus = await open()
      bus.subscribeAudio('recognizer', () => {})
      expect(() => bus.subscribeAudio('recognizer', () => {})).toThrow('recognizer')
      expect(() => bus.subscribeEvents('recognizer', () => {})).not.toThrow()
    })

    it('handles what was published before it closes, and nothing after', async () => {
      const bus = await open()
      const seen: string[] = []
      bus.subscribeEvents('desk', async ({ eventId }) => {
        await promisesSettle()
        seen.push(eventId)
      })
      bus.publishEvent(anUtterance({}, { eventId: 'before' }))
      await bus.close()
      bus.publishEvent(anUtterance({}, { eventId: 'after' }))
      await promisesSettle()
      expect(seen).toEqual(['before'])
    })
  })

  describe(`${name}: bounds`, () => {
    it('drops a call’s oldest audio when its share is full, and leaves other calls whole', async () => {
      const bus = await open({ audio: 2, events: 100 })
      const seen: string[] = []
      bus.subscribeAudio('recognizer', ({ callId, sequence }) => void seen.push(`${callId}:${sequence}`))
      bus.publishAudio(anAudioBatch({ callId: 'quiet', sequence: 0 }))
      for (let sequence = 0; sequence < 5; sequence += 1) bus.publishAudio(anAudioBatch({ callId: 'flood', sequence }))
      await bus.settled()
      expect(seen).toEqual(['quiet:0', 'flood:3', 'flood:4'])
    })

    it('refuses a call’s newest event when its share is full, for every group, and takes other calls’ events', async () => {
      const bus = await open({ audio: 100, events: 2 })
      const seen: string[] = []
      let release = () => {}
      const gate = new Promise<void>((resolve) => {
        release = resolve
      })
      bus.subscribeEvents('desk', ({ callId, eventId }) => void seen.push(`${callId}:${eventId}`))
      bus.subscribeEvents('stuck', () => gate)
      const publish = (eventId: string) => bus.publishEvent(anUtterance({}, { callId: 'flood', eventId }))
      // The stuck group takes the first one in hand; two more fill its share.
      publish('0')
      await promisesSettle()
      publish('1')
      publish('2')
      await promisesSettle()
      expect(() => publish('3')).toThrow(expect.objectContaining({ code: 'bus.overflow' }))
      bus.publishEvent(anUtterance({}, { callId: 'quiet', eventId: '0' }))
      release()
      await bus.settled()
      expect(seen).toEqual(['flood:0', 'flood:1', 'flood:2', 'quiet:0'])
    })

    it('takes events again once the group has caught up', async () => {
      const bus = await open({ audio: 100, events: 1 })
      let handled = 0
      bus.subscribeEvents('desk', () => {
        handled += 1
      })
      bus.publishEvent(anUtterance())
      expect(() => bus.publishEvent(anUtterance())).toThrow(expect.objectContaining({ code: 'bus.overflow' }))
      await bus.settled()
      bus.publishEvent(anUtterance())
      await bus.settled()
      expect(handled).toBe(2)
    })
  })
}
