import { encodeL16, toInt16 } from '@souffleur/audio'
import { type Clock, systemClock } from '@souffleur/flow'
import { AppError, type Language } from '@souffleur/proto'
import type { Hypothesis, SpeechEngine, SpeechSegment } from '../engine.ts'
import { Hedging } from './hedging.ts'
import { RemoteFailure } from './remote-failure.ts'
import type { RemoteMetrics } from './remote-metrics.ts'
import { lateFailure, RemoteServer } from './remote-server.ts'
import type { Transcriber, TranscriptionQuestion } from './transcriber.ts'
import { hypothesisOf, type TranscriptionReply } from './transcription-reply.ts'

export interface RemoteEngineOptions {
  /** As statistics and screens call it. */
  readonly name: string
  readonly languages: readonly Language[]
  /** Servers that do the same. One is enough; two outlive one. */
  readonly transcribers: readonly Transcriber[]
  /** Segments that are sent at the same time, over all servers. */
  readonly capacity: number
  /** How long a text that stays may take, retries included. One that is shown for a moment may take half of it. */
  readonly patienceMs: number
  readonly metrics: RemoteMetrics
  readonly clock?: Clock
}

export interface RemoteEngine extends SpeechEngine {
  /** Servers that may be asked now. */
  readonly serversUp: number
}

/** A text that stays is worth a third attempt. */
const MOST_ATTEMPTS = { quick: 1, thorough: 3 } as const
const RETRY_PAUSE_MS = 50
const LOAD_PATIENCE_MS = 5000

/**
 * Speech recognition by servers on the premises. A server that fails is asked again within the time that there is, another one before the same; one that keeps failing is
 * left alone for a while; and when an answer takes longer than most, a second server is asked the same.
 */
export function createRemoteEngine(options: RemoteEngineOptions): RemoteEngine {
  return new ServersEngine(options)
}

class ServersEngine implements RemoteEngine {
  readonly name: string
  readonly languages: readonly Language[]
  readonly capacity: number
  // Whisper's, which most servers run.
  readonly sureConfidence = 0.65
  readonly tellsLanguages = true
  readonly #options: RemoteEngineOptions
  readonly #clock: Clock
  readonly #servers: readonly RemoteServer[]
  readonly #hedging = new Hedging()
  readonly #stopped = new AbortController()
  readonly #waiting: (() => void)[] = []
  #running = 0

  constructor(options: RemoteEngineOptions) {
    this.#options = options
    this.name = options.name
    this.languages = options.languages
    this.capacity = options.capacity
    this.#clock = options.clock ?? systemClock
    this.#servers = options.transcribers.map((transcriber) => new RemoteServer(transcriber, this.#clock))
  }

  get serversUp(): number {
    return this.#servers.filter(({ mayBeAsked }) => mayBeAsked).length
  }

  /** One server that answers is enough. */
  async load(): Promise<void> {
    const checks = this.#servers.map(({ transcriber }) => this.#within(LOAD_PATIENCE_MS, (signal) => transcriber.check(signal)))
    try {
      await Promise.any(checks)
    } catch (error) {
      const why = error instanceof AggregateError ? error.errors.map(describe).join('; ') : describe(error)
      throw new AppError('engine.failed', why)
    }
  }

  async decode(segment: SpeechSegment): Promise<Hypothesis> {
    if (this.#running >= this.capacity) await new Promise<void>((resolve) => void this.#waiting.push(resolve))
    this.#running += 1
    try {
      if (this.#stopped.signal.aborted) throw new AppError('engine.failed', 'closed')
      return await this.#decodeNow(segment)
    } catch (error) {
      throw error instanceof AppError ? error : new AppError('engine.failed', describe(error))
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  async close(): Promise<void> {
    this.#stopped.abort(new AppError('engine.failed', 'closed'))
    for (const resolve of this.#waiting.splice(0)) resolve()
    for (const { transcriber } of this.#servers) transcriber.close()
  }

  async #decodeNow({ samples, languages, effort }: SpeechSegment): Promise<Hypothesis> {
    const [only] = languages
    const question = { pcm: encodeL16(toInt16(samples)), language: languages.length === 1 ? only : undefined }
    const startedMs = this.#clock.monotonicMs()
    const patienceMs = effort === 'thorough' ? this.#options.patienceMs : this.#options.patienceMs / 2
    const reply = await this.#within(patienceMs, (signal) => this.#askInTurn(question, effort, signal))
    this.#options.metrics.seconds.observe({ effort }, (this.#clock.monotonicMs() - startedMs) / 1000)
    return hypothesisOf(reply, languages)
  }

  async #askInTurn(question: TranscriptionQuestion, effort: SpeechSegment['effort'], signal: AbortSignal): Promise<TranscriptionReply> {
    const failed = new Map<RemoteServer, RemoteFailure>()
    let server = this.#choose(failed)
    if (server === undefined) throw new RemoteFailure('every server rests after failures', { isPassing: true })
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#askOrHedge(server, question, effort, signal)
      } catch (error) {
        if (!(error instanceof RemoteFailure) || signal.aborted || attempt >= MOST_ATTEMPTS[effort]) throw error
        failed.set(server, error)
        const next = this.#choose(failed)
        if (next === undefined) throw error
        if (failed.has(next)) await this.#pause(RETRY_PAUSE_MS * attempt, signal)
        server = next
      }
    }
  }

  /** The one with the least to do; one that failed comes last, and not at all when asking it the same again would bring the same. */
  #choose(failed: ReadonlyMap<RemoteServer, RemoteFailure>): RemoteServer | undefined {
    const candidates = this.#servers.filter((server) => server.mayBeAsked && failed.get(server)?.isPassing !== false)
    return candidates.toSorted((a, b) => Number(failed.has(a)) - Number(failed.has(b)) || a.asked - b.asked)[0]
  }

  async #askOrHedge(
    server: RemoteServer,
    question: TranscriptionQuestion,
    effort: SpeechSegment['effort'],
    signal: AbortSignal,
  ): Promise<TranscriptionReply> {
    this.#hedging.noteAsked()
    const first = this.#ask(server, question, signal)
    const afterMs = effort === 'thorough' ? this.#hedging.afterMs : undefined
    if (afterMs === undefined) return first.reply
    const isSlow = Promise.withResolvers<'slow'>()
    const cancel = this.#clock.setTimer(() => isSlow.resolve('slow'), afterMs)
    try {
      const outcome = await Promise.race([first.reply, isSlow.promise])
      if (outcome !== 'slow') return outcome
    } finally {
      cancel()
    }
    const other = this.#choose(new Map([[server, new RemoteFailure('slow', { isPassing: true })]]))
    if (other === undefined || signal.aborted) return first.reply
    this.#hedging.noteHedged()
    this.#options.metrics.hedges.inc()
    const second = this.#ask(other, question, signal)
    try {
      return await Promise.any([first.reply, second.reply])
    } catch (error) {
      throw error instanceof AggregateError ? error.errors[0] : error
    } finally {
      first.giveUp()
      second.giveUp()
    }
  }

  /** One question to one server, which can be given up. */
  #ask(server: RemoteServer, question: TranscriptionQuestion, signal: AbortSignal) {
    const { requests } = this.#options.metrics
    const outrun = new AbortController()
    const startedMs = this.#clock.monotonicMs()
    const reply = server.ask(question, AbortSignal.any([signal, outrun.signal])).then(
      (answered) => {
        requests.inc({ outcome: 'answered' })
        this.#hedging.noteAnswered(this.#clock.monotonicMs() - startedMs)
        return answered
      },
      (error: unknown) => {
        requests.inc({ outcome: outrun.signal.aborted ? 'outrun' : signal.aborted ? 'late' : 'failed' })
        throw error
      },
    )
    // Whoever was outrun has nobody who waits for it.
    reply.catch(() => undefined)
    return { reply, giveUp: () => outrun.abort(new RemoteFailure('outrun', { isPassing: true })) }
  }

  async #within<T>(patienceMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const late = new AbortController()
    const cancel = this.#clock.setTimer(() => late.abort(lateFailure(patienceMs)), patienceMs)
    try {
      return await work(AbortSignal.any([late.signal, this.#stopped.signal]))
    } catch (error) {
      throw late.signal.aborted ? late.signal.reason : error
    } finally {
      cancel()
    }
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#clock.setTimer(resolve, ms)
    signal.addEventListener('abort', () => resolve(), { once: true })
    await promise
    cancel()
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
