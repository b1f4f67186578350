import { randomUUID } from 'node:crypto'
import type { Clock } from '@souffleur/flow'
import type { CallOffer } from '../../call-offer.ts'

/** A call that was announced before its connection comes: what that connection can't say. */
export type TicketedCall = Omit<CallOffer, 'encoding' | 'sampleRate'>

export const TICKET_LIFE_MS = 60_000
/** Tickets that wait for their connection: more than a switch opens in a minute. */
const MAX_TICKETS = 1000

/** Tickets by which a connection that has neither a credential nor a name says which call it carries. Each is good once, for a minute. */
export class TicketOffice {
  readonly #clock: Clock
  readonly #maxTickets: number
  /** In the order in which they expire. */
  readonly #tickets = new Map<string, { readonly call: TicketedCall; readonly expiresAtMs: number }>()

  constructor(clock: Clock, maxTickets = MAX_TICKETS) {
    this.#clock = clock
    this.#maxTickets = maxTickets
  }

  get waiting(): number {
    return this.#tickets.size
  }

  /** Undefined while too many wait. */
  issue(call: TicketedCall): string | undefined {
    this.#forgetExpired()
    if (this.#tickets.size >= this.#maxTickets) return undefined
    const ticket = randomUUID()
    this.#tickets.set(ticket, { call, expiresAtMs: this.#clock.monotonicMs() + TICKET_LIFE_MS })
    return ticket
  }

  /** Undefined for a ticket that was never issued, is used, or has expired: nobody learns which. */
  take(ticket: string): TicketedCall | undefined {
    this.#forgetExpired()
    const found = this.#tickets.get(ticket)
    this.#tickets.delete(ticket)
    return found?.call
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const [ticket, { expiresAtMs }] of this.#tickets) {
      if (expiresAtMs > nowMs) return
      this.#tickets.delete(ticket)
    }
  }
}
