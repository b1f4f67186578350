import { type ChannelName, channelNames } from '@souffleur/proto'
import * as z from 'zod'
import type { CallOffer } from '../call-offer.ts'

/** What can be a call's id, as in the native hello. */
export const callIdText = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/)

/** `customer,advisor`, or a list. */
const channelList = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value),
  z
    .array(z.enum(channelNames))
    .min(1)
    .max(2)
    .refine((names) => new Set(names).size === names.length, 'channels must differ'),
)

/** What a connection that carries one channel says about its place in its call. */
export const singleChannel = z
  .object({
    callId: callIdText.optional(),
    /** Whose voice it carries. */
    channel: z.enum(channelNames).default('mixed'),
    /** Of the whole call. Both parties when absent, for a party of a call that has an id. */
    channels: channelList.optional(),
  })
  .transform(({ callId, channel, channels }) => ({ callId, channel, channels: channels ?? channelsOf(callId, channel) }))
  .refine(({ channel, channels }) => channels.includes(channel), {
    path: ['channels'],
    message: 'expected the connection’s own among them',
  })
  .refine(({ callId, channels }) => callId !== undefined || channels.length === 1, {
    path: ['callId'],
    message: 'expected, by which the two connections of a call find each other',
  })
export type SingleChannel = z.infer<typeof singleChannel>

/** @param sourceId the platform that sends it; empty for programs on this machine */
export function partOf({ callId, channel, channels }: SingleChannel, sourceId: string): Pick<CallOffer, 'callId' | 'channels' | 'leg'> {
  return { callId, channels: [channel], leg: channels.length > 1 ? { channel, channels, sourceId } : undefined }
}

function channelsOf(callId: string | undefined, channel: ChannelName): ChannelName[] {
  return callId === undefined || channel === 'mixed' ? [channel] : ['customer', 'advisor']
}
