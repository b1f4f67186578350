/** A platform that may send calls, as operations registered it. */
export interface TelephonySource {
  readonly id: string
  /** For lists and logs; never a secret. */
  readonly name: string
  /** The name of its door. */
  readonly door: string
}

export interface SigningKey {
  readonly source: TelephonySource
  readonly key: Buffer
  /** Whoever finds that it has signed says so: operations see which keys are in use. */
  noteUse?(): void
}

/**
 * The credentials of sources, in memory: a handshake never waits for the database. A source may have two while one replaces the other; what
 * changes holds for the next handshake, without a restart.
 */
export interface SourceKeys {
  /**
   * Who bears this secret: a bearer token, or the password of a user name (HTTP Basic). Compared in constant time with stored hashes.
   * @param user the user name; undefined for a bearer token
   */
  bearerOf(door: string, user: string | undefined, secret: string): TelephonySource | undefined
  /**
   * The keys that may sign for a key id (an API key, an account): none when it isn't known.
   * @param keyId undefined for every key of the door: some handshakes are signed and don't say for whom
   */
  signingKeys(door: string, keyId: string | undefined): readonly SigningKey[]
}

/** Nobody has a credential: only what needs none comes in. */
export const noSourceKeys: SourceKeys = { bearerOf: () => undefined, signingKeys: () => [] }
