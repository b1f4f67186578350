import { type Clock, systemClock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import { InferenceThread } from './inference-thread.ts'

export interface InferencePoolOptions {
  readonly script: URL
  /** Given to each thread as `workerData`. */
  readonly settings: unknown
  readonly threads: number
  readonly log: Log
  readonly clock?: Clock
  readonly timeoutMs?: number
}

/** The longest segment takes about 2 s on a slow core. */
const DEFAULT_TIMEOUT_MS = 30_000

/** Threads that answer one request each at a time; requests beyond that wait in their order. */
export class InferencePool<Request, Reply> {
  readonly #all: readonly InferenceThread<Request, Reply>[]
  readonly #idle: InferenceThread<Request, Reply>[]
  readonly #waiting: ((thread: InferenceThread<Request, Reply>) => void)[] = []

  constructor({ script, settings, threads, log, clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS }: InferencePoolOptions) {
    this.#all = Array.from({ length: threads }, () => new InferenceThread<Request, Reply>({ script, settings, clock, log, timeoutMs }))
    this.#idle = [...this.#all]
  }

  /** @throws AppError `engine.failed` when a thread can't load its model. */
  async start(): Promise<void> {
    await Promise.all(this.#all.map((thread) => thread.start()))
  }

  /** @throws AppError `engine.failed` */
  async request(request: Request): Promise<Reply> {
    const thread = this.#idle.shift() ?? (await new Promise<InferenceThread<Request, Reply>>((resolve) => this.#waiting.push(resolve)))
    try {
      return await thread.request(request)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(thread)
      else next(thread)
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((thread) => thread.close()))
  }
}
