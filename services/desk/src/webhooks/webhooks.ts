import { randomBytes } from 'node:crypto'
import type { Clock } from '@souffleur/flow'
import { AppError } from '@souffleur/proto'
import type { Log, Metrics } from '@souffleur/telemetry'
import { ulid } from 'ulid'
import { type AuditFact, appendAudit } from '../audit/audit-chain.ts'
import type { SealingKey, SealingKeyHolder } from '../sealing/sealing-key.ts'
import type { Database, Queryable } from '../storage/database.ts'
import type { SummaryOutbox, SummaryTold } from '../summaries/revise-summary.ts'
import { type AllowedHost, problemOfAddress } from './allowed-hosts.ts'
import { Deliverer } from './deliverer.ts'
import { addDelivery, countByEndpoint, type Delivery, findDelivery, listDeliveries, revive } from './delivery-repository.ts'
import {
  addEndpoint,
  addWebhookSecret,
  changeEndpoint,
  findEndpoint,
  listEndpoints,
  removeEndpoint,
  removeExpiredWebhookSecrets,
  removeWebhookSecret,
} from './endpoint-repository.ts'
import type { Attempt } from './retry-rules.ts'
import { type EndpointSettings, MAX_ENDPOINTS, type StoredEndpoint, type StoredWebhookSecret, secretPlace } from './webhook.ts'
import { WebhookMetrics } from './webhook-metrics.ts'

export interface WebhooksOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly sealingKey: SealingKeyHolder
  /** Where webhooks may go; nowhere when empty. */
  readonly hosts: readonly AllowedHost[]
  /** 0 to 1, for the waits between attempts. */
  readonly random?: () => number
}

export interface ListedEndpoint {
  readonly endpoint: StoredEndpoint
  /** Ids of secrets that the key doesn't open: they sign nothing. */
  readonly unreadable: ReadonlySet<string>
  /** Whether its address is still among those allowed. */
  readonly isAllowed: boolean
  readonly failuresInARow: number
  /** It fails so often that only single attempts are made. */
  readonly isFailing: boolean
  readonly waiting: number
  readonly dead: number
}

const SECRET_BYTES = 32
const HOUR_MS = 3_600_000

/**
 * Tells other systems when a summary is saved or approved. Who is told is set here, each change with its audit entry in one transaction; what is
 * told goes to the outbox in the transaction of the summary's revision, and out by the {@link Deliverer}.
 */
export class Webhooks implements SummaryOutbox {
  readonly #options: WebhooksOptions
  readonly #deliverer: Deliverer
  readonly #testing = new Map<string, Promise<Attempt>>()

  constructor(options: WebhooksOptions) {
    this.#options = options
    const { metrics, clock, random = Math.random } = options
    this.#deliverer = new Deliverer({ ...options, metrics: new WebhookMetrics(metrics, clock), random })
  }

  get hosts(): readonly AllowedHost[] {
    return this.#options.hosts
  }

  start(): Promise<void> {
    return this.#deliverer.start()
  }

  /** It is this process that sends: from now on, or still, and there may be something that another one put into the outbox. */
  async sendHere(): Promise<void> {
    if (this.#deliverer.isStarted) this.#deliverer.wake()
    else await this.#deliverer.start()
  }

  /** Another process sends. */
  leaveToOthers(): void {
    this.#deliverer.rest()
  }

  async stop(): Promise<void> {
    await Promise.all([this.#deliverer.stop(), ...this.#testing.values()].map((ending) => ending.catch(() => undefined)))
  }

  /** Resolves when nothing is due. */
  settled(): Promise<void> {
    return this.#deliverer.settled()
  }

  wake(): void {
    this.#deliverer.wake()
  }

  async add(tx: Queryable, { event, ...told }: SummaryTold): Promise<void> {
    for (const { id, isOn, events } of await listEndpoints(tx, told.at)) {
      if (isOn && events.includes(event)) await addDelivery(tx, { ...told, event, id: ulid(told.at.getTime()), endpointId: id })
    }
  }

  async list(): Promise<ListedEndpoint[]> {
    const { database, hosts } = this.#options
    const counts = new Map((await countByEndpoint(database)).map((count) => [count.endpointId, count]))
    const key = await this.#findKey()
    return (await listEndpoints(database, this.#now())).map((endpoint) => {
      const circuit = this.#deliverer.circuitOf(endpoint.id)
      const { waiting = 0, dead = 0 } = counts.get(endpoint.id) ?? {}
      return {
        endpoint,
        unreadable: new Set(endpoint.secrets.filter((secret) => isUnreadable(endpoint.id, secret, key)).map(({ id }) => id)),
        isAllowed: problemOfAddress(endpoint.url, hosts) === undefined,
        failuresInARow: circuit.failures,
        isFailing: circuit.isOpen,
        waiting,
        dead,
      }
    })
  }

  /**
   * @returns the secret too: it can't be read again.
   * @throws AppError `webhook.hosts-unset`, `webhook.host-refused`, `request.invalid`, `request.conflict`, `source.key-invalid`
   */
  async addEndpoint(settings: EndpointSettings, actor: string): Promise<{ endpoint: StoredEndpoint; secret: string }> {
    this.#checkAddress(settings.url)
    const id = ulid(this.#now().getTime())
    const secret = newSecret()
    const endpoint = await this.#change(async (tx) => {
      if ((await listEndpoints(tx, this.#now())).length >= MAX_ENDPOINTS) throw new AppError('request.conflict', `${MAX_ENDPOINTS} at most`)
      const added = { ...settings, id, createdAt: this.#now(), createdBy: actor }
      if (!(await addEndpoint(tx, added))) throw new AppError('request.conflict', 'name: another webhook has it')
      await this.#addSecret(tx, id, { secret, othersEndAt: this.#now() })
      await appendAudit(tx, this.#fact(actor, 'webhook.added', added, settingsTold(settings)))
      return this.#endpoint(tx, id)
    })
    return { endpoint, secret }
  }

  /** @throws AppError as {@link addEndpoint}, and `request.not-found` */
  async changeEndpoint(id: string, settings: EndpointSettings, actor: string): Promise<StoredEndpoint> {
    const endpoint = await this.#change(async (tx) => {
      const before = await this.#endpoint(tx, id)
      // One that was stored under another list can still be switched off.
      if (settings.url !== before.url || settings.isOn) this.#checkAddress(settings.url)
      if (!(await changeEndpoint(tx, id, settings))) throw new AppError('request.conflict', 'name: another webhook has it')
      await appendAudit(tx, this.#fact(actor, 'webhook.changed', { id, ...settings }, settingsTold(settings)))
      return this.#endpoint(tx, id)
    })
    this.#deliverer.circuitOf(id).forget()
    this.wake()
    return endpoint
  }

  /** What waits for it is forgotten. @throws AppError `request.not-found` */
  async removeEndpoint(id: string, actor: string): Promise<void> {
    await this.#change(async (tx) => {
      const endpoint = await this.#endpoint(tx, id)
      await removeEndpoint(tx, id)
      await appendAudit(tx, this.#fact(actor, 'webhook.removed', endpoint, {}))
    })
    this.#deliverer.forget(id)
  }

  /** A new secret; those before it sign too for that long. @throws AppError `request.not-found`, `source.key-invalid` */
  async rotate(id: string, keepHours: number, actor: string): Promise<{ endpoint: StoredEndpoint; secret: string }> {
    const secret = newSecret()
    const key = await this.#findKey()
    const endpoint = await this.#change(async (tx) => {
      const before = await this.#endpoint(tx, id)
      for (const each of before.secrets) if (isUnreadable(id, each, key)) await removeWebhookSecret(tx, each.id)
      await this.#addSecret(tx, id, { secret, othersEndAt: new Date(this.#now().getTime() + keepHours * HOUR_MS) })
      await appendAudit(tx, this.#fact(actor, 'webhook.rotated', before, { keepMinutes: Math.round(keepHours * 60) }))
      return this.#endpoint(tx, id)
    })
    return { endpoint, secret }
  }

  /** Sends a `ping`, once. @throws AppError `request.not-found`, `request.conflict` while another is on its way */
  async test(id: string, actor: string): Promise<Delivery> {
    if (this.#testing.has(id)) throw new AppError('request.conflict', 'a test is on its way')
    const at = this.#now()
    const ping = { id: ulid(at.getTime()), endpointId: id, event: 'ping', callId: null, revision: null, at } as const
    const { endpoint, delivery } = await this.#change(async (tx) => {
      const found = await this.#endpoint(tx, id)
      await addDelivery(tx, ping, 'sending')
      const added = { endpoint: found, delivery: await this.#delivery(tx, ping.id) }
      await appendAudit(tx, this.#fact(actor, 'webhook.tested', found, {}))
      return added
    })
    const trial = this.#deliverer.tryOnce(endpoint, delivery)
    this.#testing.set(id, trial)
    await trial.finally(() => this.#testing.delete(id))
    return this.#delivery(this.#options.database, ping.id)
  }

  /** Newest first. */
  deliveries(filter: Parameters<typeof listDeliveries>[1]): Promise<Delivery[]> {
    return listDeliveries(this.#options.database, filter)
  }

  /**
   * Sends a dead letter again, under its own id.
   * @throws AppError `request.not-found`, `request.conflict` when it isn't dead, or its endpoint is off
   */
  async replay(deliveryId: string, actor: string): Promise<void> {
    await this.#change(async (tx) => {
      const { endpointId } = await this.#delivery(tx, deliveryId)
      if ((await revive(tx, { deliveryId }, this.#now())) === 0)
        throw new AppError('request.conflict', 'it was not given up, or its webhook is off')
      await appendAudit(tx, this.#fact(actor, 'webhook.replayed', await this.#endpoint(tx, endpointId), { deliveries: 1 }))
    })
    this.wake()
  }

  /** Every dead letter of an endpoint, or of all that are on. Returns how many. @throws AppError `request.not-found` */
  async replayAll(endpointId: string | undefined, actor: string): Promise<number> {
    const replayed = await this.#change(async (tx) => {
      const endpoint = endpointId === undefined ? { id: 'all', name: '' } : await this.#endpoint(tx, endpointId)
      const count = await revive(tx, { endpointId }, this.#now())
      if (count > 0) await appendAudit(tx, this.#fact(actor, 'webhook.replayed', endpoint, { deliveries: count }))
      return count
    })
    this.wake()
    return replayed
  }

  #checkAddress(url: string): void {
    if (this.#options.hosts.length === 0) throw new AppError('webhook.hosts-unset')
    const problem = problemOfAddress(url, this.#options.hosts)
    switch (problem) {
      case undefined:
        return
      case 'host':
        throw new AppError('webhook.host-refused', URL.parse(url)?.host ?? '')
      case 'plain':
        throw new AppError('webhook.host-refused', `http://${URL.parse(url)?.host ?? ''}`)
      case 'not-an-address':
      case 'scheme':
        throw new AppError('request.invalid', 'url: expected https://host/path')
      case 'credentials':
        throw new AppError('request.invalid', 'url: no user name and no password: requests are signed')
      case 'fragment':
        throw new AppError('request.invalid', 'url: nothing after #')
    }
  }

  #change<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.#options.database.transaction(async (tx) => {
      await removeExpiredWebhookSecrets(tx, this.#now())
      return work(tx)
    })
  }

  async #addSecret(tx: Queryable, endpointId: string, { secret, othersEndAt }: { secret: string; othersEndAt: Date }): Promise<void> {
    const id = ulid(this.#now().getTime())
    const key = await this.#options.sealingKey.findOrCreate()
    const sealed = key.seal(secret, secretPlace(endpointId, id))
    await addWebhookSecret(tx, { id, sealed, createdAt: this.#now() }, { endpointId, othersEndAt })
  }

  async #endpoint(tx: Queryable, id: string): Promise<StoredEndpoint> {
    const found = await findEndpoint(tx, id, this.#now())
    if (found === undefined) throw new AppError('request.not-found')
    return found
  }

  async #delivery(tx: Queryable, id: string): Promise<Delivery> {
    const found = await findDelivery(tx, id)
    if (found === undefined) throw new AppError('request.not-found')
    return found
  }

  /** Undefined when there is none, or something else in its place: the list says that secrets can't be read. */
  async #findKey(): Promise<SealingKey | undefined> {
    return this.#options.sealingKey.find().catch(() => undefined)
  }

  #fact(
    actor: string,
    action: AuditFact['action'],
    { id, name }: Pick<StoredEndpoint, 'id' | 'name'>,
    details: AuditFact['details'],
  ): AuditFact {
    return { atMs: this.#now().getTime(), actor, action, subject: id, details: { ...(name === '' ? {} : { name }), ...details } }
  }

  #now(): Date {
    return new Date(this.#options.clock.unixMs())
  }
}

/** The host alone: paths and queries of some systems hold keys. */
function settingsTold({ url, events, isOn }: EndpointSettings): AuditFact['details'] {
  return { host: URL.parse(url)?.host ?? '', events: events.join(' '), isOn }
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

function isUnreadable(endpointId: string, { id, sealed }: StoredWebhookSecret, key: SealingKey | undefined): boolean {
  return key?.open(sealed, secretPlace(endpointId, id)) === undefined
}
