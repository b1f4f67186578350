import { err, ok, type Result } from '@souffleur/flow'
import type { CallOffer } from '../../call-offer.ts'
import { labelsOf } from '../call-labels.ts'
import { partOf, singleChannel } from '../single-channel.ts'
import type { MediaFormat } from './media-control.ts'

/** Parameters that say which part of which call a connection is; all others are labels. */
const places: readonly string[] = ['call', 'channel', 'channels']

/**
 * The call that the address of a connection tells of, as the dial string's `v(call=...,channel=customer,...)` wrote it.
 * @param address path and query of the handshake
 */
export function offerOf(address: string, format: MediaFormat, sourceId: string): Result<CallOffer, 'stream.message-invalid'> {
  const said = new URLSearchParams(address.split('?')[1] ?? '')
  const place = singleChannel.safeParse({
    callId: said.get('call') ?? undefined,
    channel: said.get('channel') ?? undefined,
    channels: said.get('channels') ?? undefined,
  })
  if (!place.success) return err('stream.message-invalid')
  return ok({
    ...partOf(place.data, sourceId),
    ...labelsOf([...said].filter(([name]) => !places.includes(name))),
    ...format,
    synthetic: false,
    wantsEvents: false,
  })
}
