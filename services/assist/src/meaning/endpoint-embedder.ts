import { Breaker, type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'
import type { Embedder, EmbedderState, EmbeddingPriority, EmbedOptions, TextKind } from './embedder.ts'
import { EmbeddingQueue } from './embedding-queue.ts'

export interface EndpointOptions {
  /** Of an OpenAI-compatible server, up to before `/v1/embeddings`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string
  /** Put before texts, for models that were trained so, such as `query: ` and `passage: ` for the e5 family. */
  readonly prefixes?: Readonly<Record<TextKind, string>>
  /** What the vectors have to have; otherwise the first one decides. */
  readonly dimensions?: number
  readonly log: Log
  readonly clock?: Clock
}

/** A live text's vector is of no use later; nobody waits for the others. */
const TIMEOUT_MS: Record<EmbeddingPriority, number> = { live: 2_000, background: 60_000 }
const ATTEMPTS: Record<EmbeddingPriority, number> = { live: 1, background: 2 }
const LANES = 4
const CHARACTERS_A_PIECE = 16_000
/** 32 texts of 4,096 numbers are 3 MB. */
const MOST_REPLY_BYTES = 32_000_000

const replySchema = z.object({
  data: z.array(z.object({ index: z.number().int().nonnegative().optional(), embedding: z.array(z.number()).min(1) })),
})

/** A server of vectors on the premises: vLLM, llama.cpp's server, Ollama, text-embeddings-inference (platform.openai.com/docs/api-reference/embeddings). */
export class EndpointEmbedder implements Embedder {
  readonly model: string
  readonly #options: EndpointOptions
  readonly #clock: Clock
  readonly #breaker: Breaker
  readonly #queue: EmbeddingQueue
  readonly #stopped = new AbortController()
  #dimensions: number | undefined
  #state: EmbedderState = 'loading'
  #loading: Promise<void> | undefined
  #complained = false

  constructor(options: EndpointOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#breaker = new Breaker(this.#clock)
    this.#dimensions = options.dimensions
    const { query = '', passage = '' } = options.prefixes ?? {}
    // Other prefixes make other vectors.
    this.model = [options.model, query, passage].filter((part) => part !== '').join(' | ')
    this.#queue = new EmbeddingQueue({
      lanes: LANES,
      charactersAPiece: CHARACTERS_A_PIECE,
      embed: (texts, kind, priority) => this.#embedPiece(texts, kind, priority),
    })
  }

  get state(): EmbedderState {
    return this.#state
  }

  /** Asks for one vector: it shows that the server has the model. The next call tries again if it failed. */
  load(): Promise<void> {
    this.#loading ??= this.#queue.embed(['?'], 'query', 'background').then(
      () => undefined,
      (error: unknown) => {
        this.#loading = undefined
        throw error
      },
    )
    return this.#loading
  }

  embed(texts: readonly string[], kind: TextKind, { priority }: EmbedOptions): Promise<Float32Array[]> {
    return this.#queue.embed(texts, kind, priority)
  }

  async close(): Promise<void> {
    this.#queue.close()
    this.#stopped.abort()
  }

  async #embedPiece(texts: readonly string[], kind: TextKind, priority: EmbeddingPriority): Promise<readonly Float32Array[]> {
    if (this.#breaker.rests) throw new AppError('embedder.unreachable', 'it failed several times in a row and is left alone for a while')
    const prefix = this.#options.prefixes?.[kind] ?? ''
    try {
      const vectors = await this.#tryAgain(ATTEMPTS[priority], () =>
        this.#ask(
          texts.map((text) => prefix + text),
          TIMEOUT_MS[priority],
        ),
      )
      this.#breaker.succeeded()
      this.#recover()
      return vectors
    } catch (error) {
      this.#breaker.failed()
      throw this.#failed(error)
    }
  }

  async #tryAgain<T>(attempts: number, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      if (attempts <= 1 || this.#stopped.signal.aborted || error instanceof WrongReply) throw error
      return this.#tryAgain(attempts - 1, ask)
    }
  }

  async #ask(input: readonly string[], timeoutMs: number): Promise<Float32Array[]> {
    const { url, model, apiKey } = this.#options
    const late = new AbortController()
    const cancel = this.#clock.setTimer(() => late.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
    try {
      const response = await fetch(`${url}/v1/embeddings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
        body: JSON.stringify({ model, input, encoding_format: 'float' }),
        signal: AbortSignal.any([late.signal, this.#stopped.signal]),
      })
      if (!response.ok) throw refusal(response.status)
      return this.#vectorsOf(await readBounded(response), input.length)
    } finally {
      cancel()
    }
  }

  #vectorsOf(text: string, count: number): Float32Array[] {
    const read = replySchema.safeParse(parsed(text))
    if (!read.success) throw new WrongReply('its answer has another form')
    const rows = read.data.data.map((row, place) => ({ ...row, index: row.index ?? place })).toSorted((a, b) => a.index - b.index)
    if (rows.length !== count || rows.some(({ index }, place) => index !== place))
      throw new WrongReply(`${rows.length} vectors for ${count} texts`)
    const dimensions = this.#dimensions ?? rows[0]?.embedding.length
    const other = rows.find(({ embedding }) => embedding.length !== dimensions)
    if (other !== undefined) throw new WrongReply(`a vector of ${other.embedding.length} numbers instead of ${dimensions}`)
    this.#dimensions = dimensions
    return rows.map(({ embedding }) => ofLengthOne(embedding))
  }

  /** What the server answers may hold the text: only what we know goes into the log. */
  #failed(error: unknown): AppError {
    const detail = error instanceof Error ? describeFailure(error) : String(error)
    const failure = new AppError('embedder.unreachable', detail)
    this.#state = 'failed'
    if (!this.#complained && !this.#stopped.signal.aborted) {
      const { log, model } = this.#options
      log.error('There are no vectors of meaning at the moment; words alone find', { service: 'assist', model, code: failure.code, detail })
      this.#complained = true
    }
    return failure
  }

  #recover(): void {
    this.#state = 'ready'
    if (!this.#complained) return
    this.#complained = false
    this.#options.log.info('There are vectors of meaning again', { service: 'assist', model: this.#options.model })
  }
}

/** Asking the same again would bring the same. */
class WrongReply extends Error {}

function refusal(status: number): Error {
  const passing = status === 408 || status === 429 || status >= 500
  return passing ? new Error(`status ${status}`) : new WrongReply(`status ${status}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new WrongReply('its answer is no JSON')
  }
}

async function readBounded(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > MOST_REPLY_BYTES) throw new WrongReply(`its answer is longer than ${MOST_REPLY_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function ofLengthOne(values: readonly number[]): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  if (!(length > 0)) throw new WrongReply('a vector of zeros')
  return Float32Array.from(values, (value) => value / length)
}

function describeFailure(error: Error): string {
  return error.cause instanceof Error && error.cause.message !== '' ? `${error.message}: ${error.cause.message}` : error.message
}
