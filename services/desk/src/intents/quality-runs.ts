import type { Clock } from '@souffleur/flow'
import { AppError, type ErrorCode, type Language } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import type { IntentQualityReport, IntentReader } from '../desk-ports.ts'

export interface QualityRun {
  readonly state: 'none' | 'running' | 'done' | 'failed'
  /** ISO 8601; of the run that {@link report} is of. */
  readonly measuredAt: string | null
  /** Of the intents that were measured. */
  readonly version: number | null
  readonly report: IntentQualityReport | null
  readonly errorCode: ErrorCode | null
}

const never: QualityRun = { state: 'none', measuredAt: null, version: null, report: null, errorCode: null }

/** The last measurement of each language, one at a time. In memory: a new one takes seconds. */
export class QualityRuns {
  readonly #reader: IntentReader
  readonly #clock: Clock
  readonly #log: Log
  readonly #runs = new Map<Language, QualityRun>()

  constructor(reader: IntentReader, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#reader = reader
    this.#clock = clock
    this.#log = log
  }

  read(language: Language): QualityRun {
    return this.#runs.get(language) ?? never
  }

  /** Does nothing while one of the same language goes on. */
  start(language: Language, { text, version }: { readonly text: string; readonly version: number }): QualityRun {
    const before = this.read(language)
    if (before.state === 'running') return before
    const running = { ...before, state: 'running', errorCode: null } as const
    this.#runs.set(language, running)
    void this.#measure(language, text, version)
    return running
  }

  async #measure(language: Language, text: string, version: number): Promise<void> {
    try {
      const report = await this.#reader.measure(text, language)
      const measuredAt = new Date(this.#clock.unixMs()).toISOString()
      this.#runs.set(language, { state: 'done', measuredAt, version, report, errorCode: null })
    } catch (error) {
      const errorCode = error instanceof AppError ? error.code : 'internal.unexpected'
      this.#log.error('The intents could not be measured', { code: errorCode, error })
      this.#runs.set(language, { ...this.read(language), state: 'failed', errorCode })
    }
  }
}
