import * as z from 'zod'
import { egressPurposes } from './egress-list.ts'

/** Between the main thread and the others: the list goes there, attempts come back. */
export const PLACES_KEY = 'souffleur.egress.places'
export const ATTEMPTS_CHANNEL = 'souffleur.egress.attempts'

export const placesMessage = z.array(
  z.object({
    host: z.string(),
    isDomain: z.boolean(),
    port: z.number().optional(),
    purpose: z.enum(egressPurposes),
  }),
)

export const attemptMessage = z.object({
  outcome: z.enum(['loopback', 'permitted', 'refused']),
  host: z.string(),
  port: z.number().optional(),
})
