import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import type { VisibleCalls } from '../access.ts'
import { summaryStates } from '../calls/call-row.ts'
import type { CallSearch } from './find-calls.ts'
import { parseSearch } from './search-query.ts'

const name = z.string().min(1).max(200)
const seconds = z.coerce.number().int().min(0).max(86_400)

/** What calls are searched by, as addresses and saved views hold it. */
export const searchParameters = z.object({
  /** Words, `"in quotes"`, `begin*`, `-without`. */
  q: z.string().max(200).optional(),
  /** Instants of ISO 8601 with their offset: calls that started from then, and before then. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  /** Of the last so many days. */
  days: z.coerce.number().int().min(1).max(3660).optional(),
  advisor: name.optional(),
  queue: name.optional(),
  language: z.string().min(2).max(10).optional(),
  intent: name.optional(),
  disposition: name.optional(),
  resolution: z.enum(['settled', 'unsettled']).optional(),
  summary: z.enum(summaryStates).optional(),
  /** An alert of the guide, or `any`. */
  alert: name.optional(),
  /** A code that calls are warned of, such as `call.no-words`. */
  warning: z.string().max(60).optional(),
  minSeconds: seconds.optional(),
  maxSeconds: seconds.optional(),
})
export type SearchParameters = z.infer<typeof searchParameters>

const DAY_MS = 86_400_000

/** @throws AppError `request.invalid` for words in which there is nothing to look for */
export function searchOf(parameters: SearchParameters, visible: VisibleCalls, nowMs: number): CallSearch {
  const { q = '', from, to, days, advisor, minSeconds, maxSeconds, ...same } = parameters
  const query = parseSearch(q)
  if (query === undefined && q.trim() !== '') throw new AppError('request.invalid', 'q: no word in it')
  return {
    ...same,
    query,
    visible,
    advisorId: advisor,
    from: from === undefined ? (days === undefined ? undefined : new Date(nowMs - days * DAY_MS)) : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    minMs: minSeconds === undefined ? undefined : minSeconds * 1000,
    maxMs: maxSeconds === undefined ? undefined : maxSeconds * 1000,
  }
}
