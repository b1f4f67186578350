import { createHash } from 'node:crypto'
import type { TextKind } from './embedder.ts'

export interface KeptVector {
  readonly key: string
  readonly vector: Float32Array
}

/** Vectors of one model that were made before, by the hash of their text. Everything in it can be made again. */
export interface VectorStore {
  /** In the order of the keys; undefined where there is none. */
  get(keys: readonly string[]): Promise<(Float32Array | undefined)[]>
  put(vectors: readonly KeptVector[]): Promise<void>
  /** Others may go. */
  keepOnly(keys: ReadonlySet<string>): Promise<void>
  close(): Promise<void>
}

const KEY_DIGITS = 32

/** 16 bytes in hexadecimal digits. It tells nothing of the text. */
export function vectorKey(text: string, kind: TextKind): string {
  return createHash('sha256').update(`${kind}: ${text}`).digest('hex').slice(0, KEY_DIGITS)
}
