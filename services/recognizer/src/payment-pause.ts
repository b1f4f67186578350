import type { CancelTimer, Clock } from '@souffleur/flow'
import { type Dictation, isPayment } from '@souffleur/privacy'

export interface PaymentPauseOptions {
  readonly clock: Clock
  /** 0: never. */
  readonly pauseMs: number
  request(paused: boolean): void
}

/**
 * Stops the listening when a card number or another secret of a payment is asked for, and lets it go on after a while: nobody who doesn't
 * listen can hear that the number is over. Once for each time that one is asked for; the advisor may go on earlier, or pause for longer.
 */
export class PaymentPause {
  readonly #options: PaymentPauseOptions
  #isGiven = false
  #cancel: CancelTimer | undefined

  constructor(options: PaymentPauseOptions) {
    this.#options = options
  }

  /** After each final utterance, what the mask says of it. */
  note(dictation: Dictation | undefined): void {
    const wasGiven = this.#isGiven
    this.#isGiven = dictation !== undefined && isCardPayment(dictation) && dictation.stage !== 'complete'
    const { clock, pauseMs, request } = this.#options
    if (!this.#isGiven || wasGiven || pauseMs === 0) return
    request(true)
    this.#cancel?.()
    this.#cancel = clock.setTimer(() => request(false), pauseMs)
  }

  stop(): void {
    this.#cancel?.()
  }
}

/** An account number is no secret that a recording must not hold; a card's is (PCI DSS, requirement 3). */
function isCardPayment({ type }: Dictation): boolean {
  return isPayment({ type }) && type !== 'iban' && type !== 'bank-account'
}
