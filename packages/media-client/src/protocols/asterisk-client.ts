import { randomUUID } from 'node:crypto'
import type { ChannelName } from '@souffleur/proto'
import type { CallSound, ClientCall, TelephonyProtocol } from '../telephony-client.ts'
import { WebSocketLink } from '../web-socket-link.ts'
import { credentialHeader } from './credential-header.ts'
import { type ChannelLink, JoinedLegs } from './joined-legs.ts'
import { nearestRate } from './nearest-rate.ts'

const PATH = '/telephony/asterisk'
const SUBPROTOCOL = 'media'
const PTIME_MS = 20
/** Asterisk's names for linear sound. */
const linearFormats: Readonly<Record<number, string>> = {
  8000: 'slin',
  12000: 'slin12',
  16000: 'slin16',
  24000: 'slin24',
  32000: 'slin32',
  44100: 'slin44',
  48000: 'slin48',
}

/**
 * Asterisk's chan_websocket, as Asterisk speaks it: https://github.com/asterisk/asterisk, `channels/chan_websocket.c`. A connection for
 * each channel. The credential is `user:password`, as in `websocket_client.conf`.
 */
export const asteriskProtocol: TelephonyProtocol = {
  name: 'asterisk',
  canPause: false,
  tellsGaps: false,
  soundOf,
  connect(serverUrl, call, { credential, headers, clock, readyTimeoutMs } = {}) {
    const callId = call.callId ?? randomUUID()
    const options = { subprotocols: [SUBPROTOCOL], headers: { ...headers, ...credentialHeader(credential) }, clock, readyTimeoutMs }
    return JoinedLegs.open(callId, call.channels, async (channel) => {
      const url = addressOf(serverUrl, call, { callId, channel })
      return channelLink(await WebSocketLink.open(url, options, (link) => link.send(mediaStart(call))))
    })
  },
}

function soundOf({ channels, encoding, sampleRateHz }: CallSound): CallSound {
  if (encoding !== 'l16' && sampleRateHz === 8000) return { channels, encoding, sampleRateHz }
  return { channels, encoding: 'l16', sampleRateHz: nearestRate(Object.keys(linearFormats).map(Number), sampleRateHz) }
}

/** As `v(call=...,channel=...)` of the dial string makes it. */
function addressOf(serverUrl: string, call: ClientCall, { callId, channel }: { callId: string; channel: ChannelName }): URL {
  const url = new URL(PATH, serverUrl.replace(/^http/, 'ws'))
  const { language, queue, advisorId: advisor, title, metadata } = call
  const parameters = { ...metadata, call: callId, channel, channels: call.channels.join(','), language, queue, advisor, title }
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value)
  return url
}

function mediaStart({ encoding, sampleRateHz }: CallSound): string {
  const format = formatOf(encoding, sampleRateHz)
  const frameBytes = (sampleRateHz * PTIME_MS * (encoding === 'l16' ? 2 : 1)) / 1000
  const id = randomUUID()
  return `MEDIA_START connection_id:souffleur channel:WebSocket/souffleur/0x${id.slice(0, 8)} channel_id:${id} format:${format} optimal_frame_size:${frameBytes} ptime:${PTIME_MS}`
}

/** @throws RangeError for a rate that Asterisk has no name for */
function formatOf(encoding: CallSound['encoding'], sampleRateHz: number): string {
  switch (encoding) {
    case 'pcmu':
      return 'ulaw'
    case 'pcma':
      return 'alaw'
    case 'l16': {
      const format = linearFormats[sampleRateHz]
      if (format === undefined) throw new RangeError(`sample rate ${sampleRateHz}`)
      return format
    }
  }
}

function channelLink(link: WebSocketLink): ChannelLink {
  return {
    get isOpen() {
      return link.isOpen
    },
    get bufferedBytes() {
      return link.bufferedBytes
    },
    closed: link.closed,
    sendSound: (payload) => link.send(payload),
    end: () => link.close(),
    cut: () => link.cut(),
  }
}
