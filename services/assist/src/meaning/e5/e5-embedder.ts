import { Breaker, type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Embedder, EmbedderState, EmbedOptions, TextKind } from '../embedder.ts'
import { EmbeddingQueue } from '../embedding-queue.ts'
import { e5Paths, isInstalled } from './e5-description.ts'
import { EmbeddingThread } from './embedding-thread.ts'

export interface E5Options {
  /** The model's name, and where `npm run models` put it. */
  readonly name: string
  readonly folder: string
  readonly log: Log
  readonly clock?: Clock
  /** Rejects when the files aren't what they should be: asked before they are loaded. */
  readonly verify?: () => Promise<unknown>
  /** For tests. */
  readonly script?: URL
  readonly timeoutMs?: number
}

/** A text of 512 tokens takes a quarter of a second on one core. */
const TIMEOUT_MS = 30_000
/** About 150 tokens, 60 ms. */
const CHARACTERS_A_PIECE = 600

/** A model of the e5 family on this machine, in a thread of its own. Batches gain nothing on one core, so pieces are small. */
export class E5Embedder implements Embedder {
  readonly #options: E5Options
  readonly #thread: EmbeddingThread
  readonly #queue: EmbeddingQueue
  readonly #breaker: Breaker
  #loading: Promise<void> | undefined
  #state: EmbedderState
  #weights = ''
  #width = 0
  /** The log has one line when vectors stop coming, and one when they come again. */
  #complained = false

  constructor(options: E5Options) {
    const { folder, clock = systemClock, script = new URL('e5-thread.ts', import.meta.url), timeoutMs = TIMEOUT_MS } = options
    this.#options = options
    this.#thread = new EmbeddingThread({ script, settings: e5Paths(folder), clock, timeoutMs })
    this.#breaker = new Breaker(clock)
    this.#queue = new EmbeddingQueue({
      lanes: 1,
      charactersAPiece: CHARACTERS_A_PIECE,
      embed: (texts, kind) => this.#embedPiece(texts, kind),
    })
    this.#state = isInstalled(folder) ? 'loading' : 'missing'
  }

  get state(): EmbedderState {
    return this.#state
  }

  get model(): string {
    return `${this.#options.name}@${this.#weights}`
  }

  load(): Promise<void> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  async embed(texts: readonly string[], kind: TextKind, { priority }: EmbedOptions): Promise<Float32Array[]> {
    await this.load()
    return this.#queue.embed(texts, kind, priority)
  }

  async close(): Promise<void> {
    this.#queue.close()
    await this.#thread.close()
  }

  async #load(): Promise<void> {
    const { name, folder } = this.#options
    if (this.#state === 'missing') throw new AppError('model.missing', name)
    try {
      if (!isInstalled(folder)) throw new AppError('model.missing', name)
      await this.#options.verify?.()
      const { width, weights } = await this.#thread.start()
      this.#width = width
      this.#weights = weights
      this.#state = 'ready'
    } catch (error) {
      this.#fail(error)
      throw error
    }
  }

  async #embedPiece(texts: readonly string[], kind: TextKind): Promise<readonly Float32Array[]> {
    if (this.#breaker.rests) throw new AppError('embedder.failed', 'it failed several times in a row and is left alone for a while')
    try {
      const values = await this.#thread.request({ texts, kind })
      this.#breaker.succeeded()
      this.#recover()
      const width = this.#width
      return texts.map((_, row) => values.slice(row * width, (row + 1) * width))
    } catch (error) {
      this.#breaker.failed()
      this.#fail(error)
      throw error
    }
  }

  #fail(error: unknown): void {
    this.#state = 'failed'
    if (this.#complained) return
    this.#complained = true
    const { log, name } = this.#options
    const { code, detail } = error instanceof AppError ? error : { code: 'internal.unexpected', detail: String(error) }
    log.error('There are no vectors of meaning at the moment; words alone find', { service: 'assist', model: name, code, detail })
  }

  #recover(): void {
    this.#state = 'ready'
    if (!this.#complained) return
    this.#complained = false
    this.#options.log.info('There are vectors of meaning again', { service: 'assist', model: this.#options.name })
  }
}
