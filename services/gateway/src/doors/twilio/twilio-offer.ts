import type { ChannelName } from '@souffleur/proto'
import type { CallOffer } from '../../call-offer.ts'
import type { StreamStart, TrackName } from './twilio-messages.ts'

/** Custom parameters that mean something here; all others become metadata. */
const KNOWN_PARAMETERS: readonly string[] = ['language', 'queue', 'advisor', 'title', 'inbound']
/** As the native hello has them. */
const MAX_LABEL = 64
const MAX_TITLE = 200
const MAX_METADATA_VALUE = 512
const MAX_METADATA_ENTRIES = 50

/**
 * The call that a stream brings. `inbound` is what Twilio hears on the call that the stream belongs to: the customer, unless a parameter
 * `inbound` says `advisor`. Labels that are too long are cut: no call is refused for them.
 */
export function offerOf(start: StreamStart): CallOffer {
  const { customParameters, callSid, accountSid, streamSid, tracks } = start
  const parameters = new Map(Object.entries(customParameters ?? {}))
  const advisor = parameters.get('advisor')
  return {
    callId: callSid,
    language: languageOf(parameters.get('language')),
    queue: (parameters.get('queue') ?? 'default').slice(0, MAX_LABEL),
    ...(advisor === undefined ? {} : { advisorId: advisor.slice(0, MAX_LABEL) }),
    channels: tracks.map((track) => channelOf(track, parameters.get('inbound'))),
    encoding: 'pcmu',
    sampleRate: 8000,
    title: (parameters.get('title') ?? '').slice(0, MAX_TITLE),
    synthetic: false,
    metadata: { ...metadataOf(parameters), 'twilio.account': accountSid, 'twilio.stream': streamSid },
    wantsEvents: false,
  }
}

function channelOf(track: TrackName, inbound: string | undefined): ChannelName {
  const isInbound = track === 'inbound'
  return isInbound === (inbound === 'advisor') ? 'advisor' : 'customer'
}

/** `fr-FR` and `EN` are meant well. */
function languageOf(parameter = ''): CallOffer['language'] {
  const [, language] = /^(fr|en)\b/i.exec(parameter) ?? []
  switch (language?.toLowerCase()) {
    case 'fr':
      return 'fr'
    case 'en':
      return 'en'
    default:
      return 'auto'
  }
}

function metadataOf(parameters: ReadonlyMap<string, string>): Record<string, string> {
  const others = [...parameters].filter(([name]) => name !== '' && !KNOWN_PARAMETERS.includes(name))
  return Object.fromEntries(
    others.slice(0, MAX_METADATA_ENTRIES).map(([name, value]) => [name.slice(0, MAX_LABEL), value.slice(0, MAX_METADATA_VALUE)]),
  )
}
