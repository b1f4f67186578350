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
  /** @throws AppError `bus.overflow` when so much of this call waits that its share is full; then no group gets the event. */
  publishEvent(event: CallEvent, traceparent?: string): void
  /** @throws Error when this bus has a subscriber of the same group already. */
  subscribeAudio(group: string, handler: AudioHandler): Unsubscribe
  subscribeEvents(group: string, handler: EventHandler): Unsubscribe
  /** Every process that watches gets every event published from now on: nothing is shared out, or kept for it. */
  watchEvents(name: string, handler: EventHandler): Unsubscribe
  /** Resolves when every message published so far has been handled. */
  settled(): Promise<void>
  close(): Promise<void>
}

export type AudioHandler = (batch: AudioBatch, traceparent?: string) => void | Promise<void>
export type EventHandler = (event: CallEvent, traceparent?: string) => void | Promise<void>
export type Unsubscribe = () => void
