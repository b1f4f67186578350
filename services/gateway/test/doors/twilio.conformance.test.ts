import { twilioProtocol } from '@souffleur/media-client'
import { createTwilioDoor } from '../../src/index.ts'
import { describeDoor } from './conformance.ts'
import { signingKeys } from './test-source-keys.ts'
import { media, start, stop } from './twilio-words.ts'

const ACCOUNT = `AC${'a'.repeat(32)}`
const OTHER_ACCOUNT = `AC${'b'.repeat(32)}`

describeDoor({
  name: 'twilio',
  protocol: twilioProtocol,
  entrance: { kind: 'web-socket', create: ({ keys }) => createTwilioDoor({ keys }) },
  keys: signingKeys('twilio', { [ACCOUNT]: ['old-token', 'new-token'], [OTHER_ACCOUNT]: ['other-token'] }),
  credentials: { right: `${ACCOUNT}:new-token`, forged: [`${ACCOUNT}:forged-token`, `${ACCOUNT}:other-token`] },
  callId: (index) => `CA${String(index).padStart(32, '0')}`,
  losesChannelsApart: true,
  spoken: {
    greeting: (callId) => ['{"event":"connected","protocol":"Call","version":"1.0.0"}', start(callId)],
    audio: (_, index) => [media('inbound', index), media('outbound', index)],
    farewell: () => [stop()],
    offences: [
      { name: 'text that isn’t JSON', when: 'before-call', messages: () => ['{'], code: 'stream.message-invalid' },
      { name: 'a message without an event', when: 'during-call', messages: () => ['{"sound":1}'], code: 'stream.message-invalid' },
      { name: 'a binary message', when: 'during-call', messages: () => [new Uint8Array(160)], code: 'stream.message-invalid' },
      { name: 'a second start', when: 'during-call', messages: (callId) => [start(callId)], code: 'stream.message-invalid' },
      {
        name: 'a format that isn’t µ-law',
        when: 'before-call',
        messages: (callId) => [start(callId, { mediaFormat: { encoding: 'audio/x-l16', sampleRate: 16_000, channels: 1 } })],
        code: 'stream.media-unsupported',
      },
      { name: 'no tracks', when: 'before-call', messages: (callId) => [start(callId, { tracks: [] })], code: 'stream.message-invalid' },
      { name: 'a call id with a path', when: 'before-call', messages: () => [start('../x')], code: 'stream.message-invalid' },
      { name: 'a stop before the start', when: 'before-call', messages: () => [stop()], code: 'stream.start-expected' },
      {
        name: 'a payload that isn’t base64',
        when: 'during-call',
        messages: () => [media('inbound', 1, { payload: 'ü'.repeat(200) })],
        code: 'media.frame-empty',
        survives: true,
      },
      {
        name: 'a payload with other signs among base64',
        when: 'during-call',
        messages: () => [media('inbound', 1, { payload: `${'A'.repeat(100)}!!!!` })],
        code: 'media.frame-unreadable',
        survives: true,
      },
      {
        name: 'a track that the start didn’t name',
        when: 'during-call',
        messages: () => [media('elsewhere', 1)],
        code: 'media.frame-channel',
        survives: true,
      },
      {
        name: 'a timestamp beyond any call',
        when: 'during-call',
        messages: () => [media('inbound', 1, { timestamp: '999999999999' })],
        code: 'media.position-jump',
      },
      {
        name: 'an event that nobody knows',
        when: 'during-call',
        messages: () => ['{"event":"applause"}'],
        code: 'stream.message-unknown',
        survives: true,
      },
      {
        name: 'media without end that can’t be read',
        when: 'during-call',
        messages: () => Array.from({ length: 50 }, () => '{"event":"media","media":{}}'),
        code: 'media.too-many-bad-frames',
      },
    ],
  },
})
