import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '@souffleur/flow'
import { keyBytes, type StoredSource, type TelephonySource } from './source.ts'

/** A key that may have signed a handshake. */
export interface SourceSigningKey {
  readonly source: TelephonySource
  readonly key: Buffer
  /** Whoever finds that it has signed says so. */
  noteUse(): void
}

export interface KeyringOptions {
  readonly clock: Clock
  /** A secret let somebody in, for the first time on this day (YYYY-MM-DD, UTC). Must not throw. */
  onFirstUse(use: SecretUse): void
}

export interface SecretUse {
  readonly secretId: string
  readonly day: string
}

/** A stored source, with the signing secrets that could be opened, by the secret's id. */
export interface OpenedSource {
  readonly source: StoredSource
  readonly signing: ReadonlyMap<string, string>
}

interface KeyringEntry {
  readonly source: TelephonySource
  readonly secretId: string
  readonly expiresAtMs: number
  /** What a handshake has to say besides; undefined where a token says all. */
  readonly keyId: string | undefined
  readonly hash: Buffer | undefined
  readonly key: Buffer | undefined
  lastUsedOn: string | null
}

/**
 * The credentials of telephony sources, in memory: handshakes ask here and wait for nothing. The gateway knows it by its own port. A secret
 * expires by the clock, without anybody's help.
 */
export class SourceKeyring {
  readonly #options: KeyringOptions
  #byDoor: ReadonlyMap<string, readonly KeyringEntry[]> = new Map()

  constructor(options: KeyringOptions) {
    this.#options = options
  }

  /** What counts from the next handshake on. */
  replace(sources: readonly OpenedSource[]): void {
    const known = new Map([...this.#byDoor.values()].flat().map((entry) => [entry.secretId, entry]))
    const entries = sources.flatMap(entriesOf)
    // A day that is noted and isn't stored yet.
    for (const entry of entries) entry.lastUsedOn = known.get(entry.secretId)?.lastUsedOn ?? entry.lastUsedOn
    this.#byDoor = Map.groupBy(entries, ({ source }) => source.door)
  }

  /** Every hash of the door is compared, each in constant time: how long it takes says nothing. */
  bearerOf(door: string, user: string | undefined, secret: string): TelephonySource | undefined {
    const sent = createHash('sha256').update(secret).digest()
    let found: KeyringEntry | undefined
    for (const entry of this.#valid(door)) {
      if (entry.hash !== undefined && timingSafeEqual(entry.hash, sent) && entry.keyId === user) found = entry
    }
    if (found !== undefined) this.#noteUse(found)
    return found?.source
  }

  /** @param keyId undefined for every key of the door */
  signingKeys(door: string, keyId: string | undefined): readonly SourceSigningKey[] {
    return this.#valid(door).flatMap((entry) => {
      const { source, key } = entry
      if (key === undefined || (keyId !== undefined && entry.keyId !== keyId)) return []
      return [{ source, key, noteUse: () => this.#noteUse(entry) }]
    })
  }

  #valid(door: string): readonly KeyringEntry[] {
    const nowMs = this.#options.clock.unixMs()
    return (this.#byDoor.get(door) ?? []).filter(({ expiresAtMs }) => nowMs < expiresAtMs)
  }

  #noteUse(entry: KeyringEntry): void {
    const day = new Date(this.#options.clock.unixMs()).toISOString().slice(0, 10)
    if (entry.lastUsedOn === day) return
    entry.lastUsedOn = day
    this.#options.onFirstUse({ secretId: entry.secretId, day })
  }
}

function entriesOf({ source: stored, signing }: OpenedSource): KeyringEntry[] {
  const { id, name, door, keyId } = stored
  const source = Object.freeze({ id, name, door })
  return stored.secrets.map((secret) => {
    const text = signing.get(secret.id)
    return {
      source,
      secretId: secret.id,
      expiresAtMs: secret.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
      keyId: keyId ?? undefined,
      hash: 'hash' in secret.kept ? Buffer.from(secret.kept.hash, 'hex') : undefined,
      key: text === undefined ? undefined : keyBytes(text, door),
      lastUsedOn: secret.lastUsedOn,
    }
  })
}
