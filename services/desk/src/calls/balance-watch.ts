import { randomUUID } from 'node:crypto'
import { create } from '@bufbuild/protobuf'
import type { Bus, Unsubscribe } from '@souffleur/bus'
import type { CancelTimer, Clock } from '@souffleur/flow'
import { AppError, type CallEvent, CallEventSchema, CallWarnedSchema, channelName } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { Counter } from 'prom-client'
import { Ledger, unaccountedSamples } from './ledger.ts'

export interface BalanceWatchPorts {
  readonly bus: Bus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

/** Drops are told up to a second after they happened. */
const LAST_ENTRIES_MS = 3000
/** Calls that nobody completes, as while recognition is missing, are forgotten, the oldest first. */
const REMEMBERED_CALLS = 4096

interface OpenAccount {
  readonly ledger: Ledger
  /** Of the call as it is now. */
  epoch: number
  cancelCheck: CancelTimer | undefined
}

/**
 * Checks each call once it is over: what came in has to be what was heard, paused and dropped, to the sample. A call in which it isn't is counted,
 * logged, and marked in the lists: sound that nobody can tell about is the fault that this product must not have.
 */
export class BalanceWatch {
  readonly #ports: BalanceWatchPorts
  readonly #unbalanced: Counter
  readonly #open = new Map<string, OpenAccount>()
  readonly #unsubscribe: Unsubscribe

  constructor(ports: BalanceWatchPorts) {
    this.#ports = ports
    this.#unbalanced = new Counter({
      name: 'souffleur_calls_unbalanced_total',
      help: 'Calls in which not every sample that came in is accounted for.',
      registers: [ports.metrics],
    })
    this.#unsubscribe = ports.bus.subscribeEvents('desk-balance', (event) => this.#enter(event))
  }

  /** Checks what is over and waits for its last entries: nothing follows. */
  stop(): void {
    this.#unsubscribe()
    for (const [callId, account] of this.#open) {
      if (account.cancelCheck === undefined) continue
      account.cancelCheck()
      this.#check(callId, account)
    }
    this.#open.clear()
  }

  #enter(event: CallEvent): void {
    const { callId, epoch, body } = event
    const known = this.#open.get(callId)
    if (body.case === 'callStarted') {
      if (known !== undefined && epoch > known.epoch) this.#goOn(known, epoch)
      return
    }
    if (body.case !== 'callEnded' && body.case !== 'transcriptCompleted' && body.case !== 'audioGapNoted') return
    const account = known ?? this.#openAccount(callId, epoch)
    account.ledger.enter(event)
    if (account.ledger.isComplete && account.ledger.endedEpoch === account.epoch) {
      account.cancelCheck ??= this.#ports.clock.setTimer(() => this.#check(callId, account), LAST_ENTRIES_MS)
    }
  }

  #openAccount(callId: string, epoch: number): OpenAccount {
    const account = { ledger: new Ledger(), epoch, cancelCheck: undefined }
    this.#open.set(callId, account)
    const [oldest] = this.#open.keys()
    if (this.#open.size > REMEMBERED_CALLS && oldest !== undefined) {
      this.#open.get(oldest)?.cancelCheck?.()
      this.#open.delete(oldest)
    }
    return account
  }

  /** The id has come back: what its first audio was is in the sum of both, which is checked at the new end. */
  #goOn(account: OpenAccount, epoch: number): void {
    account.cancelCheck?.()
    account.cancelCheck = undefined
    account.epoch = epoch
  }

  #check(callId: string, { ledger, epoch }: OpenAccount): void {
    this.#open.delete(callId)
    if (!ledger.isKnown) return
    const wrong = ledger.channels().flatMap((channel) => {
      const samples = unaccountedSamples(channel)
      return samples === 0 ? [] : [{ channel: channel.channel, samples }]
    })
    const [worst] = wrong.toSorted((one, other) => Math.abs(other.samples) - Math.abs(one.samples))
    if (worst === undefined) return
    this.#unbalanced.inc()
    const { bus, clock, log } = this.#ports
    const channel = channelName(worst.channel)
    log.error('The audio of a call is not accounted for', { code: 'call.unbalanced', callId, channel, samples: worst.samples })
    const value = create(CallWarnedSchema, {
      code: 'call.unbalanced',
      channel: worst.channel,
      parameters: { samples: String(worst.samples) },
    })
    try {
      bus.publishEvent(
        create(CallEventSchema, {
          eventId: randomUUID(),
          callId,
          epoch,
          occurredAtMs: clock.unixMs(),
          body: { case: 'callWarned', value },
        }),
      )
    } catch (error) {
      // The log and the metric have it; the list goes without.
      if (!(error instanceof AppError)) throw error
    }
  }
}
