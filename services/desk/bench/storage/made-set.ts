import type { MadeSet } from './made-call.ts'

/** The year that ends then. */
const ENDS_AT = Date.UTC(2026, 5, 30, 18)

/** What the command line says of the calls that are made. */
export function madeSet({ calls, seed }: { readonly calls: string; readonly seed: string }): MadeSet {
  return { calls: Number(calls), seed: Number(seed), endsAtMs: ENDS_AT }
}
