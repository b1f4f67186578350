import { Worker } from 'node:worker_threads'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { type Log, switchOffNativeTelemetry } from '@souffleur/telemetry'

export interface InferenceThreadOptions {
  readonly script: URL
  /** Given to the script as `workerData`. */
  readonly settings: unknown
  readonly clock: Clock
  readonly log: Log
  /** A request that takes longer is given up, with the thread: nothing else stops a native call. */
  readonly timeoutMs: number
}

/** Messages from the thread's script: `ready` once, then one answer for each request. */
export type ThreadMessage<Reply> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'error'; readonly detail: string }

interface Pending<Reply> {
  resolve(reply: Reply): void
  reject(error: AppError): void
}

/**
 * A thread that blocks on inference, one request at a time. When it dies or hangs, the request fails with `engine.failed`, and the
 * next one starts a new thread.
 */
export class InferenceThread<Request, Reply> {
  readonly #options: InferenceThreadOptions
  #worker: Promise<Worker> | undefined
  #pending: Pending<Reply> | undefined
  /** Resolves when the current request has been answered, or has failed. */
  #atRest: Promise<void> = Promise.resolve()
  #closed = false

  constructor(options: InferenceThreadOptions) {
    this.#options = options
  }

  /** @throws AppError `engine.failed` when the script can't load its model. */
  async start(): Promise<void> {
    await this.#running()
  }

  async request(request: Request): Promise<Reply> {
    if (this.#pending !== undefined) throw new Error('an inference thread takes one request at a time')
    const { clock, timeoutMs } = this.#options
    const worker = await this.#running()
    const answer = new Promise<Reply>((resolve, reject) => {
      const cancelTimer = clock.setTimer(() => void worker.terminate(), timeoutMs)
      const settle = () => {
        cancelTimer()
        this.#pending = undefined
      }
      this.#pending = {
        resolve: (reply) => {
          settle()
          resolve(reply)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      }
      worker.postMessage(request)
    })
    this.#atRest = answer.then(
      () => undefined,
      () => undefined,
    )
    return answer
  }

  /** Lets the request that runs come to its end first: a thread that is ended within a native call takes the whole process down. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = await this.#worker?.catch(() => undefined)
    await this.#atRest
    await worker?.terminate()
  }

  #running(): Promise<Worker> {
    if (this.#closed) return Promise.reject(new AppError('engine.failed', 'closed'))
    this.#worker ??= this.#spawn()
    return this.#worker
  }

  #spawn(): Promise<Worker> {
    const { script, settings, log } = this.#options
    switchOffNativeTelemetry()
    return new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: settings })
      let reason = 'the thread ended'
      worker.on('message', (message: ThreadMessage<Reply>) => {
        if (message.kind === 'ready') resolve(worker)
        else if (message.kind === 'reply') this.#pending?.resolve(message.reply)
        else this.#pending?.reject(new AppError('engine.failed', message.detail))
      })
      worker.on('error', (error) => {
        reason = error instanceof Error ? error.message : String(error)
      })
      worker.on('exit', () => {
        this.#worker = undefined
        const failure = new AppError('engine.failed', reason)
        if (!this.#closed) log.error('An inference thread ended; another takes its place', { code: failure.code, detail: reason })
        reject(failure)
        this.#pending?.reject(failure)
      })
    })
  }
}
