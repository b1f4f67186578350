import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OwnServer, readWav, runLiveCall, startOwnServer } from '@souffleur/loadtest'
import { NativeStreamClient } from '@souffleur/media-client'
import type { NativeHelloInput } from '@souffleur/proto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeskClient } from './desk-client.ts'

/** What goes wrong around a running system. Each fault has a code, and the process stays up. */
const entry = fileURLToPath(new URL('../../services/standalone/src/main.ts', import.meta.url))

let server: OwnServer
let emptyFolder: string
const hello: NativeHelloInput = { type: 'hello', channels: ['customer'], encoding: 'pcmu', sampleRate: 8000, language: 'en', events: true }
const streamUrl = () => `${server.url.replace('http', 'ws')}/telephony/stream`

beforeAll(async () => {
  emptyFolder = await mkdtemp(join(tmpdir(), 'souffleur-no-models-'))
  server = await startOwnServer()
}, 120_000)

afterAll(async () => {
  await server?.stop()
  await rm(emptyFolder, { recursive: true, force: true })
})

test('a second process on the same data folder stops and says why', () => {
  const second = spawnSync(process.execPath, [entry], {
    env: { ...process.env, PORT: '0', SOUFFLEUR_DATA: server.dataFolder, SOUFFLEUR_LOG: 'silent' },
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect(second.status).toBe(1)
  expect(second.stderr).toContain('data.locked')
  expect(second.stderr).toContain('SOUFFLEUR_DATA')
})

test('a setting that is wrong is named', () => {
  const started = spawnSync(process.execPath, [entry], { env: { ...process.env, PORT: 'eighty' }, encoding: 'utf8', timeout: 60_000 })
  expect(started.status).toBe(1)
  expect(started.stderr).toMatch(/config\.invalid[\s\S]*PORT/)
})

test('a port that is taken is named', () => {
  const taken = spawnSync(process.execPath, [entry], {
    env: { ...process.env, PORT: new URL(server.url).port, SOUFFLEUR_DATA: join(emptyFolder, 'data'), SOUFFLEUR_LOG: 'silent' },
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect(taken.status).toBe(1)
  expect(taken.stderr).toContain('port.in-use')
})

test('a socket that vanishes leaves a call that is closed and kept', async () => {
  const client = await NativeStreamClient.connect(streamUrl(), { ...hello, callId: 'vanished' })
  for (let index = 0; index < 50; index += 1) {
    client.sendFrame({ channelIndex: 0, positionSamples: index * 160, payload: new Uint8Array(160).fill(0xff) })
  }
  client.disconnect()
  const supervisor = await DeskClient.signIn(server.url, 'supervisor')
  await expect
    .poll(async () => (await supervisor.get('/calls/vanished')).body, { timeout: 20_000 })
    .toMatchObject({ call: { state: 'ended', endReason: 'disconnected' } })
})

test('two calls with the same id: the second is refused, the first goes on', async () => {
  const first = await NativeStreamClient.connect(streamUrl(), { ...hello, callId: 'twin' })
  await expect(NativeStreamClient.connect(streamUrl(), { ...hello, callId: 'twin' })).rejects.toMatchObject({
    code: 'call.duplicate-id',
  })
  first.end()
  expect((await first.closed).completed).toBe(true)
})

test('without any model the process starts, follows calls, and says which command installs the engine', async () => {
  const bare = await startOwnServer({ environment: { SOUFFLEUR_MODELS: emptyFolder } })
  try {
    const warned: string[] = []
    const client = await NativeStreamClient.connect(`${bare.url.replace('http', 'ws')}/telephony/stream`, hello, {
      onEvent: ({ body }) => {
        if (body.case === 'callWarned') warned.push(body.value.code, ...Object.values(body.value.parameters))
      },
    })
    for (let index = 0; index < 25; index += 1) {
      client.sendFrame({ channelIndex: 0, positionSamples: index * 160, payload: new Uint8Array(160).fill(0xff) })
    }
    client.end()
    expect((await client.closed).completed).toBe(true)
    expect(warned.join(' ')).toContain('engine.language-missing')
    expect(warned.join(' ')).toContain('npm run models -- pull')
  } finally {
    await bare.stop()
  }
}, 120_000)

test('a stop in the middle of a call keeps what was said, and the next start finds it', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'souffleur-stopped-'))
  try {
    const stopped = await startOwnServer({ dataFolder })
    await ready(stopped)
    const wav = await readWav(fileURLToPath(new URL('../../services/standalone/demo/calls/en-water-damage/audio.wav', import.meta.url)))
    const heard: string[] = []
    const firstWords = Promise.withResolvers<void>()
    const call = runLiveCall(wav, {
      serverUrl: stopped.url,
      language: 'en',
      speed: 2,
      title: 'stopped',
      order: 'advisor-left',
      token: '',
      onEvent: ({ body }) => {
        if (body.case === 'utterance') heard.push(body.value.text)
        if (heard.length === 3) firstWords.resolve()
      },
    })
    await firstWords.promise
    expect(await stopped.stop()).toBe(0)
    await call
    const again = await startOwnServer({ dataFolder })
    const supervisor = await DeskClient.signIn(again.url, 'supervisor')
    const { body } = await supervisor.get('/calls?state=ended')
    expect(body).toMatchObject({ calls: [{ title: 'stopped' }] })
    expect((body as { calls: [{ utterances: number }] }).calls[0].utterances).toBeGreaterThanOrEqual(3)
    await again.stop()
  } finally {
    await rm(dataFolder, { recursive: true, force: true })
  }
}, 180_000)

async function ready({ url }: OwnServer): Promise<void> {
  await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 60_000 }).toBe(200)
}
