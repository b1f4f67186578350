import type { ChannelName } from '@souffleur/proto'
import type { CallOffer } from '../../call-offer.ts'
import { labelsOf } from '../call-labels.ts'
import type { StreamStart, TrackName } from './twilio-messages.ts'

/**
 * The call that a stream brings. `inbound` is what Twilio hears on the call that the stream belongs to: the customer, unless a parameter
 * `inbound` says `advisor`. The other custom parameters are the call's labels.
 */
export function offerOf({ customParameters, callSid, accountSid, streamSid, tracks }: StreamStart): CallOffer {
  const { inbound, ...labels } = customParameters ?? {}
  const { metadata, ...others } = labelsOf(Object.entries(labels))
  return {
    ...others,
    callId: callSid,
    channels: tracks.map((track) => channelOf(track, inbound)),
    encoding: 'pcmu',
    sampleRate: 8000,
    synthetic: false,
    metadata: { ...metadata, 'twilio.account': accountSid, 'twilio.stream': streamSid },
    wantsEvents: false,
  }
}

function channelOf(track: TrackName, inbound: string | undefined): ChannelName {
  const isInbound = track === 'inbound'
  return isInbound === (inbound === 'advisor') ? 'advisor' : 'customer'
}
