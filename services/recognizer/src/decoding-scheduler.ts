import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { DecodingQueue } from './decoding-queue.ts'
import type { EngineState, Hypothesis, SpeechEngine, SpeechSegment } from './engine.ts'
import type { RecognizerMetrics } from './recognizer-metrics.ts'
import { SAMPLE_RATE_HZ } from './voice-detector.ts'

export type DecodingOutcome =
  | { readonly kind: 'decoded'; readonly hypothesis: Hypothesis }
  /** A newer one took its place, or too much waited. */
  | { readonly kind: 'dropped' }
  | { readonly kind: 'failed'; readonly error: AppError }

export interface DecodingOrder {
  readonly kind: 'final' | 'partial'
  readonly channelKey: string
  /** On the monotonic clock. */
  readonly deadlineMs: number
  readonly segment: SpeechSegment
  /** Called once, never inside `submit`'s own call, and not after it was withdrawn. */
  settle(outcome: DecodingOutcome): void
}

export interface DecodingTicket {
  /** True when it hadn't begun: nothing will be heard of it. A decoding that runs can't be stopped, and settles as usual. */
  withdraw(): boolean
}

/** What a channel needs of a scheduler. */
export interface Decoding {
  readonly engineName: string
  submit(order: DecodingOrder): DecodingTicket
  /** How long a channel should leave between two partials: more when the machine is busy. */
  partialIntervalMs(): number
}

export interface DecodingSchedulerOptions {
  readonly engine: SpeechEngine
  readonly clock: Clock
  readonly log: Log
  readonly metrics: RecognizerMetrics
  readonly basePartialIntervalMs: number
  readonly maxWaitingAudioMs: number
}

interface Job {
  readonly kind: 'final' | 'partial'
  readonly channelKey: string
  readonly deadlineMs: number
  readonly audioMs: number
  readonly order: DecodingOrder
  attempts: number
  withdrawn: boolean
}

/** A segment that fails twice fails everywhere. */
const MAX_ATTEMPTS = 2
/** Partials may fill this share of the slots that they are allowed. */
const PARTIAL_LOAD = 0.7
/** A channel counts as speaking for this long after its last decoding. */
const SPEAKING_MEMORY_MS = 2000
/** Weight of the newest duration in the running mean. */
const SMOOTHING = 0.1

/** Feeds one engine from the queue, as many decodings at a time as the engine takes. */
export class DecodingScheduler implements Decoding {
  readonly #options: DecodingSchedulerOptions
  readonly #queue: DecodingQueue<Job>
  readonly #running = new Set<Job>()
  readonly #lastOrderMs = new Map<string, number>()
  #state: EngineState = 'loading'
  #stopped = false
  #partialCostMs = 100
  #idleWaiters: (() => void)[] = []

  constructor(options: DecodingSchedulerOptions) {
    this.#options = options
    this.#queue = new DecodingQueue(options.maxWaitingAudioMs)
  }

  get engineName(): string {
    return this.#options.engine.name
  }

  get state(): EngineState {
    return this.#state
  }

  /** Loads the engine. What was submitted meanwhile has waited. Never rejects: the state tells. */
  async load(): Promise<void> {
    const { engine, log } = this.#options
    try {
      await engine.load()
      this.#state = 'ready'
    } catch (error) {
      const failure = asEngineError(error)
      this.#state = failure.code === 'model.missing' ? 'missing' : 'failed'
      log.error('A speech engine could not be loaded', { model: engine.name, code: failure.code, detail: failure.detail })
      for (const job of this.#queue.clear()) this.#finish(job, { kind: 'failed', error: failure })
    }
    this.#startNext()
  }

  submit(order: DecodingOrder): DecodingTicket {
    const audioMs = (order.segment.samples.length * 1000) / SAMPLE_RATE_HZ
    const { kind, channelKey, deadlineMs } = order
    const job: Job = { kind, channelKey, deadlineMs, audioMs, order, attempts: 0, withdrawn: false }
    this.#lastOrderMs.set(channelKey, this.#options.clock.monotonicMs())
    queueMicrotask(() => this.#enqueue(job))
    return {
      withdraw: () => {
        if (job.attempts > 0) return false
        job.withdrawn = true
        if (this.#queue.remove(job)) this.#count(job, 'superseded')
        this.#report()
        return true
      },
    }
  }

  partialIntervalMs(): number {
    const { engine, clock, basePartialIntervalMs } = this.#options
    const oldest = clock.monotonicMs() - SPEAKING_MEMORY_MS
    for (const [channelKey, lastMs] of this.#lastOrderMs) if (lastMs < oldest) this.#lastOrderMs.delete(channelKey)
    const slots = Math.max(1, engine.capacity - 1) * PARTIAL_LOAD
    return Math.max(basePartialIntervalMs, (this.#partialCostMs * this.#lastOrderMs.size) / slots)
  }

  /** Nothing is started any more; what waits is given up, and what runs is nobody's. */
  stop(): void {
    this.#stopped = true
    for (const job of this.#queue.clear()) this.#drop(job)
  }

  /** Resolves when nothing waits or runs. */
  async idle(): Promise<void> {
    // An order that was just submitted is queued in the next microtask.
    await Promise.resolve()
    if (this.#running.size === 0 && this.#queue.waitingFinals + this.#queue.waitingPartials === 0) return
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve))
  }

  #enqueue(job: Job): void {
    if (job.withdrawn || this.#stopped) {
      this.#count(job, 'superseded')
    } else if (this.#state === 'missing' || this.#state === 'failed') {
      this.#finish(job, { kind: 'failed', error: new AppError('engine.failed', `${this.engineName} is ${this.#state}`) })
    } else {
      for (const dropped of this.#queue.push(job)) this.#drop(dropped)
      this.#startNext()
    }
  }

  #drop(job: Job): void {
    this.#count(job, job.kind === 'partial' ? 'superseded' : 'given-up')
    this.#finish(job, { kind: 'dropped' })
  }

  #startNext(): void {
    if (this.#state === 'ready' && !this.#stopped) {
      for (let job = this.#queue.next(this.#slots()); job !== undefined; job = this.#queue.next(this.#slots())) void this.#run(job)
    }
    this.#report()
    if (this.#running.size > 0 || this.#queue.waitingFinals + this.#queue.waitingPartials > 0) return
    for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }

  #slots() {
    const runningPartials = [...this.#running].filter((job) => job.kind === 'partial').length
    return { total: this.#options.engine.capacity, running: this.#running.size, runningPartials }
  }

  async #run(job: Job): Promise<void> {
    const { engine, clock, metrics } = this.#options
    this.#running.add(job)
    job.attempts += 1
    const startedMs = clock.monotonicMs()
    try {
      const hypothesis = await engine.decode(job.order.segment)
      const tookMs = clock.monotonicMs() - startedMs
      if (job.kind === 'partial') this.#partialCostMs += SMOOTHING * (tookMs - this.#partialCostMs)
      metrics.decodingSeconds.observe({ engine: engine.name, kind: job.kind }, tookMs / 1000)
      metrics.decodedAudio.inc({ engine: engine.name, kind: job.kind }, job.audioMs / 1000)
      this.#running.delete(job)
      this.#count(job, 'decoded')
      this.#finish(job, { kind: 'decoded', hypothesis })
    } catch (error) {
      this.#running.delete(job)
      this.#retryOrFail(job, asEngineError(error))
    }
    this.#startNext()
  }

  #retryOrFail(job: Job, error: AppError): void {
    if (this.#stopped) return
    this.#options.log.warn('A decoding failed', { model: this.engineName, code: error.code, detail: error.detail, attempt: job.attempts })
    if (job.kind === 'final' && job.attempts < MAX_ATTEMPTS) {
      this.#count(job, 'retried')
      this.#enqueue(job)
    } else {
      this.#count(job, 'failed')
      this.#finish(job, { kind: 'failed', error })
    }
  }

  #finish(job: Job, outcome: DecodingOutcome): void {
    try {
      job.order.settle(outcome)
    } catch (error) {
      // One call's trouble must not stop the engine that all calls share.
      this.#options.log.error('A decoding result could not be used', { model: this.engineName, code: 'internal.unexpected', error })
    }
  }

  #count(job: Job, outcome: 'decoded' | 'superseded' | 'given-up' | 'retried' | 'failed'): void {
    this.#options.metrics.decodings.inc({ engine: this.engineName, kind: job.kind, outcome })
  }

  #report(): void {
    const { waiting } = this.#options.metrics
    waiting.set({ engine: this.engineName, kind: 'final' }, this.#queue.waitingFinals)
    waiting.set({ engine: this.engineName, kind: 'partial' }, this.#queue.waitingPartials)
  }
}

function asEngineError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('engine.failed', error instanceof Error ? error.message : String(error), { cause: error })
}
