import { expect, it } from 'vitest'
import { formatNamed, parseControl } from '../../src/doors/asterisk/media-control.ts'
import { noSourceKeys } from '../../src/doors/source-keys.ts'
import { createAsteriskDoor } from '../../src/index.ts'
import { openDialect } from './dialect-bench.ts'

const PLAIN =
  'MEDIA_START connection_id:c52a6b3e channel:WebSocket/souffleur/0x7f1e30 channel_id:pbx-1700000000.12 format:slin16 optimal_frame_size:640 ptime:20'
const JSON_START = JSON.stringify({
  event: 'MEDIA_START',
  connection_id: 'c52a6b3e',
  channel: 'WebSocket/souffleur/0x7f1e30',
  channel_id: 'pbx-1700000000.12',
  format: 'slin16',
  optimal_frame_size: 640,
  ptime: 20,
  channel_variables: { CALLERID: 'Ms Example' },
})

const open = (query = '', source?: Parameters<typeof openDialect>[2]) =>
  openDialect(createAsteriskDoor(noSourceKeys), `/telephony/asterisk${query}`, source)

it.each([
  [PLAIN, { event: 'MEDIA_START', format: 'slin16' }],
  [JSON_START, { event: 'MEDIA_START', format: 'slin16' }],
  ['MEDIA_XOFF', { event: 'MEDIA_XOFF', format: undefined }],
  ['DTMF_END digit:5 channel_id:17.1', { event: 'DTMF_END', format: undefined }],
  ['MEDIA_BUFFERING_COMPLETED some id', { event: 'MEDIA_BUFFERING_COMPLETED', format: undefined }],
  ['{"event":"QUEUE_DRAINED","channel_id":"17.1"}', { event: 'QUEUE_DRAINED', format: undefined }],
  ['{"event":"MEDIA_START","format":7}', { event: 'MEDIA_START', format: undefined }],
  ['', undefined],
  ['media_start format:ulaw', undefined],
  [' MEDIA_START', undefined],
  ['{"event":7}', undefined],
  ['{"event":', undefined],
  ['[]', undefined],
])('reads %s', (text, control) => {
  expect(parseControl(text)).toEqual(control)
})

it.each([
  ['ulaw', 'pcmu', 8000],
  ['alaw', 'pcma', 8000],
  ['slin', 'l16', 8000],
  ['slin16', 'l16', 16_000],
  ['slin44', 'l16', 44_100],
  ['slin48', 'l16', 48_000],
])('knows %s', (name, encoding, sampleRate) => {
  expect(formatNamed(name)).toEqual({ encoding, sampleRate })
})

it.each(['opus', 'g722', 'slin96', 'slin192', '', 'constructor'])('does not read %s', (name) => {
  expect(formatNamed(name)).toBeUndefined()
})

it.each([PLAIN, JSON_START])('offers a leg of the call that its address names', (start) => {
  const query = '?call=pbx-1.2&channel=advisor&language=fr&queue=claims&advisor=ann&title=Flood%20damage&contract=C-17'
  const dialect = open(query, { id: 'source-1', name: 'PBX', door: 'asterisk' })
  dialect.say(start)
  expect(dialect.offers).toEqual([
    {
      callId: 'pbx-1.2',
      channels: ['advisor'],
      leg: { channel: 'advisor', channels: ['customer', 'advisor'], sourceId: 'source-1' },
      language: 'fr',
      queue: 'claims',
      advisorId: 'ann',
      title: 'Flood damage',
      metadata: { contract: 'C-17' },
      encoding: 'l16',
      sampleRate: 16_000,
      synthetic: false,
      wantsEvents: false,
    },
  ])
})

it('offers a call with one mixed channel where the address says nothing', () => {
  const dialect = open()
  dialect.say('MEDIA_START format:ulaw')
  expect(dialect.offers).toMatchObject([{ callId: undefined, channels: ['mixed'], leg: undefined, encoding: 'pcmu' }])
})

it.each(['?call=../x', '?channel=left', '?call=c&channel=advisor&channels=customer', '?channels=customer,advisor&channel=customer'])(
  'refuses the address %s',
  (query) => {
    const dialect = open(query)
    dialect.say(PLAIN)
    expect(dialect.said).toEqual(['fail stream.message-invalid'])
  },
)

it('passes over what it never asked for, and ends when Asterisk says so', () => {
  const dialect = open()
  dialect.say('DTMF_END digit:4 channel_id:17.1')
  dialect.say(PLAIN)
  for (const text of ['MEDIA_XOFF', 'MEDIA_XON', 'QUEUE_DRAINED', '{"event":"DTMF_END","digit":"4"}', 'STATUS queue_length:0'])
    dialect.say(text)
  dialect.say('HANGUP')
  expect(dialect.said).toEqual(['offer', 'end'])
})
