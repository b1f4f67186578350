import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { DecodingLoad, type LoadFigures } from './decoding-load.ts'
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

/** One engine, as a channel sees it. */
export interface Decoding {
  readonly engineName: string
  /** See `SpeechEngine.sureConfidence`. */
  readonly sureConfidence: number
  submit(order: DecodingOrder): DecodingTicket
  /** How busy the machine is, over all engines. */
  load(): LoadFigures
}

export interface DecodingSchedulerOptions {
  readonly engines: readonly SpeechEngine[]
  readonly clock: Clock
  readonly log: Log
  readonly metrics: RecognizerMetrics
  readonly basePartialIntervalMs: number
  readonly maxWaitingAudioMs: number
}

interface Job {
  readonly engine: SpeechEngine
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

/**
 * Feeds all engines from one queue. They share the machine's cores, so they share its slots: as many decodings run as the largest
 * engine takes, whichever they belong to, and the oldest deadline is the next among all of them.
 */
export class DecodingScheduler {
  readonly #options: DecodingSchedulerOptions
  readonly #queue: DecodingQueue<Job>
  readonly #load: DecodingLoad
  readonly #running = new Set<Job>()
  readonly #states: Map<SpeechEngine, EngineState>
  #stopped = false
  #idleWaiters: (() => void)[] = []

  constructor(options: DecodingSchedulerOptions) {
    const { engines, clock, basePartialIntervalMs } = options
    this.#options = options
    this.#queue = new DecodingQueue(options.maxWaitingAudioMs)
    this.#load = new DecodingLoad({ clock, slots: () => this.#slotCount, basePartialIntervalMs })
    this.#states = new Map(engines.map((engine) => [engine, 'loading']))
  }

  /** Engines whose servers are away take less. */
  get #slotCount(): number {
    return Math.max(1, ...this.#options.engines.map(({ capacity }) => capacity))
  }

  with(engine: SpeechEngine): Decoding {
    return {
      engineName: engine.name,
      sureConfidence: engine.sureConfidence,
      submit: (order) => this.#submit(engine, order),
      load: () => this.#load.figures(),
    }
  }

  stateOf(engine: SpeechEngine): EngineState {
    return this.#states.get(engine) ?? 'missing'
  }

  load(): LoadFigures & { readonly waitingFinals: number } {
    return { ...this.#load.figures(), waitingFinals: this.#queue.waitingFinals }
  }

  /** Loads the engines. What was submitted meanwhile has waited. Never rejects: the states tell. */
  async loadEngines(): Promise<void> {
    await Promise.all(this.#options.engines.map((engine) => this.#loadEngine(engine)))
  }

  /** Nothing is started any more; what waits is given up, and what runs is nobody's. */
  stop(): void {
    this.#stopped = true
    for (const job of this.#queue.clear(() => true)) this.#drop(job)
  }

  /** Resolves when nothing waits or runs. */
  async idle(): Promise<void> {
    // An order that was just submitted is queued in the next microtask.
    await Promise.resolve()
    if (!this.#busy()) return
    await new Promise<void>((resolve) => this.#idleWaiters.push(resolve))
  }

  async #loadEngine(engine: SpeechEngine): Promise<void> {
    try {
      await engine.load()
      this.#states.set(engine, 'ready')
    } catch (error) {
      const failure = asEngineError(error)
      this.#states.set(engine, failure.code === 'model.missing' ? 'missing' : 'failed')
      this.#options.log.error('A speech engine could not be loaded', { model: engine.name, code: failure.code, detail: failure.detail })
      for (const job of this.#queue.clear((waiting) => waiting.engine === engine)) this.#finish(job, { kind: 'failed', error: failure })
    }
    this.#startNext()
  }

  #submit(engine: SpeechEngine, order: DecodingOrder): DecodingTicket {
    const audioMs = (order.segment.samples.length * 1000) / SAMPLE_RATE_HZ
    const { kind, channelKey, deadlineMs } = order
    const job: Job = { engine, kind, channelKey, deadlineMs, audioMs, order, attempts: 0, withdrawn: false }
    this.#load.noteOrder(channelKey)
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

  #enqueue(job: Job): void {
    const state = this.stateOf(job.engine)
    if (job.withdrawn || this.#stopped) {
      this.#count(job, 'superseded')
    } else if (state === 'missing' || state === 'failed') {
      this.#finish(job, { kind: 'failed', error: new AppError('engine.failed', `${job.engine.name} is ${state}`) })
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
    if (!this.#stopped) {
      for (let job = this.#next(); job !== undefined; job = this.#next()) void this.#run(job)
    }
    this.#report()
    if (!this.#busy()) for (const resolve of this.#idleWaiters.splice(0)) resolve()
  }

  #next(): Job | undefined {
    return this.#queue.next(this.#slots(), ({ engine }) => this.stateOf(engine) === 'ready')
  }

  #busy(): boolean {
    return this.#running.size + this.#queue.waitingFinals + this.#queue.waitingPartials > 0
  }

  #slots() {
    const runningPartials = [...this.#running].filter((job) => job.kind === 'partial').length
    return { total: this.#slotCount, running: this.#running.size, runningPartials }
  }

  async #run(job: Job): Promise<void> {
    const { clock, metrics } = this.#options
    const { engine, kind } = job
    this.#running.add(job)
    job.attempts += 1
    const startedMs = clock.monotonicMs()
    try {
      const hypothesis = await engine.decode(job.order.segment)
      const tookMs = clock.monotonicMs() - startedMs
      this.#load.noteDecoding(kind, tookMs)
      metrics.decodingSeconds.observe({ engine: engine.name, kind }, tookMs / 1000)
      metrics.decodedAudio.inc({ engine: engine.name, kind }, job.audioMs / 1000)
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
    const { code, detail } = error
    this.#options.log.warn('A decoding failed', { model: job.engine.name, code, detail, attempt: job.attempts })
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
      // One call's trouble must not stop the engines that all calls share.
      this.#options.log.error('A decoding result could not be used', { model: job.engine.name, code: 'internal.unexpected', error })
    }
  }

  #count({ engine, kind }: Job, outcome: 'decoded' | 'superseded' | 'given-up' | 'retried' | 'failed'): void {
    this.#options.metrics.decodings.inc({ engine: engine.name, kind, outcome })
  }

  #report(): void {
    const { waiting, partialInterval } = this.#options.metrics
    waiting.set({ kind: 'final' }, this.#queue.waitingFinals)
    waiting.set({ kind: 'partial' }, this.#queue.waitingPartials)
    partialInterval.set(this.#load.figures().partialIntervalMs / 1000)
  }
}

function asEngineError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('engine.failed', error instanceof Error ? error.message : String(error), { cause: error })
}
