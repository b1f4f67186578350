import type { AudioBatch, CallEvent } from '@souffleur/proto'

/**
 * The one way in which parts talk to each other. Two streams, both ordered by call: `audio`, which only recognizers read,
 * and `events`. Every group of subscribers gets every message once; in one process a group's handler is never run twice at the same time,
 * so it sees the messages of a call in their order. Messages are shared, not copied: treat them as frozen.
 *
 * Queues are bounded, each call's share of a group's queue apart, so that one call can't crowd out another. Audio drops the
 * call's oldest batch; events refuse the newest, so that the publisher knows.
 *
 * Two adapters keep these promises (docs/bus.md): in one process a group ends when it unsubscribes; across processes it goes on, in
 * another process or where it was, and a message that was in hand when a process died is given out again.
 */
export interface Bus {
  /** @param traceparent W3C Trace Context, handed to the handlers as it is. */
  publishAudio(batch: AudioBatch, traceparent?: string): void
  /**
   * @param notes added to those of the call in one step with the event: either both are there, or neither
   * @throws AppError `bus.overflow` when so much of this call waits that its share is full; then no group gets the event.
   */
  publishEvent(event: CallEvent, traceparent?: string, notes?: CallNotes): void
  /**
   * What was noted of a call, by whichever process: for whoever takes it over. Kept for a day after the last note.
   * While the server is away, it waits; undefined when the bus is closed before that is known.
   */
  notesOf(callId: string): Promise<CallNotes | undefined>
  /** @throws Error when this bus has a subscriber of the same group already. */
  subscribeAudio(group: string, handler: AudioHandler, options?: ReadingOptions<AudioBatch>): Unsubscribe
  subscribeEvents(group: string, handler: EventHandler, options?: ReadingOptions<CallEvent>): Unsubscribe
  /** Every process that watches gets every event published from now on: nothing is shared out, or kept for it. */
  watchEvents(name: string, handler: EventHandler): Unsubscribe
  /** Resolves when every message published so far has been handled. */
  settled(): Promise<void>
  close(): Promise<void>
}

/** Short facts about a call, by name. No words, no personal data: they lie on the server's disk as they are. */
export type CallNotes = Readonly<Record<string, string>>

export interface ReadingOptions<Message> {
  /**
   * Called when a message was handled. What it returns tells, each time that it is asked, whether all that was to come of the message
   * has been published. Until then the message goes to whoever takes the call over; without it, to have been handled is enough.
   * In one process nobody takes over, and nobody asks.
   */
  settling?(message: Message): () => boolean
}

export type AudioHandler = (batch: AudioBatch, traceparent?: string) => void | Promise<void>
export type EventHandler = (event: CallEvent, traceparent?: string) => void | Promise<void>
export type Unsubscribe = () => void
