import { AppError, languages as allLanguages, type Language } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { Hypothesis, SpeechEngine, SpeechSegment } from '../engine.ts'
import type { RemoteEngine } from './remote-engine.ts'
import type { RemoteMetrics } from './remote-metrics.ts'

export interface FallbackEngineOptions {
  readonly remote: RemoteEngine
  /** Of this machine; the first one that knows a language serves it. Those that aren't installed are done without. */
  readonly local: readonly SpeechEngine[]
  readonly log: Log
  readonly metrics: Pick<RemoteMetrics, 'fallbacks'>
}

/**
 * Servers that recognise speech, and the engines of this machine for what no server does: text comes later then, or less often, but it comes. Says so once, and once again
 * when the servers are back.
 */
export function withLocalFallback(options: FallbackEngineOptions): SpeechEngine {
  return new FallbackEngine(options)
}

class FallbackEngine implements SpeechEngine {
  readonly name: string
  readonly languages: readonly Language[]
  readonly sureConfidence: number
  readonly tellsLanguages = true
  readonly #options: FallbackEngineOptions
  #installed: readonly SpeechEngine[] = []
  #isAway = false

  constructor(options: FallbackEngineOptions) {
    const { remote, local } = options
    this.#options = options
    this.name = remote.name
    this.sureConfidence = remote.sureConfidence
    this.languages = allLanguages.filter((language) => [remote, ...local].some((engine) => engine.languages.includes(language)))
  }

  /** While no server may be asked, what this machine takes: whoever shares the slots out has to know. */
  get capacity(): number {
    const { remote } = this.#options
    return remote.serversUp > 0 ? remote.capacity : Math.max(1, ...this.#installed.map(({ capacity }) => capacity))
  }

  /** Either is enough. */
  async load(): Promise<void> {
    const { remote, local } = this.#options
    const [away, ...outcomes] = await Promise.allSettled([remote.load(), ...local.map((engine) => engine.load())])
    this.#installed = local.filter((_, at) => outcomes[at]?.status === 'fulfilled')
    if (away?.status !== 'rejected') return
    if (this.#installed.length === 0) throw away.reason
    this.#noteAway(away.reason)
  }

  async decode(segment: SpeechSegment): Promise<Hypothesis> {
    const { remote, metrics } = this.#options
    const local = this.#localFor(segment)
    if (!segment.languages.every((language) => remote.languages.includes(language)) && local !== undefined) return local.decode(segment)
    try {
      const hypothesis = await remote.decode(segment)
      this.#noteBack()
      return hypothesis
    } catch (error) {
      // A text that is shown for a moment is not worth a decoding that others wait behind.
      if (local === undefined || (segment.effort === 'quick' && remote.serversUp > 0)) throw error
      this.#noteAway(error)
      metrics.fallbacks.inc()
      return await local.decode({ ...segment, draft: [] })
    }
  }

  async close(): Promise<void> {
    const { remote, local } = this.#options
    await Promise.all([remote, ...local].map((engine) => engine.close()))
  }

  #localFor({ languages }: SpeechSegment): SpeechEngine | undefined {
    const able = this.#installed.filter((engine) => languages.every((language) => engine.languages.includes(language)))
    return able.find((engine) => languages.length === 1 || engine.tellsLanguages === true) ?? able[0]
  }

  #noteAway(error: unknown): void {
    if (this.#isAway) return
    this.#isAway = true
    const { log, remote } = this.#options
    const detail = error instanceof AppError ? error.detail : String(error)
    log.error('No server recognises speech at the moment; this machine does', { model: remote.name, code: 'engine.remote-away', detail })
  }

  #noteBack(): void {
    if (!this.#isAway) return
    this.#isAway = false
    this.#options.log.info('Servers recognise speech again', { model: this.#options.remote.name })
  }
}
