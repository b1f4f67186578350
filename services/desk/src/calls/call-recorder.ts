import type { Bus, Unsubscribe } from '@souffleur/bus'
import type { Clock } from '@souffleur/flow'
import { type CallEvent, RecordingNotice, SummaryState } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Database } from '../storage/database.ts'
import { WriteQueue, type WriteQueueState } from '../storage/write-queue.ts'
import { EMPTY_VAULT, keptOriginals, type VaultRules } from '../vault/originals.ts'
import { isKept, storeEvent } from './event-store.ts'

/** `from-notice`: once the caller has been told that it is. Whoever refuses isn't written down in any queue. */
export type Keeping = 'always' | 'from-notice' | 'never'

export interface CallRecorderOptions {
  readonly bus: Bus
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  /** Events kept in memory while the database fails. */
  readonly capacity: number
  /** What of hidden words is kept, as it holds now; nothing when absent. */
  vault?(): VaultRules
  /** Whether what is said in calls of a queue is written down; always when absent. */
  keeping?(queue: string): Keeping
  /** Called with what a list of calls shows differently now. */
  onListChanged(callId: string): void
}

/** Words may come after a call's end: it is forgotten long after. */
const REMEMBERED = 4096

/**
 * Writes what happens in calls into the database, without ever holding a call up: the bus hands events over and goes on.
 * While the disk is full or the database away, they wait in memory.
 */
export class CallRecorder {
  readonly #options: CallRecorderOptions
  readonly #queue: WriteQueue<CallEvent>
  readonly #unsubscribe: Unsubscribe
  #stopped = false
  /** Calls that use the id of somebody else's call: nothing of them is stored. */
  readonly #foreign = new Set<string>()
  /** Of calls that run. A call that goes on after a break keeps what its caller was told and said of it. */
  readonly #keeping = new Map<string, Keeping>()
  /** Calls that ended without their words being written down, the oldest end first; and those that ended with them. */
  readonly #unwrittenEnded = new Set<string>()
  readonly #writtenEnded = new Set<string>()
  /** Ids of events that wait for the database: whoever takes their calls over has to store them. */
  readonly #unstored = new Set<string>()
  /** Calls that were erased: what still comes of them must not bring them back. */
  readonly #erased = new Set<string>()

  constructor(options: CallRecorderOptions) {
    this.#options = options
    const { bus, clock, log, capacity } = options
    this.#queue = new WriteQueue<CallEvent>({
      name: 'call-events',
      capacity,
      clock,
      log,
      write: (events) => this.#write(events),
      onRefused: ({ callId, eventId, body }, error) => {
        this.#unstored.delete(eventId)
        log.error('an event cannot be stored', { code: 'data.event-refused', callId, eventId, kind: body.case, error })
      },
    })
    this.#unsubscribe = bus.subscribeEvents('desk-recorder', (event) => this.#record(event), {
      settling:
        ({ eventId }) =>
        () =>
          !this.#unstored.has(eventId),
    })
  }

  /** From here on, nothing of these calls is stored, until one of their ids starts anew. Call it before they are erased. */
  forget(callIds: readonly string[]): void {
    for (const callId of callIds) remember(this.#erased, callId)
  }

  /** They weren't erased. */
  recall(callIds: readonly string[]): void {
    for (const callId of callIds) this.#erased.delete(callId)
  }

  /** Events of a call that happened and aren't stored yet, oldest first, without what masks hide: that is for no reader. */
  pending(callId: string): CallEvent[] {
    if (this.#erased.has(callId)) return []
    return this.#queue.waiting().filter((event) => event.callId === callId && event.body.case !== 'privateWords')
  }

  state(): WriteQueueState {
    return this.#queue.state()
  }

  /** Resolves when everything recorded so far is stored. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unsubscribe()
    await this.#queue.stop()
  }

  /** The event as it is written down; undefined for what never is. */
  #writable(event: CallEvent): CallEvent | undefined {
    const { callId, body } = event
    if (body.case === 'privateWords')
      return this.#isUnwritten(callId) ? undefined : keptOriginals(event, this.#options.vault?.() ?? EMPTY_VAULT)
    if (!isKept(event)) return undefined
    if (body.case === 'callStarted') this.#begin(callId, this.#options.keeping?.(body.value.queue) ?? 'always')
    if (body.case === 'recordingNoticeNoted') this.#heed(callId, body.value.notice)
    const isUnwritten = this.#isUnwritten(callId)
    if (body.case === 'callEnded' && this.#keeping.delete(callId)) remember(isUnwritten ? this.#unwrittenEnded : this.#writtenEnded, callId)
    return isUnwritten ? withoutWords(event) : event
  }

  #begin(callId: string, keeping: Keeping): void {
    if (!this.#keeping.has(callId)) this.#keeping.set(callId, keeping)
  }

  #heed(callId: string, notice: RecordingNotice): void {
    if (this.#keeping.get(callId) === 'never') return
    if (notice === RecordingNotice.REFUSED) this.#keeping.set(callId, 'from-notice')
    else if (notice === RecordingNotice.GIVEN) this.#keeping.set(callId, 'always')
  }

  #isUnwritten(callId: string): boolean {
    return (this.#keeping.get(callId) ?? 'always') !== 'always' || this.#unwrittenEnded.has(callId)
  }

  #record(event: CallEvent): Promise<void> | undefined {
    const { callId, body } = event
    const ended = this.#unwrittenEnded.has(callId) || this.#writtenEnded.has(callId)
    if (body.case !== 'callStarted' && !ended && !this.#keeping.has(callId) && isKeptAtAll(event))
      return this.#learn(callId).then(() => {
        if (!this.#stopped) this.#push(event)
      })
    this.#push(event)
    return undefined
  }

  #push(event: CallEvent): void {
    const writable = this.#writable(event)
    if (writable === undefined) return
    const isTaken = this.#queue.push(writable, isDraft(event) ? `draft ${event.callId}` : undefined)
    // A draft is replaced by the next one, here or elsewhere.
    if (isTaken && !isDraft(event)) this.#unstored.add(event.eventId)
  }

  /** Another process recorded the call's beginning: what may be written down of it is in its notes. */
  async #learn(callId: string): Promise<void> {
    const notes = await this.#options.bus.notesOf(callId)
    if (notes?.queue === undefined) return
    this.#begin(callId, this.#options.keeping?.(notes.queue) ?? 'always')
    if (notes.notice === 'refused') this.#heed(callId, RecordingNotice.REFUSED)
    else if (notes.notice === 'given') this.#heed(callId, RecordingNotice.GIVEN)
  }

  async #write(events: readonly CallEvent[]): Promise<void> {
    const changed = new Set<string>()
    const present = new Set<string>()
    const foreign = new Set<string>(this.#foreign)
    await this.#options.database.transaction(async (tx) => {
      for (const event of events) {
        if (event.body.case === 'callStarted') {
          foreign.delete(event.callId)
          this.#erased.delete(event.callId)
        }
        if (foreign.has(event.callId) || this.#erased.has(event.callId)) continue
        const outcome = await storeEvent(tx, event, present)
        if (outcome === 'foreign') foreign.add(event.callId)
        else if (outcome === 'stored' && changesList(event)) changed.add(event.callId)
      }
    })
    for (const { eventId } of events) this.#unstored.delete(eventId)
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

function remember(calls: Set<string>, callId: string): void {
  calls.delete(callId)
  calls.add(callId)
  const [oldest] = calls
  if (calls.size > REMEMBERED && oldest !== undefined) calls.delete(oldest)
}

/** What masks hide may be kept in the vault. */
function isKeptAtAll(event: CallEvent): boolean {
  return isKept(event) || event.body.case === 'privateWords'
}

/** An event of a call whose queue wants nothing of what is said written down; undefined where nothing would be left of it. */
export function withoutWords(event: CallEvent): CallEvent | undefined {
  const { body } = event
  switch (body.case) {
    case 'utterance':
    case 'formFieldFilled':
    case 'summaryNarrated':
    case 'suggestionReworded':
      return undefined
    case 'suggestionJudged':
      return { ...event, body: { case: body.case, value: { ...body.value, editedText: '' } } }
    default:
      return event
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
