import { create, toJson } from '@bufbuild/protobuf'
import { type AudioBatch, AudioBatchSchema, type CallEvent, CallEventSchema, Channel, PrivateWordsSchema } from '@souffleur/proto'
import { afterEach, describe, expect, it } from 'vitest'
import { aCallStarted, anAudioBatch, anEvent, anUtterance } from './events.ts'
import { promisesSettle } from './manual-clock.ts'

/** The shape of the `Bus` port, which the test kit may not import. */
export interface BusUnderTest {
  publishAudio(batch: AudioBatch, traceparent?: string): void
  publishEvent(event: CallEvent, traceparent?: string, notes?: Readonly<Record<string, string>>): void
  notesOf(callId: string): Promise<Readonly<Record<string, string>> | undefined>
  subscribeAudio(group: string, handler: (batch: AudioBatch, traceparent?: string) => void | Promise<void>): () => void
  subscribeEvents(group: string, handler: (event: CallEvent, traceparent?: string) => void | Promise<void>): () => void
  watchEvents(name: string, handler: (event: CallEvent, traceparent?: string) => void | Promise<void>): () => void
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

  describe(`${name}: notes of a call`, () => {
    it('has them with the event, the last of each name', async () => {
      const bus = await open()
      bus.publishEvent(anUtterance({}, { callId: 'noted' }), undefined, { customer: '1600', language: 'fr' })
      bus.publishEvent(anUtterance({}, { callId: 'noted' }), undefined, { customer: '32000' })
      bus.publishEvent(anUtterance({}, { callId: 'other' }))
      await bus.settled()
      expect(await bus.notesOf('noted')).toEqual({ customer: '32000', language: 'fr' })
      expect(await bus.notesOf('other')).toEqual({})
    })
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

    it('keeps a call’s audio in order, between its channels too', async () => {
      const bus = await open()
      const seen = new Map<string, number[]>()
      bus.subscribeAudio('recognizer', async ({ callId, sequence }) => {
        await promisesSettle()
        seen.set(callId, [...(seen.get(callId) ?? []), sequence])
      })
      const callIds = ['a', 'b', 'c', 'd', 'e', 'f']
      for (let sequence = 0; sequence < 10; sequence += 1) {
        const channel = sequence % 2 === 0 ? Channel.CUSTOMER : Channel.ADVISOR
        for (const callId of callIds) bus.publishAudio(anAudioBatch({ callId, channel, sequence }))
      }
      await bus.settled()
      const inOrder = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
      expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(callIds.map((callId) => [callId, inOrder])))
    })

    it('hands messages over whole', async () => {
      const bus = await open()
      const batches: AudioBatch[] = []
      const events: CallEvent[] = []
      bus.subscribeAudio('recognizer', (batch) => void batches.push(batch))
      bus.subscribeEvents('desk', (event) => void events.push(event))
      const batch = anAudioBatch({
        epoch: 3,
        sequence: 7,
        startSamples: 4_000_000_000,
        payload: Uint8Array.of(0, 255, 10, 13),
        afterPause: true,
      })
      const event = anUtterance({ confidence: 0.5, text: 'Crème brûlée — 12 €\r\n$5' }, { epoch: 3, occurredAtMs: 1_700_000_000_000.5 })
      bus.publishAudio(batch)
      bus.publishEvent(event)
      await bus.settled()
      expect(batches.map((heard) => toJson(AudioBatchSchema, { ...heard, ownership: 0 }))).toEqual([toJson(AudioBatchSchema, batch)])
      expect(events.map((heard) => toJson(CallEventSchema, heard))).toEqual([toJson(CallEventSchema, event)])
    })

    it('passes the trace of a message on, and nothing where there is none', async () => {
      const bus = await open()
      const seen: (string | undefined)[] = []
      bus.subscribeAudio('recognizer', (_, traceparent) => void seen.push(traceparent))
      bus.subscribeEvents('desk', (_, traceparent) => void seen.push(traceparent))
      bus.watchEvents('live', (_, traceparent) => void seen.push(traceparent))
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
      bus.publishAudio(anAudioBatch(), traceparent)
      bus.publishEvent(anUtterance(), traceparent)
      await bus.settled()
      bus.publishEvent(anUtterance())
      await bus.settled()
      expect(seen).toEqual([traceparent, traceparent, traceparent, undefined, undefined])
    })

    it('gives every event to everybody who watches, in the order published, and nothing once they have left', async () => {
      const bus = await open()
      const seen: Record<'one' | 'two', string[]> = { one: [], two: [] }
      const leave = bus.watchEvents('one', ({ eventId }) => void seen.one.push(eventId))
      bus.watchEvents('two', ({ eventId }) => void seen.two.push(eventId))
      const events = Array.from({ length: 10 }, (_, index) => anUtterance({}, { eventId: `w${index}` }))
      for (const event of events) bus.publishEvent(event)
      await bus.settled()
      leave()
      bus.publishEvent(anUtterance({}, { eventId: 'later' }))
      await bus.settled()
      const ids = events.map(({ eventId }) => eventId)
      expect(seen).toEqual({ one: ids, two: [...ids, 'later'] })
    })

    it('delivers what masks hide once to every group and to all who watch', async () => {
      const bus = await open()
      const seen: string[] = []
      bus.subscribeEvents('desk', ({ body }) => void seen.push(`desk ${body.case}`))
      bus.watchEvents('live', ({ body }) => void seen.push(`live ${body.case}`))
      await bus.settled()
      bus.publishEvent(anEvent({ case: 'privateWords', value: create(PrivateWordsSchema, { utteranceId: 'u' }) }))
      await expect.poll(() => [...seen].sort()).toEqual(['desk privateWords', 'live privateWords'])
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

    it('gives nothing more to a handler that unsubscribed, and lets its group subscribe again', async () => {
      const bus = await open()
      const seen = { first: [] as string[], second: [] as string[] }
      const unsubscribe = bus.subscribeEvents('desk', ({ eventId }) => void seen.first.push(eventId))
      bus.publishEvent(anUtterance({}, { eventId: 'waiting' }))
      unsubscribe()
      bus.publishEvent(anUtterance({}, { eventId: 'after' }))
      bus.subscribeEvents('desk', ({ eventId }) => void seen.second.push(eventId))
      bus.publishEvent(anUtterance({}, { eventId: 'again' }))
      await bus.settled()
      expect(seen.first).toEqual([])
      // Across processes, another member of the group may have been there all the time: then nothing is lost in between.
      expect(seen.second.at(-1)).toBe('again')
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
      expect(seen.filter((one) => one.startsWith('flood'))).toEqual(['flood:3', 'flood:4'])
      expect(seen).toContain('quiet:0')
    })

    it('refuses a call’s newest event when its share is full, for every group, and takes other calls’ events', async () => {
      const bus = await open({ audio: 100, events: 2 })
      const seen = { desk: [] as string[], assist: [] as string[] }
      bus.subscribeEvents('desk', ({ callId, eventId }) => void seen.desk.push(`${callId}:${eventId}`))
      bus.subscribeEvents('assist', ({ callId, eventId }) => void seen.assist.push(`${callId}:${eventId}`))
      const publish = (eventId: string) => bus.publishEvent(anUtterance({}, { callId: 'flood', eventId: `f${eventId}` }))
      publish('0')
      publish('1')
      expect(() => publish('2')).toThrow(expect.objectContaining({ code: 'bus.overflow' }))
      bus.publishEvent(anUtterance({}, { callId: 'quiet', eventId: 'q0' }))
      await bus.settled()
      expect(seen.desk.filter((one) => one.startsWith('flood'))).toEqual(['flood:f0', 'flood:f1'])
      expect(seen.desk).toContain('quiet:q0')
      expect([...seen.assist].sort()).toEqual([...seen.desk].sort())
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
