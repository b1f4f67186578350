import type { Clock } from '@souffleur/flow'
import type { CallEvent } from '@souffleur/proto'
import { type Keeping, withoutWords } from './call-recorder.ts'
import { isKept } from './event-store.ts'

/** Events of a call that happened and may not be stored yet, oldest first. */
export interface PendingEvents {
  pending(callId: string): CallEvent[]
}

export interface RecentEventsPorts {
  readonly clock: Clock
  /** Whether what is said in calls of a queue is written down. */
  keeping(queue: string): Keeping
}

/** What happened is stored within a fraction of this, wherever that is done. */
const REMEMBERED_MS = 15_000
const MAX_EVENTS = 20_000

/**
 * What has just happened in all calls, for a desk that shares the recording with others: an event that another process is about to store is in
 * neither the database nor the live feed of a screen that opens its call now.
 */
export class RecentEvents implements PendingEvents {
  readonly #ports: RecentEventsPorts
  readonly #recent: { readonly event: CallEvent; readonly atMs: number }[] = []
  /** Of calls whose start was seen here; of others, nothing that was said is told. */
  readonly #written = new Set<string>()

  constructor(ports: RecentEventsPorts) {
    this.#ports = ports
  }

  pending(callId: string): CallEvent[] {
    this.#forget()
    const own = this.#recent.flatMap(({ event }) => (event.callId === callId ? [event] : []))
    return this.#written.has(callId) ? own : own.flatMap((event) => withoutWords(event) ?? [])
  }

  /** Call it before a screen hears of the event: it may ask for the call's record at once. */
  note(event: CallEvent): void {
    const { body, callId } = event
    if (!isKept(event)) return
    if (body.case === 'callStarted' && this.#ports.keeping(body.value.queue) === 'always') this.#written.add(callId)
    if (body.case === 'callEnded') this.#written.delete(callId)
    this.#recent.push({ event, atMs: this.#ports.clock.monotonicMs() })
    this.#forget()
  }

  #forget(): void {
    const oldestMs = this.#ports.clock.monotonicMs() - REMEMBERED_MS
    const at = this.#recent.findIndex(({ atMs }) => atMs >= oldestMs)
    const tooMany = this.#recent.length - MAX_EVENTS
    this.#recent.splice(0, Math.max(at < 0 ? this.#recent.length : at, tooMany, 0))
  }
}
