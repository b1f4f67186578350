import * as z from 'zod'

export const searchPeriods = [1, 7, 30, 90, 365] as const

const name = z.string().min(1).optional().catch(undefined)
const whole = z.coerce.number().int().positive().optional().catch(undefined)

/** What calls are looked for by. It lives in the address: a search can be bookmarked, and the way back leads to the same one. */
export const callSearch = z.object({
  q: name,
  days: whole,
  advisor: name,
  queue: name,
  language: name,
  intent: name,
  disposition: name,
  resolution: z.enum(['settled', 'unsettled']).optional().catch(undefined),
  summary: z.enum(['draft', 'complete', 'saved', 'approved', 'rejected']).optional().catch(undefined),
  alert: name,
  warning: name,
  minSeconds: whole,
  maxSeconds: whole,
})
export type CallSearch = z.infer<typeof callSearch>

/** Without what isn't set, so that two of the same are the same address. */
export function tidySearch(search: CallSearch): CallSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''))
}

export function isEmptySearch(search: CallSearch): boolean {
  return Object.keys(tidySearch(search)).length === 0
}

export function isSameSearch(one: CallSearch, other: CallSearch): boolean {
  const written = (search: CallSearch) => JSON.stringify(Object.entries(tidySearch(search)).sort())
  return written(one) === written(other)
}

/** The same search as a query of the REST interface. */
export function searchAddress(search: CallSearch): string {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(tidySearch(search))) parameters.set(key, String(value))
  return parameters.toString()
}
