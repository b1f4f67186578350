import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { NativeStreamClient } from '@souffleur/media-client'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { nginxIsAvailable, startNginx } from './nginx-server.ts'
import { OPS_PASSWORD, type RunningSouffleur, runSouffleur } from './running-souffleur.ts'

const TOKEN = 'the-token-of-the-settings'
let folder: string
let certFile: string
let keyFile: string
let ca: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'souffleur-tls-'))
  certFile = join(folder, 'own.crt')
  keyFile = join(folder, 'own.key')
  const kind = [
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=souffleur.example',
  ]
  execFileSync('openssl', ['req', ...kind, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', keyFile, '-out', certFile], {
    stdio: 'pipe',
  })
  ca = await readFile(certFile, 'utf8')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Answer {
  readonly status: number
  readonly cookies: readonly string[]
  readonly body: string
}

async function ask(origin: string, path: string, { body, ...headers }: Record<string, string> = {}): Promise<Answer> {
  const sent = { headers: { origin, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers } }
  const asked = request(new URL(path, origin), { ca, method: body === undefined ? 'GET' : 'POST', agent: false, ...sent })
  asked.end(body)
  const [response] = await once(asked, 'response')
  return { status: response.statusCode, cookies: response.headers['set-cookie'] ?? [], body: (await response.toArray()).join('') }
}

async function signIn(origin: string): Promise<string> {
  const answer = await ask(origin, '/api/v1/session', { body: JSON.stringify({ username: 'advisor', password: OPS_PASSWORD }) })
  expect([answer.status, answer.cookies.length]).toEqual([200, 1])
  expect(answer.cookies[0]).toMatch(/; Secure/)
  return answer.cookies[0]?.split(';', 1)[0] ?? ''
}

async function call(origin: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const hello = {
    type: 'hello' as const,
    channels: ['customer' as const],
    encoding: 'pcmu' as const,
    sampleRate: 8000 as const,
    language: 'en' as const,
  }
  const url = new URL('/telephony/stream', origin.replace('https', 'wss'))
  const client = await NativeStreamClient.connect(url, hello, { headers, trustsAnyCertificate: true })
  client.end()
  await client.closed
  return client.callId
}

/** What both ways of ending TLS promise. */
function describeTls(serve: () => Promise<string>): void {
  let origin: string
  beforeAll(async () => {
    origin = await serve()
  })

  it('signs in with a secure cookie, and plays a sample through its own door', async () => {
    const cookie = await signIn(origin)
    const played = await ask(origin, '/api/v1/samples/en-water-damage/play', { body: '{}', cookie })
    expect(played.status).toBe(202)
    expect((await ask(origin, '/api/v1/calls?state=live', { cookie })).body).toContain(JSON.parse(played.body).callId)
  })

  it('takes calls with a credential', async () => {
    expect(await call(origin, { authorization: `Bearer ${TOKEN}` })).not.toBe('')
    await expect(call(origin, { authorization: 'Bearer another' })).rejects.toMatchObject({ code: 'stream.unauthorised' })
  })

  it('sends what happens to a signed-in browser', async () => {
    const cookie = await signIn(origin)
    const socket = io(`${origin}/live`, { ca, transports: ['websocket'], extraHeaders: { cookie, origin }, reconnection: false })
    onTestFinished(() => void socket.close())
    await new Promise<void>((resolve, reject) => socket.on('connect', resolve).on('connect_error', reject))
    expect(socket.connected).toBe(true)
  })

  it('refuses old versions of TLS', async () => {
    const port = Number(new URL(origin).port)
    const old = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'ALL:@SECLEVEL=0',
    })
    const [error] = await once(old, 'error')
    expect(error).toBeInstanceOf(Error)
  })
}

describe('TLS that Souffleur ends itself', () => {
  let server: RunningSouffleur
  afterAll(() => server.stop())
  describeTls(async () => {
    server = await runSouffleur({ SOUFFLEUR_TLS_CERT_FILE: certFile, SOUFFLEUR_TLS_KEY_FILE: keyFile, SOUFFLEUR_STREAM_TOKEN: TOKEN })
    expect(server.url).toMatch(/^https:/)
    return server.url.replace('127.0.0.1', 'localhost')
  })
})

describe.skipIf(!nginxIsAvailable())('TLS that nginx ends, with the file in deploy', () => {
  let server: RunningSouffleur
  let origin: string
  let stopNginx: () => Promise<void>
  afterAll(async () => {
    await stopNginx()
    await server.stop()
  })
  describeTls(async () => {
    server = await runSouffleur({ SOUFFLEUR_SECURE_COOKIES: '1', SOUFFLEUR_TRUSTED_PROXIES: '127.0.0.1', SOUFFLEUR_STREAM_TOKEN: TOKEN })
    const nginx = await startNginx(folder, { upstreamPort: Number(new URL(server.url).port), certFile, keyFile })
    stopNginx = nginx.stop
    origin = `https://localhost:${nginx.port}`
    return origin
  })

  it('takes nobody behind it for a program on this machine, whatever they claim', async () => {
    await expect(call(origin, {})).rejects.toMatchObject({ code: 'stream.unauthorised' })
    await expect(call(origin, { 'x-forwarded-for': '127.0.0.1' })).rejects.toMatchObject({ code: 'stream.unauthorised' })
  })

  it('keeps what ops measure inside', async () => {
    expect((await ask(origin, '/metrics')).status).toBe(404)
  })
})
