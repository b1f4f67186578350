import { Worker } from 'node:worker_threads'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { QueryResult } from './database.ts'
import type { WorkerReply, WorkerRequest } from './pglite-messages.ts'

/** A request without its number. */
export type ThreadRequest = WorkerRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never

/** An error that PostgreSQL gave: `code` is its SQLSTATE. */
export class SqlError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'SqlError'
    this.code = code
  }
}

interface Waiting {
  resolve(result: QueryResult): void
  reject(error: Error): void
}

/** One thread with one open PGlite. It lives until it is stopped or breaks; after that, every request is refused. */
export class PgliteThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #broken: AppError | undefined

  constructor(dataDir: string) {
    this.#worker = new Worker(new URL('./pglite-worker.ts', import.meta.url), { workerData: { dataDir } })
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply))
    this.#worker.on('error', (error) => this.#break(`the thread failed: ${error.message}`))
    this.#worker.on('exit', () => this.#break('the thread ended'))
    // A forgotten close must not keep a command alive.
    this.#worker.unref()
  }

  get usable(): boolean {
    return this.#broken === undefined
  }

  /**
   * @param limitMs after this long without an answer the thread is stopped: a full write-ahead log can leave PostgreSQL
   * spinning for ever.
   */
  request(request: ThreadRequest, clock: Clock, limitMs: number): Promise<QueryResult> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken)
    const id = this.#nextId++
    return new Promise<QueryResult>((resolve, reject) => {
      const cancel = clock.setTimer(() => this.#break(`no answer within ${limitMs} ms`), limitMs)
      this.#waiting.set(id, {
        resolve: (result) => {
          cancel()
          resolve(result)
        },
        reject: (error) => {
          cancel()
          reject(error)
        },
      })
      this.#worker.ref()
      this.#worker.postMessage({ ...request, id })
    })
  }

  async stop(): Promise<void> {
    this.#break('it was stopped')
    await this.#worker.terminate()
  }

  #settle(reply: WorkerReply): void {
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) this.#worker.unref()
    if (reply.ok) waiting?.resolve({ rows: reply.rows, affected: reply.affected })
    else waiting?.reject(new SqlError(reply.code, reply.message))
  }

  #break(reason: string): void {
    if (this.#broken !== undefined) return
    this.#broken = new AppError('data.unavailable', `PGlite: ${reason}`)
    for (const { reject } of this.#waiting.values()) reject(this.#broken)
    this.#waiting.clear()
    void this.#worker.terminate()
  }
}
