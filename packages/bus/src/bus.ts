import type { AudioBatch, CallEvent } from '@souffleur/proto'

/**
 * The one way in which parts talk to each other. Two streams, both ordered by call: `audio`, which only recognizers read,
 * and `events`. Every group of subscribers gets every message once; a group's handler is never run twice at the same time,
 * so it sees messages in their order. Messages are shared, not copied: treat them as frozen.
 *
 * Queues are bounded, each call's share of a group's queue apart, so that one call can't crowd out another. Audio drops the
 * call's oldest batch; events refuse the newest, so that the publisher knows.
 */
export interface Bus {
  publishAudio(batch: AudioBatch): void
  /** @throws AppError `bus.overflow` when a group is so far behind with this call that its share is full; then no group gets the event. */
  publishEvent(event: CallEvent): void
  /** @throws Error when this bus has a subscriber of the same group already. */
  subscribeAudio(group: string, handler: AudioHandler): Unsubscribe
  subscribeEvents(group: string, handler: EventHandler): Unsubscribe
  /** Resolves when every message published so far has been handled. */
  settled(): Promise<void>
  close(): Promise<void>
}

export type AudioHandler = (batch: AudioBatch) => void | Promise<void>
export type EventHandler = (event: CallEvent) => void | Promise<void>
export type Unsubscribe = () => void
