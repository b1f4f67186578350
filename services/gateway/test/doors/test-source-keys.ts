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
  return {
    bearerOf: () => undefined,
    signingKeys: (asked, keyId) =>
      asked === door ? (keysById[keyId] ?? []).map((key) => ({ source: { id: keyId, name: keyId, door }, key: Buffer.from(key) })) : [],
  }
}
