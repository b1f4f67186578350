import { Breaker, type Clock, systemClock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import * as z from 'zod'

export interface LanguageModelOptions {
  /** Of an OpenAI-compatible server on the premises, up to before `/v1/chat/completions`. */
  readonly url: string
  readonly model: string
  readonly apiKey?: string | undefined
  readonly log: Log
  readonly clock?: Clock
}

export type LanguageModelState = 'unknown' | 'ready' | 'failed'

/** A rewording that comes later is of no use while listening. */
const TIMEOUT_MS = 4_000
const MOST_TOKENS = 160
const MOST_REPLY_BYTES = 100_000
/** Asked at once: more would only make each other late. */
const LANES = 2

const replySchema = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) })

/**
 * A language model on the premises: vLLM, llama.cpp's server, Ollama (platform.openai.com/docs/api-reference/chat). What it answers is
 * text and nothing else: it has no tools, and nobody follows what it says.
 */
export class LanguageModel {
  readonly model: string
  readonly #options: LanguageModelOptions
  readonly #clock: Clock
  readonly #breaker: Breaker
  readonly #stopped = new AbortController()
  #state: LanguageModelState = 'unknown'
  #asked = 0
  #complained = false

  constructor(options: LanguageModelOptions) {
    this.#options = options
    this.model = options.model
    this.#clock = options.clock ?? systemClock
    this.#breaker = new Breaker(this.#clock)
  }

  get state(): LanguageModelState {
    return this.#state
  }

  /** Whether asking now would be in vain: it rests after failures, or others are being answered. */
  get isBusy(): boolean {
    return this.#breaker.rests || this.#asked >= LANES || this.#stopped.signal.aborted
  }

  /**
   * @throws AppError `language-model.late` after four seconds, `language-model.failed` for anything else that isn't an answer
   */
  async ask(system: string, user: string): Promise<string> {
    if (this.isBusy) throw new AppError('language-model.failed', 'it is busy or rests')
    this.#asked += 1
    try {
      const text = await this.#complete(system, user)
      this.#breaker.succeeded()
      this.#recovered()
      return text
    } catch (error) {
      this.#breaker.failed()
      throw this.#failed(error)
    } finally {
      this.#asked -= 1
    }
  }

  close(): void {
    this.#stopped.abort()
  }

  async #complete(system: string, user: string): Promise<string> {
    const { url, model, apiKey } = this.#options
    const late = new AbortController()
    const cancel = this.#clock.setTimer(() => late.abort(new AppError('language-model.late')), TIMEOUT_MS)
    try {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        // A server that sends elsewhere isn't the one that was configured.
        redirect: 'error',
        headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }) },
        body: JSON.stringify({
          model,
          messages: [
            { role: 'system', content: system },
            { role: 'user', content: user },
          ],
          max_tokens: MOST_TOKENS,
          temperature: 0,
          stream: false,
        }),
        signal: AbortSignal.any([late.signal, this.#stopped.signal]),
      })
      if (!response.ok) throw new Error(`status ${response.status}`)
      const [choice] = replySchema.parse(JSON.parse(await readBounded(response))).choices
      return choice?.message.content.trim() ?? ''
    } finally {
      cancel()
    }
  }

  /** Its answer may hold what was said or the article: only what we know goes into the log. */
  #failed(error: unknown): AppError {
    const failure = error instanceof AppError ? error : new AppError('language-model.failed', describe(error))
    this.#state = 'failed'
    if (!this.#complained && !this.#stopped.signal.aborted) {
      const { log, model } = this.#options
      log.warn('The language model does not answer; quotes are shown as they are', { model, code: failure.code, detail: failure.detail })
      this.#complained = true
    }
    return failure
  }

  #recovered(): void {
    this.#state = 'ready'
    if (!this.#complained) return
    this.#complained = false
    this.#options.log.info('The language model answers again', { model: this.#options.model })
  }
}

async function readBounded(response: Response): Promise<string> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.length
    if (bytes > MOST_REPLY_BYTES) throw new Error(`its answer is longer than ${MOST_REPLY_BYTES} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function describe(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'its answer has another form'
  return error instanceof Error ? error.message : String(error)
}
