import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '@souffleur/flow'
import { AppError, type ErrorCode } from '@souffleur/proto'
import type { Log } from '@souffleur/telemetry'
import { ulid } from 'ulid'
import { type AuditFact, appendAudit } from '../audit/audit-chain.ts'
import type { SealingKey, SealingKeyHolder } from '../sealing/sealing-key.ts'
import type { Database, Queryable } from '../storage/database.ts'
import { sql } from '../storage/statement.ts'
import { Turns } from '../storage/turns.ts'
import { WriteQueue, type WriteQueueState } from '../storage/write-queue.ts'
import {
  isIssuedByPlatform,
  isUsable,
  type KeptSecret,
  type NewSource,
  type Rotation,
  type StoredSecret,
  type StoredSource,
} from './source.ts'
import { type OpenedSource, type SecretUse, SourceKeyring } from './source-keyring.ts'
import {
  addSecret,
  addSource,
  expireSecrets,
  listSources,
  noteSecretUse,
  removeExpiredSecrets,
  removeSecret,
  removeSource,
} from './source-repository.ts'

export interface TelephonySourcesOptions {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly sealingKey: SealingKeyHolder
}

/** A source, and the secret that was made for it: it can't be read again. */
export interface IssuedSource {
  readonly source: StoredSource
  /** Null when the platform issued it. */
  readonly secret: string | null
}

export interface ListedSource {
  readonly source: StoredSource
  /** Ids of secrets that the key doesn't open: they let nobody in. */
  readonly unreadable: ReadonlySet<string>
}

const SECRET_BYTES = 32
const API_KEY_BYTES = 16
const HOUR_MS = 3_600_000
/** A day's first uses while the database fails. */
const PENDING_USES = 1000

/**
 * Who may send calls. Every change is stored with its audit entry in one transaction, and holds for the next handshake; calls that run
 * go on.
 */
export class TelephonySources {
  readonly keyring: SourceKeyring
  readonly #options: TelephonySourcesOptions
  /** Changes reach the keyring in the order in which they were stored. */
  readonly #turns = new Turns()
  readonly #uses: WriteQueue<SecretUse>
  #warning: ErrorCode | undefined

  private constructor(options: TelephonySourcesOptions) {
    this.#options = options
    const { database, clock, log } = options
    this.#uses = new WriteQueue<SecretUse>({
      name: 'secret-uses',
      capacity: PENDING_USES,
      clock,
      log,
      write: (uses) =>
        database.transaction(async (tx) => {
          for (const { secretId, day } of uses) await noteSecretUse(tx, secretId, day)
        }),
      onRefused: (_use, error) => log.error('the day of a secret’s use cannot be stored', { error }),
    })
    this.keyring = new SourceKeyring({ clock, onFirstUse: (use) => void this.#uses.push(use) })
  }

  /** Reads what is stored. A key that is lost or wrong is logged and told by {@link warning}; hashes work without it. */
  static async open(options: TelephonySourcesOptions): Promise<TelephonySources> {
    const sources = new TelephonySources(options)
    await sources.#change(async () => undefined)
    return sources
  }

  /** Another process may have changed them. */
  async readAgain(): Promise<void> {
    await this.#change(async () => undefined)
  }

  /** What operations should see to; undefined when all is well. */
  get warning(): ErrorCode | undefined {
    return this.#warning
  }

  /** Of the days of last uses. */
  state(): WriteQueueState {
    return this.#uses.state()
  }

  settled(): Promise<void> {
    return this.#uses.settled()
  }

  stop(): Promise<void> {
    return this.#uses.stop()
  }

  async list(): Promise<ListedSource[]> {
    const [stored, key] = [await listSources(this.#options.database), await this.#findKey()]
    const now = this.#now()
    return stored.map((source) => {
      const valid = { ...source, secrets: source.secrets.filter((secret) => !isExpired(secret, now)) }
      return { source: valid, unreadable: new Set(valid.secrets.filter((each) => isUnreadable(source, each, key)).map(({ id }) => id)) }
    })
  }

  /** @throws AppError `request.conflict` for a name or a key id that is taken, `source.key-invalid` */
  async add(wanted: NewSource, actor: string): Promise<IssuedSource> {
    const { name, door, kind } = wanted
    const keyId = kind === 'bearer' ? null : (wanted.keyId ?? randomBytes(API_KEY_BYTES).toString('base64url'))
    const secret = wanted.secret ?? newSecret(kind === 'signing')
    const source = { id: ulid(this.#now().getTime()), name, door, kind, keyId, createdAt: this.#now(), createdBy: actor }
    const stored = await this.#change(async (tx) => {
      if (!(await addSource(tx, source))) throw new AppError('request.conflict', 'name or keyId: another source of this door has it')
      await this.#addSecret(tx, source, secret)
      return this.#fact(actor, 'source.added', source, { kind })
    })
    return { source: withId(stored, source.id), secret: wanted.secret === undefined ? secret : null }
  }

  /**
   * Adds a secret; those before it end after `keepHours`, or when they are removed.
   * @throws AppError `request.not-found`, `request.invalid` where the platform issues the secret and none is given, `source.key-invalid`
   */
  async rotate(id: string, { keepHours, secret: given }: Rotation, actor: string): Promise<IssuedSource> {
    let made: string | null = null
    const stored = await this.#change(async (tx, key) => {
      const source = await findSource(tx, id)
      if (given !== undefined && !isUsable(given, source))
        throw new AppError('request.invalid', 'secret: not a signing secret of this door')
      if (given === undefined && isIssuedByPlatform(source))
        throw new AppError('request.invalid', 'secret: the one that the platform issued')
      made = given === undefined ? newSecret(source.kind === 'signing') : null
      for (const secret of source.secrets) if (isUnreadable(source, secret, key)) await removeSecret(tx, id, secret.id)
      await expireSecrets(tx, id, new Date(this.#now().getTime() + keepHours * HOUR_MS))
      await this.#addSecret(tx, source, given ?? made ?? '')
      return this.#fact(actor, 'source.rotated', source, { keepMinutes: Math.round(keepHours * 60) })
    })
    return { source: withId(stored, id), secret: made }
  }

  /** Ends one secret at once. @throws AppError `request.not-found`, `request.conflict` for the source's last one */
  async removeSecret(id: string, secretId: string, actor: string): Promise<void> {
    await this.#change(async (tx) => {
      const source = await findSource(tx, id)
      if (!(await removeSecret(tx, id, secretId))) throw new AppError('request.not-found')
      if (source.secrets.length === 1) throw new AppError('request.conflict', 'the last secret goes with its source')
      return this.#fact(actor, 'source.secret-removed', source, { secretId })
    })
  }

  /** Nobody comes in by it any more; calls that run go on. @throws AppError `request.not-found` */
  async remove(id: string, actor: string): Promise<void> {
    await this.#change(async (tx) => {
      const source = await findSource(tx, id)
      await removeSource(tx, id)
      return this.#fact(actor, 'source.removed', source, {})
    })
  }

  /** The keyring follows what was committed, and nothing can fail in between. */
  #change(work: (tx: Queryable, key: SealingKey | undefined) => Promise<AuditFact | undefined>): Promise<readonly StoredSource[]> {
    return this.#turns.take(async () => {
      const key = await this.#findKey()
      const { stored, currentKey } = await this.#options.database.transaction(async (tx) => {
        await removeExpiredSecrets(tx, this.#now())
        const fact = await work(tx, key)
        const after = { stored: await listSources(tx), currentKey: key ?? (await this.#findKey()) }
        if (fact !== undefined) await appendAudit(tx, fact)
        return after
      })
      this.#take(stored, currentKey)
      return stored
    })
  }

  #take(stored: readonly StoredSource[], key: SealingKey | undefined): void {
    const opened = stored.map((source) => openSource(source, key))
    const lost = opened.some(({ source, signing }) => source.secrets.some((secret) => 'sealed' in secret.kept && !signing.has(secret.id)))
    if (lost && this.#warning === undefined) {
      this.#warning = 'source.key-lost'
      this.#options.log.error('Signing secrets can’t be opened: their sources are refused.', { code: 'source.key-lost' })
    } else if (!lost && this.#warning === 'source.key-lost') this.#warning = undefined
    this.keyring.replace(opened)
  }

  /** Undefined when there is none, and when there is something else in its place. */
  async #findKey(): Promise<SealingKey | undefined> {
    try {
      const key = await this.#options.sealingKey.find()
      if (this.#warning === 'source.key-invalid') this.#warning = undefined
      return key
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (this.#warning !== error.code) this.#options.log.error('The key of signing secrets can’t be read.', { code: error.code, error })
      this.#warning = error.code
      return undefined
    }
  }

  async #addSecret(tx: Queryable, source: Omit<StoredSource, 'secrets'>, secret: string): Promise<void> {
    const id = ulid(this.#now().getTime())
    await addSecret(tx, { id, sourceId: source.id, kept: await this.#keep(secret, source, id), createdAt: this.#now() })
  }

  async #keep(secret: string, source: Omit<StoredSource, 'secrets'>, secretId: string): Promise<KeptSecret> {
    if (source.kind !== 'signing') return { hash: createHash('sha256').update(secret).digest('hex') }
    const key = await this.#options.sealingKey.findOrCreate()
    return { sealed: key.seal(secret, placeOf(source, secretId)) }
  }

  #fact(
    actor: string,
    action: AuditFact['action'],
    { id, door, name }: Omit<StoredSource, 'secrets'>,
    details: AuditFact['details'],
  ): AuditFact {
    return { atMs: this.#now().getTime(), actor, action, subject: id, details: { door, name, ...details } }
  }

  #now(): Date {
    return new Date(this.#options.clock.unixMs())
  }
}

/** Base64 where it stands for a key's bytes; otherwise what needs no escaping anywhere. */
function newSecret(isKey: boolean): string {
  return randomBytes(SECRET_BYTES).toString(isKey ? 'base64' : 'base64url')
}

/** The secret opens for this source alone: a row that was copied to another one is worth nothing. */
function placeOf({ id, door, keyId }: Pick<StoredSource, 'id' | 'door' | 'keyId'>, secretId: string): string {
  return ['telephony secret', door, id, keyId ?? '', secretId].join('\n')
}

function openSource(source: StoredSource, key: SealingKey | undefined): OpenedSource {
  const signing = new Map<string, string>()
  for (const { id, kept } of source.secrets) {
    const text = 'sealed' in kept ? key?.open(kept.sealed, placeOf(source, id)) : undefined
    if (text !== undefined) signing.set(id, text)
  }
  return { source, signing }
}

function isUnreadable(source: StoredSource, { id, kept }: StoredSecret, key: SealingKey | undefined): boolean {
  return 'sealed' in kept && key?.open(kept.sealed, placeOf(source, id)) === undefined
}

function isExpired({ expiresAt }: StoredSecret, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now
}

async function findSource(tx: Queryable, id: string): Promise<StoredSource> {
  return withId(await listSources(tx), id)
}

function withId(stored: readonly StoredSource[], id: string): StoredSource {
  const found = stored.find((source) => source.id === id)
  if (found === undefined) throw new AppError('request.not-found')
  return found
}

/** Stored secrets are sealed with another key of the organisation; what the old one doesn't open stays as it is. Returns how many were. */
export async function resealSourceSecrets(tx: Queryable, from: SealingKey, to: SealingKey): Promise<number> {
  let count = 0
  for (const source of await listSources(tx)) {
    for (const [secretId, secret] of openSource(source, from).signing) {
      const sealed = to.seal(secret, placeOf(source, secretId))
      await tx.query(sql`UPDATE telephony_secrets SET sealed = ${sealed} WHERE secret_id = ${secretId}`)
      count += 1
    }
  }
  return count
}
