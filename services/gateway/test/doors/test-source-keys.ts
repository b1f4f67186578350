import type { SourceKeys } from '../../src/doors/source-keys.ts'

/** One source that bears this secret. @param user undefined for a bearer token */
export function bearerKeys(door: string, secret: string, user?: string): SourceKeys {
  const source = { id: 'source-1', name: 'Test platform', door }
  return {
    bearerOf: (...asked) => (asked[0] === door && asked[1] === user && asked[2] === secret ? source : undefined),
    signingKeys: () => [],
  }
}

/** One source for each key id, with its keys. */
export function signingKeys(door: string, keysById: Readonly<Record<string, readonly string[]>>): SourceKeys {
  const keys = Object.entries(keysById).flatMap(([keyId, secrets]) =>
    secrets.map((secret) => ({ keyId, signing: { source: { id: keyId, name: keyId, door }, key: Buffer.from(secret) } })),
  )
  return {
    bearerOf: () => undefined,
    signingKeys: (asked, askedId) =>
      asked === door ? keys.filter(({ keyId }) => askedId === undefined || keyId === askedId).map(({ signing }) => signing) : [],
  }
}
