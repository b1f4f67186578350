import { audioHookProtocol } from '@souffleur/media-client'
import { createAudioHookDoor } from '../../src/index.ts'
import { openParameters, said } from './audiohook-words.ts'
import { describeDoor } from './conformance.ts'
import { signingKeys } from './test-source-keys.ts'

const secretOf = (text: string) => Buffer.from(text).toString('base64')
const open = (id: string, parameters: object = {}, seq = 1) =>
  said('open', { ...openParameters, customConfig: { transcript: true, agentassist: true }, ...parameters }, { id, seq })
/** In the first messages after `open`. */
const next = (id: string, type: string, parameters: object = {}) =>
  said(type, parameters, { id, seq: 2, serverseq: 1, position: 'PT0.02S' })

describeDoor({
  name: 'audiohook',
  protocol: audioHookProtocol,
  // Time stands still here: a refusal that waits would wait for ever.
  entrance: { kind: 'web-socket', create: ({ keys, clock }) => createAudioHookDoor({ keys, clock, failureDelayMs: 0 }) },
  keys: signingKeys('audiohook', { 'a-key': ['old secret', 'new secret'], 'another-key': ['another secret'] }),
  credentials: {
    right: `a-key:${secretOf('new secret')}`,
    forged: [`a-key:${secretOf('forged')}`, `a-key:${secretOf('another secret')}`, `unknown:${secretOf('new secret')}`, 'a-key'],
  },
  callId: (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  losesChannelsApart: false,
  keepsQuietWhenPaused: true,
  spoken: {
    greeting: (id) => [open(id)],
    audio: (_, index) => [new Uint8Array(320).fill(index)],
    farewell: (id) => [next(id, 'close', { reason: 'end' })],
    offences: [
      { name: 'text that isn’t JSON', when: 'before-call', messages: () => ['{'], code: 'stream.message-invalid' },
      {
        name: 'another version',
        when: 'before-call',
        messages: (id) => [open(id).replace('"version":"2"', '"version":"1"')],
        code: 'stream.message-invalid',
      },
      { name: 'a session without an id', when: 'before-call', messages: () => [open('nobody')], code: 'stream.message-invalid' },
      {
        name: 'no format that can be read',
        when: 'before-call',
        messages: (id) => [open(id, { media: [{ type: 'audio', format: 'OPUS', channels: ['external'], rate: 48_000 }, 7] })],
        code: 'stream.media-unsupported',
      },
      {
        name: 'a ping before the opening',
        when: 'before-call',
        messages: (id) => [said('ping', {}, { id, seq: 1 })],
        code: 'stream.start-expected',
      },
      { name: 'a second opening', when: 'during-call', messages: (id) => [open(id, {}, 2)], code: 'stream.message-invalid' },
      {
        name: 'a number that skips one',
        when: 'during-call',
        messages: (id) => [said('ping', {}, { id, seq: 3 })],
        code: 'stream.message-invalid',
      },
      {
        name: 'a message of ours that we never sent',
        when: 'during-call',
        messages: (id) => [said('ping', {}, { id, seq: 2, serverseq: 99 })],
        code: 'stream.message-invalid',
      },
      {
        name: 'a message of another session',
        when: 'during-call',
        messages: () => [next('30b0e395-84d3-4570-ac13-9a62d8f514c0', 'ping')],
        code: 'stream.message-invalid',
      },
      {
        name: 'a pause without its length',
        when: 'during-call',
        messages: (id) => [next(id, 'resumed', { start: 'PT1S', discarded: '1 s' })],
        code: 'stream.message-invalid',
      },
      {
        name: 'a discarded stretch longer than any call, and audio after it',
        when: 'during-call',
        messages: (id) => [next(id, 'discarded', { start: 'PT0.02S', discarded: 'PT999999S' }), new Uint8Array(320)],
        code: 'media.position-jump',
      },
      {
        name: 'text of more than 64 KiB',
        when: 'during-call',
        messages: (id) => [next(id, 'update', { language: 'en-US', more: 'x'.repeat(70_000) })],
        code: 'stream.message-invalid',
      },
      {
        name: 'half a sample',
        when: 'during-call',
        messages: () => [Uint8Array.of(1)],
        code: 'media.frame-misaligned',
        survives: true,
      },
      { name: 'an empty frame', when: 'during-call', messages: () => [new Uint8Array(0)], code: 'media.frame-empty', survives: true },
      {
        name: 'frames without end that can’t be read',
        when: 'during-call',
        messages: () => Array.from({ length: 50 }, () => new Uint8Array(0)),
        code: 'media.too-many-bad-frames',
      },
    ],
  },
})
