import { err } from '@souffleur/flow'
import { aCallStarted } from '@souffleur/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DeskClient, type DeskHarness, MAX_UPLOAD_BYTES, startDesk } from './desk-harness.ts'

let harness: DeskHarness
let advisor: DeskClient
beforeAll(async () => {
  harness = await startDesk()
  advisor = await harness.as('advisor')
})
beforeEach(() => {
  harness.played.length = 0
})
afterAll(() => harness.stop())

function form(fields: Record<string, string>, file?: { bytes: Uint8Array<ArrayBuffer>; name: string }, fileFirst = false): FormData {
  const data = new FormData()
  const addFile = () => file !== undefined && data.append('file', new Blob([file.bytes]), file.name)
  if (fileFirst) addFile()
  for (const [name, value] of Object.entries(fields)) data.append(name, value)
  if (!fileFirst) addFile()
  return data
}
const bytes = (length: number) => new Uint8Array(length).fill(7)

describe('samples', () => {
  it('are listed, heard and played as calls of the advisor who asks', async () => {
    expect((await advisor.get('/api/v1/samples')).body.samples).toEqual([
      { id: 'sample-1', title: { en: 'A leak', fr: 'A leak (fr)' }, language: 'en', durationMs: 60_000, synthetic: true },
    ])
    const audio = await advisor.get('/api/v1/samples/sample-1/audio')
    expect([audio.headers.get('content-type'), audio.body]).toEqual(['audio/wav', 'RIFF'])
    const { status, body } = await advisor.post('/api/v1/samples/sample-1/play')
    expect([status, body]).toEqual([202, { callId: 'played-1' }])
    expect(harness.played).toEqual([
      expect.objectContaining({
        title: 'A leak',
        language: 'en',
        order: 'advisor-left',
        queue: 'default',
        advisorId: 'advisor',
        synthetic: true,
        sampleId: 'sample-1',
      }),
    ])
  })

  it.each(['/api/v1/samples/none/audio', '/api/v1/samples/..%2F..%2Fpackage.json/audio'])(
    'that don’t exist are not found: %s',
    async (path) => {
      expect((await advisor.get(path)).body.error.code).toBe('request.not-found')
    },
  )
})

describe('uploads', () => {
  it.each([true, false])('are played as calls, wherever the file stands among the parts (first: %s)', async (fileFirst) => {
    const file = { bytes: bytes(1000), name: 'C:\\calls\\leak.wav' }
    const { status, body } = await advisor.send(
      'POST',
      '/api/v1/recordings',
      form({ language: 'fr', order: 'customer-left' }, file, fileFirst),
    )
    expect([status, body]).toEqual([202, { callId: 'played-1' }])
    expect(harness.played[0]).toMatchObject({
      title: 'leak.wav',
      language: 'fr',
      order: 'customer-left',
      advisorId: 'advisor',
      synthetic: false,
    })
    expect(harness.played[0]?.wav).toHaveLength(1000)
  })

  it('of the very largest size are taken, and of one byte more refused', async () => {
    const upload = (length: number) => advisor.send('POST', '/api/v1/recordings', form({}, { bytes: bytes(length), name: 'x.wav' }))
    expect((await upload(MAX_UPLOAD_BYTES)).status).toBe(202)
    const { status, body } = await upload(MAX_UPLOAD_BYTES + 1)
    expect([status, body.error.code]).toEqual([413, 'request.too-large'])
    expect((await upload(10)).status).toBe(202)
  })

  it.each([
    ['no file', () => form({ language: 'fr' })],
    ['a language that there isn’t', () => form({ language: 'de' }, { bytes: bytes(10), name: 'x.wav' })],
    ['an order that there isn’t', () => form({ order: 'both' }, { bytes: bytes(10), name: 'x.wav' })],
    ['JSON', () => ({ file: 'x' })],
  ])('with %s are refused', async (_, body) => {
    const { status, body: answer } = await advisor.send('POST', '/api/v1/recordings', body())
    expect([status, answer.error.code]).toEqual([400, 'request.invalid'])
    expect(harness.played).toEqual([])
  })

  it('of a file that isn’t a recording say what is wrong with it', async () => {
    const player = { play: async () => err('wav.not-wav' as const), stop: () => false }
    const picky = await startDesk({ database: harness.database, overrides: { player } })
    const answer = await (await picky.as('advisor')).send('POST', '/api/v1/recordings', form({}, { bytes: bytes(10), name: 'x.pdf' }))
    expect([answer.status, answer.body.error.code]).toEqual([422, 'wav.not-wav'])
    await picky.stop()
  })
})

describe('a call that is played', () => {
  it('ends when its advisor says so', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId: 'playing' }))
    expect((await advisor.delete('/api/v1/playbacks/playing')).status).toBe(204)
    expect(harness.stopped).toEqual(['playing'])
  })
})
