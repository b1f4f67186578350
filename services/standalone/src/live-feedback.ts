import type { Desk } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'

/** Feedback adds up over days: an hour is soon enough. */
const AGAIN_MS = 3_600_000

/** What advisors' feedback does to suggestions, read from desk at the start, every hour, and when somebody switches it off or on. */
export class LiveFeedback {
  readonly #feedback: Desk['feedback']
  readonly #clock: Clock
  readonly #log: Log
  readonly #unsubscribe: () => void
  #factors: ReadonlyMap<string, number> = new Map()
  #cancel: (() => void) | undefined
  #stopped = false

  constructor(feedback: Desk['feedback'], { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#feedback = feedback
    this.#clock = clock
    this.#log = log
    this.#unsubscribe = feedback.onChange(() => void this.#read())
    void this.#read()
  }

  /** 1 where nothing is known. */
  oddsFactor(sourceId: string): number {
    return this.#factors.get(sourceId) ?? 1
  }

  stop(): void {
    this.#stopped = true
    this.#unsubscribe()
    this.#cancel?.()
  }

  async #read(): Promise<void> {
    this.#cancel?.()
    try {
      this.#factors = await this.#feedback.oddsFactors()
    } catch (error) {
      this.#log.warn('Feedback could not be read; suggestions go on as before', { code: 'internal.unexpected', error })
    }
    if (!this.#stopped) this.#cancel = this.#clock.setTimer(() => void this.#read(), AGAIN_MS)
  }
}
