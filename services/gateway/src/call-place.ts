import * as z from 'zod'
import type { CallOffer } from './call-offer.ts'

const place = z.object({
  /** Where each channel's published audio ends, in samples. */
  ends: z.array(z.number().int().nonnegative()),
  /** Numbers of the batches that follow. */
  sequences: z.array(z.number().int().nonnegative()),
  durationMs: z.number().int().nonnegative(),
  pausedBy: z.string().optional(),
})
/** How far a call is: said twice a second to whoever may have to go on with it. */
export type CallPlace = z.infer<typeof place>

/** As text, what a call's audio has to be like for it to go on at another gateway. */
export function shapeOf({ channels, encoding, sampleRate }: Pick<CallOffer, 'channels' | 'encoding' | 'sampleRate'>): string {
  return JSON.stringify({ channels, encoding, sampleRate })
}

/** Undefined for what isn't one: a gateway died before it said how far it was. */
export function readPlace(text: string): CallPlace | undefined {
  try {
    return place.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
