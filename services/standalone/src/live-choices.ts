import type { Desk } from '@souffleur/desk'
import type { Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import type { ChosenDisposition } from '@souffleur/wrapup'

/** Choices add up over days: an hour is soon enough. */
const AGAIN_MS = 3_600_000

/** What advisors choose as the outcome of their calls, read from desk at the start and every hour. */
export class LiveChoices {
  readonly #desk: Pick<Desk, 'chosenDispositions'>
  readonly #clock: Clock
  readonly #log: Log
  #chosen: readonly ChosenDisposition[] = []
  #cancel: (() => void) | undefined
  #stopped = false

  constructor(desk: Pick<Desk, 'chosenDispositions'>, { clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#desk = desk
    this.#clock = clock
    this.#log = log
    void this.#read()
  }

  get chosen(): readonly ChosenDisposition[] {
    return this.#chosen
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
  }

  async #read(): Promise<void> {
    try {
      this.#chosen = await this.#desk.chosenDispositions()
    } catch (error) {
      this.#log.warn('Chosen outcomes could not be read; they are proposed as before', { code: 'internal.unexpected', error })
    }
    if (!this.#stopped) this.#cancel = this.#clock.setTimer(() => void this.#read(), AGAIN_MS)
  }
}
