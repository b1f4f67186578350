import { AppError, type AudioBatch, type CallEvent } from '@souffleur/proto'
import type { Bus, CallNotes, Unsubscribe } from './bus.ts'
import { GroupQueue } from './group-queue.ts'

export type StreamName = 'audio' | 'events'

/** How many messages of one call may wait for one group. */
export interface BusCapacity {
  readonly audio: number
  readonly events: number
}

/** 512 batches of 40 ms are 10 s of a call with two channels. */
export const defaultBusCapacity: BusCapacity = { audio: 512, events: 2048 }

export interface InProcessBusOptions {
  /** A handler threw or rejected. The group goes on with its next message. */
  onHandlerError(error: unknown, where: { readonly stream: StreamName; readonly group: string; readonly callId: string }): void
  /** A group fell behind and lost this batch, for good. */
  onAudioDropped?(batch: AudioBatch, group: string): void
  readonly capacity?: Partial<BusCapacity>
}

/** What a group has before it, for metrics. */
export interface GroupDepth {
  readonly stream: StreamName
  readonly group: string
  readonly waiting: number
}

export interface InProcessBus extends Bus {
  depths(): GroupDepth[]
}

/** The bus of a single process: queues in memory, handlers started in a later microtask than the publishing. */
export function createInProcessBus(options: InProcessBusOptions): InProcessBus {
  const capacity = { ...defaultBusCapacity, ...options.capacity }
  const audio = createStream<AudioBatch>('audio', capacity.audio, options)
  const events = createStream<CallEvent>('events', capacity.events, options)
  const traces = new WeakMap<AudioBatch | CallEvent, string>()
  const traced =
    <Message extends AudioBatch | CallEvent>(handler: (message: Message, traceparent?: string) => void | Promise<void>) =>
    (message: Message) =>
      handler(message, traces.get(message))
  const notes = new NotesOfCalls()
  const queues = () => [...audio.groups.values(), ...events.groups.values()]

  const settled = async () => {
    for (let busy = queues().filter(isBusy); busy.length > 0; busy = queues().filter(isBusy)) {
      await Promise.all(busy.map((queue) => queue.idle))
    }
  }

  return {
    publishAudio(batch, traceparent) {
      if (traceparent !== undefined) traces.set(batch, traceparent)
      for (const [group, queue] of audio.groups) {
        const dropped = queue.hasRoomFor(batch.callId) ? undefined : queue.dropOldestOf(batch.callId)
        if (dropped !== undefined) options.onAudioDropped?.(dropped, group)
        queue.push(batch)
      }
    },
    publishEvent(event, traceparent, added) {
      if (traceparent !== undefined) traces.set(event, traceparent)
      // All groups or none: no part may know of an event that another one was never given.
      for (const [group, queue] of events.groups) {
        if (!queue.hasRoomFor(event.callId)) throw new AppError('bus.overflow', `group ${group}, ${event.body.case ?? 'empty event'}`)
      }
      for (const queue of events.groups.values()) queue.push(event)
      if (added !== undefined) notes.add(event.callId, added)
    },
    notesOf: (callId) => Promise.resolve(notes.of(callId)),
    subscribeAudio: (group, handler) => audio.subscribe(group, traced(handler)),
    subscribeEvents: (group, handler) => events.subscribe(group, traced(handler)),
    watchEvents: (name, handler) => events.subscribe(`${WATCHING}${name}`, traced(handler)),
    settled,
    async close() {
      await settled()
      for (const queue of queues()) queue.close()
      audio.groups.clear()
      events.groups.clear()
    },
    depths: () => [...audio.depths(), ...events.depths()],
  }
}

const REMEMBERED_CALLS = 10_000

class NotesOfCalls {
  readonly #notes = new Map<string, CallNotes>()

  of(callId: string): CallNotes {
    return this.#notes.get(callId) ?? {}
  }

  add(callId: string, added: CallNotes): void {
    const known = this.of(callId)
    this.#notes.delete(callId)
    this.#notes.set(callId, { ...known, ...added })
    const [oldest] = this.#notes.keys()
    if (this.#notes.size > REMEMBERED_CALLS && oldest !== undefined) this.#notes.delete(oldest)
  }
}

/** In one process, who watches is a group of its own. */
const WATCHING = 'watch '

interface Stream<Message extends { readonly callId: string }> {
  readonly groups: Map<string, GroupQueue<Message>>
  subscribe(group: string, handler: (message: Message) => void | Promise<void>): Unsubscribe
  depths(): GroupDepth[]
}

function createStream<Message extends { readonly callId: string }>(
  stream: StreamName,
  capacityPerCall: number,
  { onHandlerError }: InProcessBusOptions,
): Stream<Message> {
  const groups = new Map<string, GroupQueue<Message>>()
  return {
    groups,
    subscribe(group, handler) {
      if (groups.has(group)) throw new Error(`group ${group} reads ${stream} already: two readers of one group would lose the order`)
      const queue = new GroupQueue<Message>(capacityPerCall, handler, (error, { callId }) =>
        onHandlerError(error, { stream, group, callId }),
      )
      groups.set(group, queue)
      return () => {
        queue.close()
        if (groups.get(group) === queue) groups.delete(group)
      }
    },
    depths: () => [...groups].map(([group, queue]) => ({ stream, group, waiting: queue.depth })),
  }
}

function isBusy(queue: { readonly busy: boolean }): boolean {
  return queue.busy
}
