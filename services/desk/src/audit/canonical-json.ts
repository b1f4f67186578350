import * as z from 'zod'

/** What an audit entry's details may hold. Numbers are whole, so that every language writes them alike. */
export type AuditValue = string | number | boolean | null | readonly AuditValue[] | { readonly [key: string]: AuditValue }

/**
 * One text for one value, so that a hash means something: keys sorted by UTF-16 code units, no spaces, as RFC 8785 (JSON
 * Canonicalization Scheme) has it for values without fractions.
 */
export function canonicalJson(value: AuditValue): string {
  if (typeof value === 'number') return JSON.stringify(z.number().int().parse(value))
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed())
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key.toWellFormed())}:${canonicalJson(inner)}`)
  return `{${members.join(',')}}`
}

function isList(value: AuditValue): value is readonly AuditValue[] {
  return Array.isArray(value)
}
