import type { Bus, Unsubscribe } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import { type CallEvent, SummaryState } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { Counter, Gauge } from 'prom-client'
import type { Database } from '../storage/database.ts'
import { WriteQueue, type WriteQueueState } from '../storage/write-queue.ts'
import { isKept, storeEvent } from './event-store.ts'

export interface CallRecorderOptions {
  readonly bus: Bus
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** Events kept in memory while the database fails. */
  readonly capacity: number
  /** Called with what a list of calls shows differently now. */
  onListChanged(callId: string): void
}

/**
 * Writes what happens in calls into the database, without ever holding a call up: the bus hands events over and goes on.
 * While the disk is full or the database away, they wait in memory.
 */
export class CallRecorder {
  readonly #options: CallRecorderOptions
  readonly #queue: WriteQueue<CallEvent>
  readonly #unsubscribe: Unsubscribe
  /** Calls that use the id of somebody else's call: nothing of them is stored. */
  readonly #foreign = new Set<string>()

  constructor(options: CallRecorderOptions) {
    this.#options = options
    const { bus, clock, log, metrics, capacity } = options
    this.#queue = new WriteQueue<CallEvent>({
      name: 'call-events',
      capacity,
      clock,
      log,
      write: (events) => this.#write(events),
      onRefused: ({ callId, eventId, body }, error) =>
        log.error('an event cannot be stored', { code: 'data.event-refused', callId, eventId, kind: body.case, error }),
    })
    this.#unsubscribe = bus.subscribeEvents('desk-recorder', (event) => this.#record(event))
    registerQueueMetrics(metrics, () => this.#queue.state())
  }

  /** Events of a call that happened and aren't stored yet, oldest first. */
  pending(callId: string): CallEvent[] {
    return this.#queue.waiting().filter((event) => event.callId === callId)
  }

  state(): WriteQueueState {
    return this.#queue.state()
  }

  /** Resolves when everything recorded so far is stored. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    await this.#queue.stop()
  }

  #record(event: CallEvent): void {
    if (isKept(event)) this.#queue.push(event, isDraft(event) ? `draft ${event.callId}` : undefined)
  }

  async #write(events: readonly CallEvent[]): Promise<void> {
    const changed = new Set<string>()
    const present = new Set<string>()
    const foreign = new Set<string>(this.#foreign)
    await this.#options.database.transaction(async (tx) => {
      for (const event of events) {
        if (event.body.case === 'callStarted') foreign.delete(event.callId)
        if (foreign.has(event.callId)) continue
        const outcome = await storeEvent(tx, event, present)
        if (outcome === 'foreign') foreign.add(event.callId)
        else if (outcome === 'stored' && changesList(event)) changed.add(event.callId)
      }
    })
    this.#rememberForeign(foreign)
    for (const callId of changed) this.#options.onListChanged(callId)
  }

  #rememberForeign(foreign: ReadonlySet<string>): void {
    for (const callId of foreign) {
      if (!this.#foreign.has(callId))
        this.#options.log.warn('a call with another call’s id is not recorded', { code: 'call.duplicate-id', callId })
    }
    this.#foreign.clear()
    for (const callId of foreign) this.#foreign.add(callId)
  }
}

function isDraft(event: CallEvent): boolean {
  return event.body.case === 'summaryUpdated' && event.body.value.summary?.state === SummaryState.DRAFT
}

function changesList(event: CallEvent): boolean {
  switch (event.body.case) {
    case 'callStarted':
    case 'callEnded':
    case 'callWarned':
      return true
    case 'summaryUpdated':
      return !isDraft(event)
    default:
      return false
  }
}

function registerQueueMetrics(metrics: Metrics, state: () => WriteQueueState): void {
  const gauge = (name: string, help: string, value: (state: WriteQueueState) => number) =>
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(value(state()))
      },
    })
  gauge('souffleur_desk_events_waiting', 'Events of calls that wait to be stored.', ({ waiting }) => waiting)
  gauge('souffleur_desk_storage_failing', '1 while the database cannot store anything.', ({ failure }) => (failure === null ? 0 : 1))
  const counter = (name: string, help: string, value: (state: WriteQueueState) => number) =>
    new Counter({
      name,
      help,
      registers: [metrics],
      collect() {
        this.reset()
        this.inc(value(state()))
      },
    })
  counter('souffleur_desk_events_dropped_total', 'Events of calls lost because too many waited to be stored.', ({ dropped }) => dropped)
  counter('souffleur_desk_events_refused_total', 'Events of calls that the database refused for good.', ({ refused }) => refused)
}
