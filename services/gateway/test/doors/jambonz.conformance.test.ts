import { jambonzProtocol } from '@souffleur/media-client'
import { createJambonzDoor } from '../../src/index.ts'
import { describeDoor } from './conformance.ts'
import { bearerKeys } from './test-source-keys.ts'

const attributes = (callSid: string, more: object = {}) => JSON.stringify({ callSid, sampleRate: 8000, mixType: 'stereo', ...more })

describeDoor({
  name: 'jambonz',
  protocol: jambonzProtocol,
  entrance: { kind: 'web-socket', create: ({ keys }) => createJambonzDoor(keys) },
  keys: bearerKeys('jambonz', 'a-secret', 'switch'),
  credentials: { right: 'switch:a-secret', forged: ['switch:another-secret', 'other:a-secret', 'a-secret'] },
  losesChannelsApart: false,
  spoken: {
    greeting: (callId) => [attributes(callId)],
    audio: (_, index) => [new Uint8Array(640).fill(index)],
    // A socket that is closed says it all.
    farewell: () => [],
    offences: [
      { name: 'text that isn’t JSON', when: 'before-call', messages: () => ['{'], code: 'stream.message-invalid' },
      { name: 'no rate', when: 'before-call', messages: (id) => [JSON.stringify({ callSid: id })], code: 'stream.message-invalid' },
      { name: 'a call id with a path', when: 'before-call', messages: () => [attributes('../x')], code: 'stream.message-invalid' },
      {
        name: 'a mix that nobody knows',
        when: 'before-call',
        messages: (id) => [attributes(id, { mixType: 'quadro' })],
        code: 'stream.message-invalid',
      },
      {
        name: 'a rate that isn’t read',
        when: 'before-call',
        messages: (id) => [attributes(id, { sampleRate: 64_000 })],
        code: 'stream.media-unsupported',
      },
      { name: 'text that isn’t JSON, later', when: 'during-call', messages: () => ['applause'], code: 'stream.message-invalid' },
      {
        name: 'a message that nobody knows',
        when: 'during-call',
        messages: () => ['{"event":"applause"}'],
        code: 'stream.message-unknown',
        survives: true,
      },
      {
        name: 'a frame that ends within a sample of both',
        when: 'during-call',
        messages: () => [new Uint8Array(3)],
        code: 'media.frame-misaligned',
        survives: true,
      },
      {
        name: 'bad frames without end',
        when: 'during-call',
        messages: () => Array.from({ length: 50 }, () => new Uint8Array(1)),
        code: 'media.too-many-bad-frames',
      },
    ],
  },
})
