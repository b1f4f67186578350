import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { type RequestOptions, request } from 'node:https'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeProxyFiles } from './proxy-files.mjs'

const hasNginx = spawnSync('nginx', ['-v']).status === 0 && spawnSync('openssl', ['version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'souffleur-proxy-'))
const behind: Server[] = []
let nginx: ChildProcess | undefined
let httpsPort = 0

/** A process that says its name, and what it was told of the client. */
async function processNamed(name: string): Promise<number> {
  const server = createHttpServer((asked, answer) => answer.end(`${name} ${asked.headers['x-forwarded-for']}`))
  server.on(
    'upgrade',
    (_asked, socket) => void socket.end(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n${name}`),
  )
  await once(server.listen(0, '127.0.0.1'), 'listening')
  behind.push(server)
  return portOf(server)
}

function portOf(server: { address(): ReturnType<Server['address']> }): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  await once(server.close(), 'close')
  return port
}

async function ask(path: string, headers: RequestOptions['headers'] = {}): Promise<{ status: number | undefined; text: string }> {
  const asked = request({ host: '127.0.0.1', port: httpsPort, path, headers, rejectUnauthorized: false, agent: false }).end()
  const upgraded = once(asked, 'upgrade').then(async ([answer, socket, head]) => {
    const rest = head.length > 0 ? head : (await once(socket, 'data'))[0]
    socket.destroy()
    return { status: answer.statusCode, text: String(rest) }
  })
  const answered = once(asked, 'response').then(async ([answer]) => {
    let text = ''
    for await (const part of answer) text += part
    return { status: answer.statusCode, text }
  })
  return Promise.race([upgraded, answered])
}

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt += 1) {
    const socket = connect(port, '127.0.0.1')
    const isUp = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'close').then(() => false)]).catch(() => false)
    socket.destroy()
    if (isUp) return
    await new Promise((resolve) => void setTimeout(resolve, 10))
  }
  throw new Error('nginx did not start')
}

describe.skipIf(!hasNginx)('the proxy of docker-compose.yml, with a real nginx', () => {
  beforeAll(async () => {
    const gateways = [await processNamed('gateway-1'), await processNamed('gateway-2')]
    const desks = [await processNamed('desk-1'), await processNamed('desk-2')]
    httpsPort = await freePort()
    const main = writeProxyFiles(folder, { gateways, desks, httpsPort, healthPort: await freePort() })
    nginx = spawn('nginx', ['-p', folder, '-c', main, '-g', 'daemon off; master_process off;'], { stdio: 'ignore' })
    await untilListening(httpsPort)
  })
  afterAll(async () => {
    if (nginx !== undefined && nginx.exitCode === null) {
      const ended = once(nginx, 'exit')
      nginx.kill('SIGTERM')
      await ended
    }
    for (const server of behind) server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a browser stays with one desk, by its session; browsers of one address are shared out', async () => {
    const desksOf = new Map<string, Set<string>>()
    for (let browser = 0; browser < 16; browser += 1)
      for (let time = 0; time < 4; time += 1) {
        const { text } = await ask('/socket.io/?transport=polling', { cookie: `other=1; __Host-souffleur=session-${browser}` })
        const desks = desksOf.get(`${browser}`) ?? new Set()
        desksOf.set(`${browser}`, desks.add(text.split(' ')[0] ?? ''))
      }
    for (const desks of desksOf.values()) expect(desks.size).toBe(1)
    expect(new Set([...desksOf.values()].flatMap((desks) => [...desks]))).toEqual(new Set(['desk-1', 'desk-2']))
  })

  test('telephone calls go to all gateways, as WebSockets', async () => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket' }
    const names = new Set<string>()
    for (let call = 0; call < 4; call += 1) names.add((await ask('/telephony/stream', headers)).text)
    expect(names).toEqual(new Set(['gateway-1', 'gateway-2']))
  })

  test('what a client claims of its address is dropped', async () => {
    expect((await ask('/', { 'x-forwarded-for': '203.0.113.9' })).text).toMatch(/^desk-\d 127\.0\.0\.1$/)
  })

  test.each(['/metrics', '/internal/knowledge'])('%s stays inside', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })
})
