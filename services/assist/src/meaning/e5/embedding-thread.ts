import { Worker } from 'node:worker_threads'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import { switchOffNativeTelemetry } from '@souffleur/telemetry'
import type { TextKind } from '../embedder.ts'

export interface EmbeddingRequest {
  readonly texts: readonly string[]
  readonly kind: TextKind
}

export type FromThread =
  | { readonly kind: 'ready'; readonly width: number; readonly weights: string }
  | { readonly kind: 'vectors'; readonly values: Float32Array<ArrayBuffer> }
  | { readonly kind: 'error'; readonly detail: string }

export interface LoadedModel {
  readonly width: number
  readonly weights: string
}

interface Running {
  readonly worker: Worker
  readonly loaded: LoadedModel
}

interface Pending {
  resolve(values: Float32Array): void
  reject(error: AppError): void
}

export interface EmbeddingThreadOptions {
  readonly script: URL
  readonly settings: unknown
  readonly clock: Clock
  /** A request that takes longer is given up, with the thread: nothing else stops a native call. */
  readonly timeoutMs: number
}

/** A thread that makes vectors, one request at a time. When it dies or hangs, the request fails, and the next one starts a new thread. */
export class EmbeddingThread {
  readonly #options: EmbeddingThreadOptions
  #running: Promise<Running> | undefined
  #pending: Pending | undefined
  #atRest: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: EmbeddingThreadOptions) {
    this.#options = options
  }

  /** @throws AppError `embedder.failed` when the model can't be loaded */
  async start(): Promise<LoadedModel> {
    return (await this.#started()).loaded
  }

  /** @throws AppError `embedder.failed` */
  request(request: EmbeddingRequest): Promise<Float32Array> {
    const answer = this.#atRest.then(() => this.#ask(request))
    this.#atRest = answer.catch(() => undefined)
    return answer
  }

  /** Lets the request that runs come to its end first: a thread that is ended within a native call takes the whole process down. */
  async close(): Promise<void> {
    this.#closed = true
    const running = await this.#running?.catch(() => undefined)
    await this.#atRest
    await running?.worker.terminate()
  }

  async #ask(request: EmbeddingRequest): Promise<Float32Array> {
    const { worker } = await this.#started()
    const { clock, timeoutMs } = this.#options
    const cancel = clock.setTimer(() => void worker.terminate(), timeoutMs)
    const answer = new Promise<Float32Array>((resolve, reject) => {
      this.#pending = { resolve, reject }
    })
    worker.postMessage(request)
    return answer.finally(() => {
      cancel()
      this.#pending = undefined
    })
  }

  #started(): Promise<Running> {
    if (this.#closed) return Promise.reject(new AppError('embedder.failed', 'closed'))
    this.#running ??= this.#spawn()
    return this.#running
  }

  #spawn(): Promise<Running> {
    const { script, settings } = this.#options
    switchOffNativeTelemetry()
    return new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: settings })
      let reason = 'the thread ended'
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'ready') resolve({ worker, loaded: { width: message.width, weights: message.weights } })
        else if (message.kind === 'vectors') this.#pending?.resolve(message.values)
        else this.#pending?.reject(new AppError('embedder.failed', message.detail))
      })
      worker.on('error', (error) => {
        reason = error instanceof Error ? error.message : String(error)
      })
      worker.on('exit', () => {
        this.#running = undefined
        const failure = new AppError('embedder.failed', reason)
        reject(failure)
        this.#pending?.reject(failure)
      })
    })
  }
}
