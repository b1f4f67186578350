import { once } from 'node:events'
import { connect } from 'node:net'
import { NativeStreamClient } from '@souffleur/media-client'
import { afterEach, describe, expect, it } from 'vitest'
import { type RunningGateway, type RunningGatewayOptions, runGateway } from './running-gateway.ts'

const hello = { type: 'hello' as const, channels: ['mixed' as const], encoding: 'pcmu' as const, sampleRate: 8000 as const }
const running: RunningGateway[] = []
const run = async (options?: RunningGatewayOptions) => {
  const gateway = await runGateway(options)
  running.push(gateway)
  return gateway
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((gateway) => gateway.stop()))
})

describe('the gate before the socket', () => {
  it('tells who may not come in', async () => {
    const gateway = await run({ authorise: async () => ({ ok: false, code: 'stream.unauthorised' }) })
    await expect(NativeStreamClient.connect(gateway.url, hello)).rejects.toMatchObject({ code: 'stream.unauthorised' })
    expect(gateway.log.codes()).toEqual(['stream.unauthorised'])
  })

  it('refuses a page of another site before anybody looks at its cookie', async () => {
    let asked = 0
    const gateway = await run({
      authorise: async () => {
        asked += 1
        return { ok: true }
      },
    })
    for (const origin of ['https://elsewhere.example', 'null', 'not a url']) {
      await expect(NativeStreamClient.connect(gateway.url, hello, { headers: { origin } })).rejects.toMatchObject({
        code: 'stream.foreign-origin',
      })
    }
    expect(asked).toBe(0)
    const { host } = new URL(gateway.url)
    await NativeStreamClient.connect(gateway.url, hello, { headers: { origin: `http://${host}` } })
    await NativeStreamClient.connect(gateway.url, hello, { headers: { origin: 'https://elsewhere.example', authorization: 'Bearer x' } })
    expect(asked).toBe(2)
  })

  it('takes the advisor from the credential, whatever the hello says', async () => {
    const gateway = await run({ authorise: async () => ({ ok: true, advisorId: 'ann' }) })
    await NativeStreamClient.connect(gateway.url, { ...hello, advisorId: 'mallory' })
    await gateway.bus.settled()
    expect(gateway.events[0]?.body.value).toMatchObject({ advisorId: 'ann' })
  })

  it('lets nobody in when the verdict fails, or takes too long', async () => {
    const failing = await run({
      authorise: async () => {
        throw new Error('the database is gone')
      },
    })
    await expect(NativeStreamClient.connect(failing.url, hello)).rejects.toMatchObject({ code: 'internal.unexpected' })

    let asked = () => {}
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve
    })
    const hanging = await run({
      authorise: () => {
        asked()
        return new Promise(() => {})
      },
    })
    const refused = expect(NativeStreamClient.connect(hanging.url, hello)).rejects.toMatchObject({ code: 'internal.unexpected' })
    await isAsked
    hanging.clock.advance(10_000)
    await refused
  })

  it('knows its own path only', async () => {
    const gateway = await run()
    await expect(NativeStreamClient.connect(gateway.url.replace('stream', 'nothing'), hello)).rejects.toMatchObject({
      code: 'request.not-found',
    })
    await expect(NativeStreamClient.connect(gateway.url.replace('/telephony/stream', '/live'), hello)).rejects.toMatchObject({
      code: 'stream.unreachable',
    })
  })

  it('bounds the sockets that have not said hello', async () => {
    const gateway = await run({ config: { maxGreetings: 2 } })
    const first = await gateway.connect()
    await gateway.connect()
    await expect(NativeStreamClient.connect(gateway.url, hello)).rejects.toMatchObject({ code: 'call.too-many' })
    first.hello()
    await first.next('ready')
    await NativeStreamClient.connect(gateway.url, hello)
  })

  it.each([
    ['no key', 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13'],
    [
      'another version',
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 12',
    ],
    ['another protocol', 'Upgrade: h2c\r\nConnection: Upgrade'],
  ])('says why it refuses a handshake with %s, and keeps no socket of a peer that stays', async (_, headers) => {
    const gateway = await run()
    const { hostname, port, pathname } = new URL(gateway.url)
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n${headers}\r\n\r\n`)
    const answer = await read(socket)
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*"error":\{"code":"request\.invalid"/s)
    expect(gateway.log.codes()).toEqual(['request.invalid'])
    // Nothing listens to a peer that was refused: what it says is answered with a reset.
    const gone = new Promise((resolve) => {
      socket.on('close', resolve)
    })
    socket.on('error', () => {})
    const talk = () => socket.write('still there', () => setImmediate(() => socket.destroyed || talk()))
    talk()
    await gone
  })
})

async function read(socket: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8')
  })
  await once(socket, 'end')
  return text
}
