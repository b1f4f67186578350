/** Messages as Twilio's documentation shows them: https://www.twilio.com/docs/voice/media-streams/websocket-messages */

const STREAM = `MZ${'1'.repeat(32)}`

export function start(callSid: string, fields: Record<string, unknown> = {}): string {
  const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 }
  const base = { accountSid: `AC${'a'.repeat(32)}`, streamSid: STREAM, callSid, tracks: ['inbound', 'outbound'], mediaFormat }
  return JSON.stringify({
    event: 'start',
    sequenceNumber: '1',
    start: { ...base, customParameters: {}, ...fields },
    streamSid: STREAM,
  })
}

/** 20 ms, `index * 20` ms after the first. */
export function media(track: string, index: number, fields: Record<string, unknown> = {}): string {
  const payload = Buffer.alloc(160, index).toString('base64')
  return JSON.stringify({
    event: 'media',
    sequenceNumber: String(index + 2),
    media: { track, chunk: String(index + 1), timestamp: String(88 + index * 20), payload, ...fields },
    streamSid: STREAM,
  })
}

export function stop(): string {
  return JSON.stringify({ event: 'stop', sequenceNumber: '9', stop: { accountSid: 'AC', callSid: 'CA' }, streamSid: STREAM })
}
