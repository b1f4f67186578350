import { type ChannelName, sampleRatesHz } from '@souffleur/proto'
import type { CallOffer } from '../../call-offer.ts'
import { labelsOf } from '../call-labels.ts'
import type { CallAttributes } from './jambonz-messages.ts'

/** What jambonz itself says of a call, and may matter to people later; the parties' numbers are among it, and go nowhere else. */
const kept: readonly string[] = ['direction', 'from', 'to', 'callerId', 'callId', 'accountSid', 'applicationSid', 'parentCallSid']
/** What it says for machines, and what is read here. */
const leftOut = new Set([
  'callSid',
  'sampleRate',
  'mixType',
  'caller',
  'customerData',
  'headers',
  'sbcCallid',
  'sipStatus',
  'sipReason',
  'callStatus',
  'callTerminationBy',
  'traceId',
  'fsSipAddress',
  'fsPublicIp',
  'apiBaseUrl',
  'originatingSipIp',
  'originatingSipTrunkName',
  'duration',
])

/** Undefined for a rate that nobody here reads. */
export function offerOf(attributes: CallAttributes): CallOffer | undefined {
  const sampleRate = sampleRatesHz.find((rate) => rate === attributes.sampleRate)
  if (sampleRate === undefined) return undefined
  const said = Object.entries(attributes).flatMap(([name, value]): [string, unknown][] => {
    if (leftOut.has(name)) return []
    return [[kept.includes(name) ? `jambonz.${name}` : name, value]]
  })
  return {
    callId: attributes.callSid,
    ...labelsOf([...Object.entries(attributes.customerData ?? {}), ...said]),
    channels: channelsOf(attributes),
    encoding: 'l16',
    sampleRate,
    synthetic: false,
    wantsEvents: false,
  }
}

/**
 * `mono` is the voice of the leg that is listened to. Of `stereo`, left is that voice, and right what its owner hears: FreeSWITCH,
 * `src/switch_core_media_bug.c` (a bug that reads has the read stream left, unless it was asked to swap, which mod_audio_fork never does).
 */
function channelsOf({ mixType, caller }: CallAttributes): readonly ChannelName[] {
  switch (mixType) {
    case 'mixed':
      return ['mixed']
    case 'mono':
      return [caller]
    case 'stereo':
      return caller === 'customer' ? ['customer', 'advisor'] : ['advisor', 'customer']
  }
}
