import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { CallEndReason, Channel } from '@souffleur/proto'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { encodeFrame, FrameReader } from '../../src/doors/audiosocket/frame-codec.ts'
import { createTicketEndpoint } from '../../src/doors/audiosocket/ticket-endpoint.ts'
import { TICKET_LIFE_MS, TicketOffice } from '../../src/doors/audiosocket/ticket-office.ts'
import { noSourceKeys, type SourceKeys } from '../../src/doors/source-keys.ts'
import { type AudioSocketDoor, createAudioSocketDoor } from '../../src/index.ts'
import { type RunningGateway, runGateway } from '../running-gateway.ts'
import { audio, hangup, uuid } from './audiosocket-words.ts'
import { bearerKeys } from './test-source-keys.ts'

const A_UUID = 'c0ffee00-0000-4000-8000-000000000001'
const ENOUGH = 320

let closers: (() => Promise<unknown> | unknown)[] = []

afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

interface Bench {
  readonly gateway: RunningGateway
  readonly door: AudioSocketDoor
  readonly port: number
  ticket(body: unknown, init?: RequestInit): Promise<{ status: number; answer: Record<string, unknown> }>
  dial(): Promise<Peer>
}

interface Peer {
  readonly socket: Socket
  /** All that the server said until it closed. */
  readonly heard: Promise<Buffer>
}

async function open(options: { keys?: SourceKeys; alwaysTickets?: boolean } = {}): Promise<Bench> {
  const gateway = await runGateway()
  const { clock, log } = gateway
  const door = createAudioSocketDoor({ keys: noSourceKeys, clock, log, ...options })
  const listener = await door.listen(gateway.gateway, '127.0.0.1', 0)
  const office: Server = createServer((request, response) => door.endpoint.handle(request, response))
  await new Promise<void>((resolve) => {
    office.listen(0, '127.0.0.1', resolve)
  })
  const sockets: Socket[] = []
  closers.push(
    () => gateway.stop(),
    () => {
      office.closeAllConnections()
      office.close()
    },
    async () => {
      const stopped = listener.stop()
      for (const socket of sockets) socket.destroy()
      await stopped
    },
  )
  return {
    gateway,
    door,
    port: listener.port,
    async ticket(body, init = {}) {
      const url = `http://127.0.0.1:${(office.address() as AddressInfo).port}/telephony/tickets`
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const response = await fetch(url, { method: 'POST', body: text, ...init })
      return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
    },
    dial: () =>
      new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: listener.port })
        sockets.push(socket)
        const parts: Buffer[] = []
        socket.on('data', (part: Buffer) => parts.push(part))
        socket.on('error', () => {})
        const heard = new Promise<Buffer>((close) => {
          socket.on('close', () => close(Buffer.concat(parts)))
        })
        socket.on('connect', () => resolve({ socket, heard }))
      }),
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
  }
}

const samples = (count: number, value = 1) => new Uint8Array(2 * count).fill(value)

it('cuts frames out of a stream, whatever the pieces in which it comes', () => {
  const frames = fc.array(fc.record({ type: fc.integer({ min: 0, max: 255 }), payload: fc.uint8Array({ maxLength: 700 }) }))
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }), (sent, sizes) => {
      const stream = Buffer.concat(sent.map(({ type, payload }) => encodeFrame(type, payload)))
      const heard: Buffer[] = []
      const reader = new FrameReader((frame) => heard.push(frame))
      for (let at = 0, index = 0; at < stream.length; index += 1) {
        const size = sizes[index % sizes.length] ?? 1
        reader.push(stream.subarray(at, at + size))
        at += size
      }
      expect(reader.isMidFrame).toBe(false)
      expect(Buffer.concat(heard).equals(stream)).toBe(true)
      expect(heard).toHaveLength(sent.length)
    }),
  )
})

it('has a frame of 65,535 bytes come byte by byte', () => {
  const heard: Buffer[] = []
  const reader = new FrameReader((frame) => heard.push(frame))
  const frame = encodeFrame(0x10, new Uint8Array(65_535).fill(7))
  for (const byte of frame) reader.push(Buffer.of(byte))
  expect(heard.map((each) => each.equals(frame))).toEqual([true])
})

it('takes a program of this machine without a ticket: one mixed channel, its UUID for an id', async () => {
  const { gateway, dial } = await open()
  const { socket, heard } = await dial()
  socket.write(uuid(A_UUID))
  socket.write(audio(samples(ENOUGH)))
  socket.end(hangup)
  expect(await heard).toEqual(Buffer.from(hangup))
  await until(() => gateway.endOf(A_UUID) !== undefined)
  expect(gateway.eventsOf(A_UUID)[0]?.body.value).toMatchObject({ source: 'audiosocket', channels: [Channel.MIXED], sampleRateHz: 8000 })
  expect(gateway.endOf(A_UUID)).toMatchObject({ reason: CallEndReason.COMPLETED, durationMs: 40 })
})

it.each([
  ['a UUID that nobody issued', () => uuid(A_UUID)],
  ['another UUID that nobody issued', () => uuid('00000000-0000-0000-0000-000000000000')],
])('refuses %s where tickets are asked for, with a hangup and a code in the log', async (_, greeting) => {
  const { gateway, dial } = await open({ alwaysTickets: true })
  const { socket, heard } = await dial()
  socket.write(Buffer.concat([greeting(), audio(samples(ENOUGH))]))
  expect(await heard).toEqual(Buffer.from(hangup))
  expect(gateway.log.codes()).toEqual(['stream.unauthorised'])
  expect(gateway.events).toEqual([])
})

it('takes a call by its ticket, once', async () => {
  const { gateway, ticket, dial } = await open({ alwaysTickets: true })
  const said = { callId: 'call-1', language: 'fr', queue: 'claims', advisorId: 'ann', title: 'Flood', metadata: { contract: 'C-17' } }
  const { status, answer } = await ticket(said)
  expect([status, answer]).toEqual([201, { ticket: expect.any(String), expiresInSeconds: 60, port: expect.any(Number) }])
  const first = await dial()
  first.socket.write(Buffer.concat([uuid(String(answer.ticket)), audio(samples(ENOUGH), 0x12)]))
  await until(() => gateway.eventsOf('call-1').length > 0)
  expect(gateway.eventsOf('call-1')[0]?.body.value).toMatchObject({
    language: 'fr',
    queue: 'claims',
    advisorId: 'ann',
    title: 'Flood',
    metadata: { contract: 'C-17' },
    sampleRateHz: 16_000,
  })
  const second = await dial()
  second.socket.write(Buffer.concat([uuid(String(answer.ticket)), audio(samples(ENOUGH))]))
  expect(await second.heard).toEqual(Buffer.from(hangup))
  expect(gateway.log.codes()).toEqual(['stream.unauthorised'])
})

it('joins two tickets of one call id as its two parties', async () => {
  const { gateway, ticket, dial } = await open()
  for (const channel of ['customer', 'advisor']) {
    const { answer } = await ticket(`callId=call-1&channel=${channel}&queue=&language=en`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    const { socket } = await dial()
    socket.write(Buffer.concat([uuid(String(answer.ticket)), audio(samples(ENOUGH))]))
    await until(() => gateway.batches.length > (channel === 'customer' ? 0 : 1))
  }
  expect(gateway.events.filter(({ body }) => body.case === 'callStarted')).toHaveLength(1)
  expect(gateway.batches.map(({ channel, startSamples }) => [channel, startSamples])).toEqual([
    [Channel.CUSTOMER, 0],
    [Channel.ADVISOR, 0],
  ])
})

it('answers an empty frame of sound with one, once the call has begun', async () => {
  const { gateway, dial } = await open()
  const { socket, heard } = await dial()
  socket.write(Buffer.concat([uuid(A_UUID), audio(new Uint8Array(0), 0x12)]))
  await until(() => gateway.eventsOf(A_UUID).length > 0)
  socket.end(hangup)
  expect(await heard).toEqual(Buffer.concat([Uint8Array.of(0x12, 0, 0), hangup]))
})

it('forgets a ticket after a minute', async () => {
  const { gateway, ticket, dial } = await open({ alwaysTickets: true })
  const { answer } = await ticket({})
  gateway.clock.advance(60_000)
  const { socket, heard } = await dial()
  socket.write(uuid(String(answer.ticket)))
  expect(await heard).toEqual(Buffer.from(hangup))
})

it('keeps no more tickets than it was told to, and none for longer than a minute', () => {
  const clock = new ManualClock()
  const office = new TicketOffice(clock, 2)
  const call = { language: 'auto', queue: '', channels: ['mixed'], title: '', synthetic: false, metadata: {}, wantsEvents: false } as const
  const tickets = [office.issue(call), office.issue(call), office.issue(call)]
  expect(tickets).toEqual([expect.any(String), expect.any(String), undefined])
  expect(office.take(tickets[0] ?? '')).toBe(call)
  expect(office.take(tickets[0] ?? '')).toBeUndefined()
  expect(office.waiting).toBe(1)
  clock.advance(TICKET_LIFE_MS)
  expect(office.take(tickets[1] ?? '')).toBeUndefined()
  expect(office.waiting).toBe(0)
  expect(office.issue(call)).toEqual(expect.any(String))
})

it('says when too many tickets wait', async () => {
  const clock = new ManualClock()
  const log = createRecordingLog()
  const parts = { door: 'audiosocket', tickets: new TicketOffice(clock, 0), keys: noSourceKeys, clock, log, port: () => 1 }
  const office = createServer((request, response) => createTicketEndpoint(parts).handle(request, response))
  await new Promise<void>((resolve) => {
    office.listen(0, '127.0.0.1', resolve)
  })
  closers.push(() => office.close())
  const url = `http://127.0.0.1:${(office.address() as AddressInfo).port}`
  const response = await fetch(url, { method: 'POST', body: '{}', headers: { connection: 'close' } })
  expect([response.status, log.codes()]).toEqual([503, ['call.too-many']])
})

it.each<[string, unknown, RequestInit, number, string]>([
  ['no credential', {}, { headers: { 'x-forwarded-for': '203.0.113.7' } }, 401, 'stream.unauthorised'],
  ['a wrong credential', {}, { headers: { authorization: 'Bearer wrong' } }, 401, 'stream.unauthorised'],
  ['a page of another site', {}, { headers: { origin: 'https://example.com' } }, 403, 'stream.foreign-origin'],
  ['no JSON', '{', {}, 400, 'request.invalid'],
  ['a list', [], {}, 400, 'request.invalid'],
  ['a channel that nobody knows', { channel: 'left' }, {}, 400, 'request.invalid'],
  ['a party of a call without an id', { channel: 'customer', channels: ['customer', 'advisor'] }, {}, 400, 'request.invalid'],
  ['metadata that is no object', { metadata: 'x' }, {}, 400, 'request.invalid'],
  ['more than a request may hold', { title: 'x'.repeat(20_000) }, {}, 413, 'request.too-large'],
  ['a GET', undefined, { method: 'GET', body: null }, 404, 'request.not-found'],
])('refuses a request for a ticket with %s', async (_, body, init, status, code) => {
  const { gateway, ticket } = await open({ keys: bearerKeys('audiosocket', 'a-secret') })
  const refused = await ticket(body, init)
  expect(refused).toMatchObject({ status, answer: { error: { code, message: { en: expect.any(String), fr: expect.any(String) } } } })
  expect(gateway.log.codes()).toEqual([code])
})

it('gives a ticket to whoever bears the secret, and says of the rest only which field is wrong', async () => {
  const { ticket } = await open({ keys: bearerKeys('audiosocket', 'a-secret') })
  const headers = { authorization: 'Bearer a-secret', 'x-forwarded-for': '203.0.113.7' }
  expect(await ticket({}, { headers })).toMatchObject({ status: 201 })
  const { answer } = await ticket({ callId: 'a secret word' }, { headers })
  expect(JSON.stringify(answer)).toContain('callId')
  expect(JSON.stringify(answer)).not.toContain('secret word')
})

it('keeps what was heard when a connection ends within a frame', async () => {
  const { gateway, dial } = await open()
  const { socket } = await dial()
  socket.write(Buffer.concat([uuid(A_UUID), audio(samples(ENOUGH)), audio(samples(ENOUGH)).subarray(0, 100)]))
  socket.end()
  await until(() => gateway.endOf(A_UUID) !== undefined)
  expect(gateway.endOf(A_UUID)).toMatchObject({
    reason: CallEndReason.DISCONNECTED,
    accounts: [{ samplesReceived: ENOUGH, samplesForwarded: ENOUGH }],
  })
  expect(gateway.log.codes()).toEqual(['media.frame-truncated'])
})

it('takes the end of the stream between frames for the end of the call: Asterisk says no more', async () => {
  const { gateway, dial } = await open()
  const { socket } = await dial()
  socket.write(Buffer.concat([uuid(A_UUID), audio(samples(ENOUGH))]))
  socket.end()
  await until(() => gateway.endOf(A_UUID) !== undefined)
  expect(gateway.endOf(A_UUID)).toMatchObject({ reason: CallEndReason.COMPLETED })
  expect(gateway.log.codes()).toEqual([])
})

it('takes a frame of 65,534 bytes for four seconds of sound', async () => {
  const { gateway, dial } = await open()
  const { socket } = await dial()
  socket.end(Buffer.concat([uuid(A_UUID), audio(samples(32_767))]))
  await until(() => gateway.endOf(A_UUID) !== undefined)
  expect(gateway.endOf(A_UUID)).toMatchObject({ accounts: [{ samplesForwarded: 32_767, samplesLost: 0 }] })
})

it('keeps the place of a frame that ends within a sample', async () => {
  const { gateway, dial } = await open()
  const { socket } = await dial()
  socket.end(Buffer.concat([uuid(A_UUID), audio(new Uint8Array(641)), audio(samples(ENOUGH))]))
  await until(() => gateway.endOf(A_UUID) !== undefined)
  expect(gateway.endOf(A_UUID)).toMatchObject({ durationMs: 80, accounts: [{ samplesForwarded: ENOUGH, samplesLost: ENOUGH }] })
})

it('closes a peer that says nothing, before its call and during it', async () => {
  const { gateway, dial } = await open()
  const [mute, silent] = [await dial(), await dial()]
  silent.socket.write(Buffer.concat([uuid(A_UUID), audio(samples(ENOUGH))]))
  await until(() => gateway.eventsOf(A_UUID).length > 0)
  const heard = { mute: false, silent: false }
  void mute.heard.then(() => {
    heard.mute = true
  })
  void silent.heard.then(() => {
    heard.silent = true
  })
  await until(() => {
    gateway.clock.advance(250)
    return heard.mute
  })
  expect(heard.silent).toBe(false)
  await until(() => {
    gateway.clock.advance(250)
    return heard.silent
  })
  expect(new Set(gateway.log.codes())).toEqual(new Set(['stream.start-expected', 'call.silent-peer']))
  expect(gateway.endOf(A_UUID)).toMatchObject({ reason: CallEndReason.FAILED, errorCode: 'call.silent-peer', durationMs: 40 })
})

it('cuts a peer off that does not close when it is told to', async () => {
  const { gateway, port } = await open()
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  closers.push(() => socket.destroy())
  const closed = new Promise<void>((resolve) => {
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })
  socket.resume()
  const told = new Promise<void>((resolve) => {
    socket.on('end', resolve)
  })
  socket.write(Buffer.of(0x42, 0, 0))
  await told
  gateway.clock.advance(2000)
  // The server is gone: what the peer still says is answered by a reset.
  await until(() => {
    if (socket.writable) socket.write(hangup)
    return socket.destroyed
  })
  await closed
})

it('says which port is taken', async () => {
  const { gateway, port } = await open()
  const { clock, log } = gateway
  const door = createAudioSocketDoor({ keys: noSourceKeys, clock, log })
  await expect(door.listen(gateway.gateway, '127.0.0.1', port)).rejects.toMatchObject({
    code: 'port.in-use',
    message: expect.stringContaining(`127.0.0.1:${port}`),
  })
})
