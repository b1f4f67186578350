import { setMaxListeners } from 'node:events'
import type { CancelTimer, Clock } from '@souffleur/flow'
import type { Log } from '@souffleur/telemetry'
import { appendAudit } from '../audit/audit-chain.ts'
import type { SealingKeyHolder } from '../sealing/sealing-key.ts'
import type { Database } from '../storage/database.ts'
import { type AllowedHost, problemOfAddress } from './allowed-hosts.ts'
import type { Delivery, LastAttempt } from './delivery-repository.ts'
import * as deliveries from './delivery-repository.ts'
import { EndpointCircuit } from './endpoint-circuit.ts'
import { findEndpoint, switchOffGone } from './endpoint-repository.ts'
import { type Attempt, judge, type Verdict } from './retry-rules.ts'
import { sendWebhook } from './send-webhook.ts'
import { signatureOf } from './signature.ts'
import { type FailureKind, type StoredEndpoint, secretPlace } from './webhook.ts'
import { readBody } from './webhook-body.ts'
import type { WebhookMetrics } from './webhook-metrics.ts'

export interface DelivererOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly metrics: WebhookMetrics
  readonly sealingKey: SealingKeyHolder
  readonly hosts: readonly AllowedHost[]
  /** 0 to 1. */
  random(): number
}

const SENT_AT_ONCE = 6
/** How long a stop waits for answers. */
const DRAIN_MS = 3000
/** Between two looks when nothing is due: old entries go then. */
const IDLE_MS = 3_600_000
const AFTER_STORAGE_FAILURE_MS = 15_000

/**
 * Sends what the outbox holds: a few at a time, one a call and endpoint, oldest first. Everything that matters is in the database, so that
 * another start goes on where this one ended; how endpoints do is remembered here only.
 */
export class Deliverer {
  readonly #options: DelivererOptions
  readonly #circuits = new Map<string, EndpointCircuit>()
  readonly #sending = new Set<Promise<void>>()
  /** What couldn't be noted while the database failed. */
  readonly #unsettled: (() => Promise<unknown>)[] = []
  readonly #stopping = new AbortController()
  #filling: Promise<void> | undefined
  #isWanted = false
  #isStarted = false
  #isStopped = false
  #storageFails = false
  #cancelTimer: CancelTimer | undefined

  constructor(options: DelivererOptions) {
    this.#options = options
    // One for each connection, and for those that end just now.
    setMaxListeners(0, this.#stopping.signal)
  }

  /** Takes up what the last process left, in the middle of it too. */
  async start(): Promise<void> {
    this.#isStarted = true
    await deliveries.releaseInterrupted(this.#options.database, this.#now())
    this.wake()
  }

  /** Another process sends from now on: nothing new is begun here, until {@link start}. */
  rest(): void {
    this.#isStarted = false
    this.#cancelTimer?.()
  }

  get isStarted(): boolean {
    return this.#isStarted
  }

  /** There may be something to send. */
  wake(): void {
    if (this.#isStopped || !this.#isStarted) return
    this.#isWanted = true
    this.#filling ??= this.#run()
  }

  circuitOf(endpointId: string): EndpointCircuit {
    const known = this.#circuits.get(endpointId)
    if (known !== undefined) return known
    const circuit = new EndpointCircuit()
    this.#circuits.set(endpointId, circuit)
    return circuit
  }

  /** It was removed. */
  forget(endpointId: string): void {
    this.#circuits.delete(endpointId)
  }

  /** Resolves when nothing is being sent, and nothing is due. */
  async settled(): Promise<void> {
    while (this.#filling !== undefined || this.#sending.size > 0) await Promise.all([this.#filling, ...this.#sending])
  }

  /** Sends nothing more, waits a moment for answers, and leaves the rest for the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#cancelTimer?.()
    const cancelDrain = this.#options.clock.setTimer(() => this.#stopping.abort(), DRAIN_MS)
    await this.#filling
    await Promise.all(this.#sending)
    cancelDrain()
    // Answers whose status came and whose rest didn't.
    this.#stopping.abort()
  }

  /** One attempt, at once, aside from what waits: a test that somebody watches. */
  async tryOnce(endpoint: StoredEndpoint, delivery: Delivery): Promise<Attempt> {
    const { database } = this.#options
    const attempt = await this.#attempt(endpoint, delivery)
    const verdict = this.#judge(attempt, delivery)
    const state = verdict.kind === 'delivered' ? 'delivered' : 'failed'
    await deliveries.finish(database, delivery, { state, now: this.#now(), last: lastOf(attempt, verdict) })
    if (state === 'delivered') await this.#welcomeBack(endpoint, verdict)
    return attempt
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isStopped && this.#isStarted) {
      this.#isWanted = false
      this.#cancelTimer?.()
      try {
        this.#wakeIn(await this.#fill())
        this.#storageFails = false
      } catch (error) {
        if (!this.#storageFails) this.#options.log.error('webhooks wait for the database', { event: 'webhooks-failing', error })
        this.#storageFails = true
        this.#wakeIn(AFTER_STORAGE_FAILURE_MS)
      }
    }
    this.#filling = undefined
  }

  #wakeIn(delayMs: number): void {
    if (!this.#isStopped) this.#cancelTimer = this.#options.clock.setTimer(() => this.wake(), delayMs)
  }

  /** Returns how long there is nothing to do, in milliseconds. */
  async #fill(): Promise<number> {
    const { database, metrics } = this.#options
    await this.#settleRest()
    const expired = await deliveries.expireDeliveries(database, this.#now())
    if (expired > 0) metrics.note('dead', expired)
    await deliveries.pruneDeliveries(database, new Date(this.#nowMs() - deliveries.DELIVERIES_KEPT_MS))
    while (this.#sending.size < SENT_AT_ONCE && !this.#isStopped) {
      const delivery = await deliveries.claimNext(database, this.#now(), this.#busyEndpoints())
      if (delivery === undefined) break
      this.#begin(delivery)
    }
    const { waiting, oldest, ends } = await deliveries.backlog(database)
    metrics.noteBacklog(waiting, oldest)
    const moments = [this.#nowMs() + IDLE_MS, ...(ends === null ? [] : [ends.getTime()])]
    // Where there is no room now, the end of what is being sent looks again.
    if (this.#sending.size < SENT_AT_ONCE) {
      for (const { endpointId, dueAt } of await deliveries.nextDue(database)) {
        const circuit = this.circuitOf(endpointId)
        if (!circuit.isFull) moments.push(Math.max(dueAt.getTime(), circuit.heldUntilMs))
      }
    }
    return Math.max(0, Math.min(...moments) - this.#nowMs())
  }

  async #settleRest(): Promise<void> {
    for (let settle = this.#unsettled[0]; settle !== undefined; settle = this.#unsettled[0]) {
      await settle()
      this.#unsettled.shift()
    }
  }

  #busyEndpoints(): string[] {
    const nowMs = this.#nowMs()
    return [...this.#circuits].flatMap(([id, circuit]) => (circuit.isFull || circuit.heldUntilMs > nowMs ? [id] : []))
  }

  #begin(delivery: Delivery): void {
    const circuit = this.circuitOf(delivery.endpointId)
    circuit.began()
    const work = this.#deliver(delivery).finally(() => {
      circuit.ended()
      this.#sending.delete(work)
      this.wake()
    })
    this.#sending.add(work)
  }

  /** Never rejects: what the database doesn't take is noted when it does again. */
  async #deliver(delivery: Delivery): Promise<void> {
    const { database } = this.#options
    let settle: () => Promise<unknown> = () => deliveries.release(database, delivery)
    try {
      const endpoint = await findEndpoint(database, delivery.endpointId, this.#now())
      // Removed in the meantime, and the delivery with it.
      if (endpoint === undefined) return
      const attempt = await this.#attempt(endpoint, delivery)
      const verdict = this.#judge(attempt, delivery)
      const isOurDoing = this.#stopping.signal.aborted && attempt.kind === 'failure'
      if (!isOurDoing) settle = () => this.#settle(endpoint, delivery, { attempt, verdict, now: this.#now() })
      await settle()
    } catch (error) {
      this.#options.log.warn('what came of a webhook could not be stored yet', {
        event: 'webhook-unsettled',
        callId: delivery.callId ?? '',
        error,
      })
      this.#unsettled.push(settle)
    }
  }

  async #attempt(endpoint: StoredEndpoint, delivery: Delivery): Promise<Attempt> {
    const { database, clock, hosts } = this.#options
    const unsent = (failure: 'host-refused' | 'secret-unreadable' | 'expired'): Attempt => ({
      kind: 'failure',
      failure,
      errorCode: undefined,
      durationMs: 0,
    })
    // The list may have changed since the endpoint was stored.
    if (problemOfAddress(endpoint.url, hosts) !== undefined) return unsent('host-refused')
    const secrets = await this.#secretsOf(endpoint)
    if (secrets.length === 0) return unsent('secret-unreadable')
    const content = await readBody(database, delivery)
    if (content === undefined) return unsent('expired')
    const body = JSON.stringify(content)
    const headers = {
      'souffleur-event': delivery.event,
      'souffleur-delivery': delivery.id,
      'souffleur-signature': signatureOf(body, secrets, clock.unixMs()),
    }
    return sendWebhook({ url: endpoint.url, body, headers }, clock, this.#stopping.signal)
  }

  /** The newest first. */
  async #secretsOf({ id, secrets }: StoredEndpoint): Promise<string[]> {
    const key = await this.#options.sealingKey.find().catch(() => undefined)
    return secrets.toReversed().flatMap((secret) => key?.open(secret.sealed, secretPlace(id, secret.id)) ?? [])
  }

  #judge(attempt: Attempt, { attempts }: Delivery): Verdict {
    return judge(attempt, { attempts, nowMs: this.#nowMs(), random: this.#options.random() })
  }

  async #settle(
    endpoint: StoredEndpoint,
    delivery: Delivery,
    { attempt, verdict, now }: { readonly attempt: Attempt; readonly verdict: Verdict; readonly now: Date },
  ): Promise<void> {
    const { database, metrics } = this.#options
    const last = lastOf(attempt, verdict)
    switch (verdict.kind) {
      case 'delivered':
        await deliveries.finish(database, delivery, { state: 'delivered', now, last })
        metrics.note('delivered')
        break
      case 'retry':
        await this.#tryAgain(delivery, verdict, { last, now })
        break
      case 'dead':
        await deliveries.finish(database, delivery, { state: 'dead', now, last })
        this.#noteDead(delivery, verdict.failure)
        break
      case 'gone':
        await this.#giveUp(endpoint, delivery, { last, now })
        break
    }
    await this.#welcomeBack(endpoint, verdict)
  }

  async #tryAgain(
    delivery: Delivery,
    { failure, waitMs }: Extract<Verdict, { kind: 'retry' }>,
    { last, now }: { readonly last: LastAttempt; readonly now: Date },
  ): Promise<void> {
    const { database, metrics } = this.#options
    const dueAt = new Date(now.getTime() + waitMs)
    metrics.note('failed')
    if (dueAt < delivery.expiresAt) await deliveries.retryAt(database, delivery, dueAt, last)
    else {
      await deliveries.finish(database, delivery, { state: 'dead', now, last })
      this.#noteDead(delivery, failure)
    }
  }

  async #giveUp(
    endpoint: StoredEndpoint,
    delivery: Delivery,
    { last, now }: { readonly last: LastAttempt; readonly now: Date },
  ): Promise<void> {
    const { database, log, metrics } = this.#options
    const waiting = await database.transaction(async (tx) => {
      await deliveries.finish(tx, delivery, { state: 'dead', now, last })
      const others = await deliveries.giveUpWaiting(tx, endpoint.id, now)
      await switchOffGone(tx, endpoint.id)
      const details = { name: endpoint.name, status: 410 }
      await appendAudit(tx, { atMs: now.getTime(), actor: 'system', action: 'webhook.switched-off', subject: endpoint.id, details })
      return others
    })
    metrics.note('dead', waiting + 1)
    log.warn('a webhook was switched off: its address is gone', { event: 'webhook-gone', endpointId: endpoint.id })
  }

  #noteDead({ endpointId, callId }: Delivery, failure: FailureKind): void {
    const { log, metrics } = this.#options
    metrics.note('dead')
    log.warn('a webhook was given up', { event: 'webhook-dead', endpointId, callId: callId ?? '', failure })
  }

  async #welcomeBack({ id }: StoredEndpoint, verdict: Verdict): Promise<void> {
    const circuit = this.circuitOf(id)
    const wasOpen = circuit.isOpen
    const isBack = circuit.note(verdict, this.#nowMs())
    if (!wasOpen && circuit.isOpen) this.#options.log.warn('a webhook keeps failing', { event: 'webhook-failing', endpointId: id })
    if (isBack) await deliveries.hurry(this.#options.database, id, this.#now())
    if (isBack) this.wake()
  }

  #nowMs(): number {
    return this.#options.clock.unixMs()
  }

  #now(): Date {
    return new Date(this.#nowMs())
  }
}

function lastOf(attempt: Attempt, verdict: Verdict): LastAttempt {
  const { durationMs } = attempt
  const failure = verdict.kind === 'delivered' ? null : verdict.kind === 'gone' ? 'gone' : verdict.failure
  return attempt.kind === 'answer'
    ? { failure, status: attempt.status, errorCode: null, durationMs }
    : { failure, status: null, errorCode: attempt.errorCode ?? null, durationMs }
}
