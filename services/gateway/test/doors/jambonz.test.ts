import type { ErrorCode, MediaFrame } from '@souffleur/proto'
import { expect, it } from 'vitest'
import type { CallOffer } from '../../src/call-offer.ts'
import { callAttributes } from '../../src/doors/jambonz/jambonz-messages.ts'
import { offerOf } from '../../src/doors/jambonz/jambonz-offer.ts'
import { noSourceKeys } from '../../src/doors/source-keys.ts'
import { createJambonzDoor } from '../../src/index.ts'
import { openDialect } from './dialect-bench.ts'

/** As jambonz writes it: the attributes of the call, and the verb's metadata among them. Numbers of the range for fiction. */
const attributes = {
  sampleRate: 16_000,
  mixType: 'stereo',
  callSid: '5e1b2f9c-6c8b-4c6d-9d35-7b6a2e0f1c11',
  direction: 'inbound',
  from: '+33199000001',
  to: '+33199000002',
  callId: 'a84b4c76e66710@pc33.example.com',
  sipStatus: 200,
  sipReason: 'OK',
  callStatus: 'in-progress',
  callerId: 'Ms Example',
  accountSid: '9351f46a-678c-43f5-b8a6-d4eb58d131af',
  traceId: '1',
  applicationSid: '0e0681b0-d49f-4fb8-b973-b5a3c6758de1',
  fsSipAddress: '10.0.0.1:5060',
  headers: { 'user-agent': 'x' },
  customerData: { region: 'west' },
  language: 'fr-FR',
  queue: 'claims',
  advisorId: 'ann',
  title: 'Flood',
  contract: 'C-17',
}

const open = () => openDialect(createJambonzDoor(noSourceKeys), '/telephony/jambonz')
const say = (dialect: ReturnType<typeof open>, json: unknown) => dialect.say(JSON.stringify(json))

it('reads a call from jambonz’ attributes', () => {
  expect(offerOf(callAttributes.parse(attributes))).toEqual<CallOffer>({
    callId: attributes.callSid,
    language: 'fr',
    queue: 'claims',
    advisorId: 'ann',
    title: 'Flood',
    channels: ['customer', 'advisor'],
    encoding: 'l16',
    sampleRate: 16_000,
    synthetic: false,
    wantsEvents: false,
    metadata: {
      region: 'west',
      contract: 'C-17',
      'jambonz.direction': 'inbound',
      'jambonz.from': '+33199000001',
      'jambonz.to': '+33199000002',
      'jambonz.callId': attributes.callId,
      'jambonz.callerId': 'Ms Example',
      'jambonz.accountSid': attributes.accountSid,
      'jambonz.applicationSid': attributes.applicationSid,
    },
  })
})

it.each([
  [{}, ['customer']],
  [{ mixType: 'mono' }, ['customer']],
  [{ mixType: 'mono', caller: 'advisor' }, ['advisor']],
  [{ mixType: 'mixed' }, ['mixed']],
  [{ mixType: 'stereo' }, ['customer', 'advisor']],
  [{ mixType: 'stereo', caller: 'advisor' }, ['advisor', 'customer']],
  [{ mixType: 'stereo', caller: 'somebody' }, ['customer', 'advisor']],
])('%j carries %j', (said, channels) => {
  expect(offerOf(callAttributes.parse({ sampleRate: '8000', ...said }))?.channels).toEqual(channels)
})

it('takes stereo apart: left is the leg that is listened to', () => {
  const dialect = open()
  say(dialect, attributes)
  dialect.say(Uint8Array.of(1, 2, 101, 102, 3, 4, 103, 104))
  dialect.say(Uint8Array.of(5, 6, 105, 106))
  expect(dialect.frames).toEqual<MediaFrame[]>([
    { channelIndex: 0, sequence: 0, positionSamples: 0, payload: Buffer.of(1, 2, 3, 4) },
    { channelIndex: 1, sequence: 0, positionSamples: 0, payload: Buffer.of(101, 102, 103, 104) },
    { channelIndex: 0, sequence: 1, positionSamples: 2, payload: Buffer.of(5, 6) },
    { channelIndex: 1, sequence: 1, positionSamples: 2, payload: Buffer.of(105, 106) },
  ])
})

it('takes the seconds that waited for the network as frames of a second', () => {
  const dialect = open()
  say(dialect, { sampleRate: 8000, mixType: 'mixed' })
  dialect.say(new Uint8Array(2 * 20_000))
  expect(dialect.frames.map(({ positionSamples, payload }) => [positionSamples, payload.length])).toEqual([
    [0, 16_000],
    [8000, 16_000],
    [16_000, 8000],
  ])
})

it('keeps the place of what it can’t read', () => {
  const dialect = open()
  say(dialect, { sampleRate: 8000, mixType: 'stereo' })
  dialect.say(new Uint8Array(9))
  dialect.say(new Uint8Array(4))
  expect(dialect.badFrames).toEqual<ErrorCode[]>(['media.frame-misaligned'])
  expect(dialect.frames.map(({ positionSamples }) => positionSamples)).toEqual([2, 2])
})

it('ends with an empty frame: the fork shuts down, and waits for the last words', () => {
  const dialect = open()
  say(dialect, { sampleRate: 8000 })
  dialect.say(new Uint8Array(0))
  expect(dialect.said).toEqual(['offer', 'end'])
})

it('passes over keys and marks, and notes what it does not know', () => {
  const dialect = open()
  say(dialect, { sampleRate: 8000 })
  for (const text of [{ event: 'dtmf', dtmf: '7', duration: 1600 }, { type: 'playDone' }, { type: 'mark' }, { anything: 1 }])
    say(dialect, text)
  expect(dialect.said).toEqual(['offer', 'remark stream.message-unknown'])
})

it('tells the switch why it closes, in the words that mod_audio_fork makes an event of', () => {
  const dialect = open()
  const [told] = dialect.write({ type: 'error', code: 'call.too-many', isFatal: true })
  expect(JSON.parse(String(told))).toEqual({ type: 'error', data: { code: 'call.too-many', message: expect.any(String) } })
  expect(dialect.write({ type: 'error', code: 'media.frame-misaligned', isFatal: false })).toEqual([])
  expect(dialect.write({ type: 'paused', requestedBy: 'ann' })).toEqual([])
})
