import { nativeProtocol } from '@souffleur/media-client'
import { encodeMediaFrame } from '@souffleur/proto'
import { authoriseBearers } from '../../src/doors/door-access.ts'
import { createNativeDoor } from '../../src/index.ts'
import { describeDoor } from './conformance.ts'
import { bearerKeys } from './test-source-keys.ts'

const hello = (callId: string) =>
  JSON.stringify({ type: 'hello', callId, channels: ['customer', 'advisor'], encoding: 'pcmu', sampleRate: 8000, events: true })
const frameOf = (channelIndex: number, index: number) =>
  encodeMediaFrame({ channelIndex, sequence: index, positionSamples: index * 160, payload: new Uint8Array(160).fill(index) })

describeDoor({
  name: 'native',
  protocol: nativeProtocol,
  entrance: { kind: 'web-socket', create: ({ keys }) => createNativeDoor(authoriseBearers('native', keys)) },
  keys: bearerKeys('native', 'a-secret'),
  credentials: { right: 'a-secret', forged: ['another-secret'] },
  losesChannelsApart: true,
  spoken: {
    greeting: (callId) => [hello(callId)],
    audio: (_, index) => [frameOf(0, index), frameOf(1, index)],
    farewell: () => ['{"type":"end"}'],
    offences: [
      { name: 'text that isn’t JSON', when: 'before-call', messages: () => ['{'], code: 'stream.message-invalid' },
      { name: 'an unknown message', when: 'during-call', messages: () => ['{"type":"dance"}'], code: 'stream.message-invalid' },
      { name: 'a second hello', when: 'during-call', messages: (callId) => [hello(callId)], code: 'stream.message-invalid' },
      {
        name: 'a frame that is too short',
        when: 'during-call',
        messages: () => [Uint8Array.of(1, 2, 3)],
        code: 'media.frame-truncated',
        survives: true,
      },
      {
        name: 'bad frames without end',
        when: 'during-call',
        messages: () => Array.from({ length: 50 }, () => Uint8Array.of(9)),
        code: 'media.too-many-bad-frames',
      },
    ],
  },
})
