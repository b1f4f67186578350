import * as z from 'zod'
import type { SqlValue } from './statement.ts'

/** Between pglite-database.ts and its thread. */
export type WorkerRequest =
  | { readonly id: number; readonly kind: 'open' | 'close' }
  | { readonly id: number; readonly kind: 'query'; readonly text: string; readonly values: readonly SqlValue[] }
  | { readonly id: number; readonly kind: 'exec'; readonly script: string }

export type WorkerReply =
  | { readonly id: number; readonly ok: true; readonly rows: readonly unknown[]; readonly affected: number }
  /** `code` is an SQLSTATE or an error code of Node; empty when there is none. */
  | { readonly id: number; readonly ok: false; readonly code: string; readonly message: string }

/** `dataDir` is a folder or `memory://`. */
export const workerSettings = z.object({ dataDir: z.string().min(1) })
