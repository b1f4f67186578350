import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toJson } from '@bufbuild/protobuf'
import { type CallEvent, CallEventSchema } from '@souffleur/proto'
import { anUtterance, ManualClock } from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { NativeStreamClient } from '../src/index.ts'
import { ListeningServer } from './listening-server.ts'

const hello = { type: 'hello' as const, channels: ['mixed' as const], encoding: 'pcmu' as const, sampleRate: 8000 as const }
const ready = { type: 'ready', callId: 'c' }
const opened: { stop(): Promise<void> }[] = []
const listen: typeof ListeningServer.start = async (onHello) => {
  const server = await ListeningServer.start(onHello)
  opened.push(server)
  return server
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.stop()))
})

describe('NativeStreamClient', () => {
  it('says hello, waits for ready, numbers its frames and ends', async () => {
    const server = await listen((say) => say(ready))
    const client = await NativeStreamClient.connect(server.url, { ...hello, channels: ['customer', 'advisor'] })
    expect(client.callId).toBe('c')
    for (const channelIndex of [0, 0, 1]) client.sendFrame({ channelIndex, positionSamples: 5, payload: Uint8Array.of(1) })
    client.pause()
    client.resume()
    client.end()
    await server.ended()
    expect(server.controls).toEqual([
      { ...hello, channels: ['customer', 'advisor'] },
      { type: 'pause' },
      { type: 'resume' },
      { type: 'end' },
    ])
    expect(server.frames.map(({ channelIndex, sequence }) => [channelIndex, sequence])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
    ])
    server.say({ type: 'closed', callId: 'c' })
    server.close(1000)
    expect(await client.closed).toEqual({ closeCode: 1000, error: undefined, completed: true })
  })

  it('hands over events, frame errors and pauses, from the first message on', async () => {
    const event = anUtterance({ text: 'Hello.' })
    const error = { type: 'error', code: 'media.frame-empty', message: 'm', action: 'a', scope: 'frame' }
    const server = await listen((say) => {
      for (const message of [ready, { type: 'event', event: toJson(CallEventSchema, event) }, error, { type: 'paused' }, { type: 'new' }])
        say(message)
    })
    const seen: { events: CallEvent[]; codes: string[]; pauses: boolean[] } = { events: [], codes: [], pauses: [] }
    const client = await NativeStreamClient.connect(server.url, hello, {
      onEvent: (each) => seen.events.push(each),
      onError: ({ code }) => seen.codes.push(code),
      onPauseChanged: (paused) => seen.pauses.push(paused),
    })
    server.close(1000)
    expect(await client.closed).toMatchObject({ completed: false, error: undefined })
    expect(seen).toEqual({ events: [event], codes: ['media.frame-empty'], pauses: [true] })
  })

  it('tells why the server refused the call', async () => {
    const server = await listen((say, socket) => {
      say({ type: 'error', code: 'call.duplicate-id', message: 'm', action: 'a', scope: 'call' })
      socket.close(4400)
    })
    await expect(NativeStreamClient.connect(server.url, hello)).rejects.toMatchObject({ code: 'call.duplicate-id' })
  })

  it('tells why a call was ended later', async () => {
    const server = await listen((say) => say(ready))
    const client = await NativeStreamClient.connect(server.url, hello)
    server.say({ type: 'error', code: 'call.too-long', message: 'm', action: 'a', scope: 'call' })
    server.close(4400)
    expect(await client.closed).toMatchObject({ closeCode: 4400, error: { code: 'call.too-long' }, completed: false })
    expect(client.isOpen).toBe(false)
    client.sendFrame({ channelIndex: 0, positionSamples: 0, payload: Uint8Array.of(1) })
  })

  it('reads the code of an upgrade that was refused, and copes without one', async () => {
    const bodies = [JSON.stringify({ error: { code: 'stream.unauthorised' } }), 'no json']
    const server = createServer().on('upgrade', (_request, socket) => {
      const body = bodies.shift() ?? ''
      socket.end(`HTTP/1.1 401 Unauthorized\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`)
    })
    const url = await portOf(server)
    await expect(NativeStreamClient.connect(url, hello)).rejects.toMatchObject({ code: 'stream.unauthorised' })
    await expect(NativeStreamClient.connect(url, hello)).rejects.toMatchObject({ code: 'stream.unreachable', detail: 'HTTP 401' })
  })

  it('gives up on a server that isn’t there, and on one that never gets ready', async () => {
    const gone = await listen(() => {})
    await gone.stop()
    await expect(NativeStreamClient.connect(gone.url, hello)).rejects.toMatchObject({ code: 'stream.unreachable' })

    const clock = new ManualClock()
    const silent = await listen(() => clock.advance(15_000))
    await expect(NativeStreamClient.connect(silent.url, hello, { clock })).rejects.toMatchObject({ code: 'stream.unreachable' })
    expect(clock.pendingTimers).toBe(0)
  })
})

function portOf(server: Server): Promise<string> {
  opened.push({
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
      }),
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`))
  })
}
