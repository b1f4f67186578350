import type { ChannelName, EncodingName } from '@souffleur/proto'
import * as z from 'zod'
import type { CallOffer } from './call-offer.ts'

/** What a call's audio has to be like for it to go on at another gateway. */
export interface CallShape {
  readonly channels: readonly ChannelName[]
  readonly encoding: EncodingName
  readonly sampleRate: number
}

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

/** As text, what says that two offers are of one kind of call. */
export function shapeOf({ channels, encoding, sampleRate }: Pick<CallOffer, 'channels' | 'encoding' | 'sampleRate'>): string {
  return JSON.stringify({ channels, encoding, sampleRate } satisfies CallShape)
}

/** Undefined for what isn't one: a gateway died before it said how far it was. */
export function readPlace(text: string): CallPlace | undefined {
  try {
    return place.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
