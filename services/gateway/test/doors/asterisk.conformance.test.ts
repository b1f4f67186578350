import { asteriskProtocol } from '@souffleur/media-client'
import { createAsteriskDoor } from '../../src/index.ts'
import { describeDoor } from './conformance.ts'
import { bearerKeys } from './test-source-keys.ts'

const start = (format: string) =>
  `MEDIA_START connection_id:c channel:WebSocket/souffleur/0x1 channel_id:17.1 format:${format} optimal_frame_size:160 ptime:20`

describeDoor({
  name: 'asterisk',
  protocol: asteriskProtocol,
  entrance: { kind: 'web-socket', create: ({ keys }) => createAsteriskDoor(keys) },
  keys: bearerKeys('asterisk', 'a-secret', 'switch'),
  credentials: { right: 'switch:a-secret', forged: ['switch:another-secret', 'other:a-secret', 'a-secret'] },
  losesChannelsApart: true,
  spoken: {
    dial: (serverUrl, callId) => ({
      url: `${serverUrl.replace(/^http/, 'ws')}/telephony/asterisk?call=${encodeURIComponent(callId)}&channel=customer`,
      subprotocols: ['media'],
    }),
    greeting: () => [start('ulaw')],
    audio: (_, index) => [new Uint8Array(160).fill(index)],
    // A socket that is closed says it all.
    farewell: () => [],
    offences: [
      { name: 'text that isn’t a control message', when: 'before-call', messages: () => ['hello there'], code: 'stream.message-invalid' },
      { name: 'JSON that says nothing', when: 'before-call', messages: () => ['{"format":"ulaw"}'], code: 'stream.message-invalid' },
      { name: 'cut JSON', when: 'during-call', messages: () => ['{"event":"STAT'], code: 'stream.message-invalid' },
      { name: 'a format that isn’t read', when: 'before-call', messages: () => [start('opus')], code: 'stream.media-unsupported' },
      { name: 'a start without a format', when: 'before-call', messages: () => ['MEDIA_START'], code: 'stream.media-unsupported' },
      { name: 'a second start', when: 'during-call', messages: () => [start('ulaw')], code: 'stream.message-invalid' },
      {
        name: 'an event that nobody knows',
        when: 'during-call',
        messages: () => ['APPLAUSE loud:yes'],
        code: 'stream.message-unknown',
        survives: true,
      },
      {
        name: 'an error of Asterisk’s own',
        when: 'during-call',
        messages: () => ['{"event":"ERROR","channel_id":"17.1","error_text":"oh"}'],
        code: 'stream.peer-error',
        survives: true,
      },
    ],
  },
})
