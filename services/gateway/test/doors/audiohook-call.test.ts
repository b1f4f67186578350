import { audioHookProtocol, connectAudioHook } from '@souffleur/media-client'
import { CallEndReason, Channel } from '@souffleur/proto'
import { aCallPauseRequested, anUtterance, aTranscriptCompleted } from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createAudioHookDoor } from '../../src/index.ts'
import { type RunningGateway, type RunningGatewayOptions, runGateway } from '../running-gateway.ts'
import { openParameters, SESSION, said } from './audiohook-words.ts'
import { bearerKeys } from './test-source-keys.ts'

let gateway: RunningGateway
let sockets: TestSocket[] = []
const run = async (options: RunningGatewayOptions = {}) => {
  gateway = await runGateway({
    ...options,
    openDoors: ({ clock }) => [createAudioHookDoor({ keys: bearerKeys('audiohook', 'a-key'), clock, failureDelayMs: 0 })],
  })
  return new URL(gateway.url.replace(/^ws/, 'http')).origin
}
afterEach(async () => {
  await gateway.stop()
  for (const { socket } of sockets) socket.terminate()
  sockets = []
})

/** A client that says what a test wants, and keeps what it hears. */
class TestSocket {
  readonly socket: WebSocket
  readonly heard: { type: string; seq: number; clientseq: number; parameters: Record<string, unknown> }[] = []
  readonly closeCode: Promise<number>
  #seq = 0
  #changed = () => {}

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false })
    this.socket.on('message', (data) => {
      this.heard.push(JSON.parse(String(data)))
      this.#changed()
    })
    this.closeCode = new Promise((resolve) => {
      this.socket.on('close', resolve)
    })
    sockets.push(this)
  }

  static async open(parameters: object = {}, headers: Record<string, string> = {}): Promise<TestSocket> {
    const peer = new TestSocket(gateway.url.replace(/stream$/, 'audiohook'), headers)
    await new Promise((resolve, reject) => {
      peer.socket.on('open', resolve)
      peer.socket.on('error', reject)
    })
    peer.say('open', { ...openParameters, ...parameters })
    return peer
  }

  say(type: string, parameters: object = {}, position = 'PT0S'): void {
    this.#seq += 1
    this.socket.send(said(type, parameters, { seq: this.#seq, serverseq: this.heard.length, position }))
  }

  async until(type: string): Promise<Record<string, unknown>> {
    for (;;) {
      const found = this.heard.find((message) => message.type === type)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }
}

const cases = (callId: string) => gateway.eventsOf(callId).map(({ body }) => body.case)

describe('a call through the AudioHook door', () => {
  it('is what its opening says', async () => {
    await run()
    const peer = await TestSocket.open({ language: 'fr-FR', customConfig: { queue: 'motor', advisor: 'ann', title: 'A call' } })
    await peer.until('opened')
    peer.say('close', { reason: 'end' })
    expect(await peer.closeCode).toBe(1000)
    await gateway.bus.settled()
    expect(gateway.events[0]?.body.value).toMatchObject({
      language: 'fr',
      queue: 'motor',
      advisorId: 'ann',
      title: 'A call',
      source: 'audiohook',
    })
    expect(cases(SESSION)).toEqual(['callStarted', 'callEnded'])
    expect(peer.heard.map(({ type, seq, clientseq }) => [type, seq, clientseq])).toEqual([
      ['opened', 1, 1],
      ['closed', 2, 2],
    ])
  })

  it('is heard in the language that an update names, from then on', async () => {
    await run({ config: { queueLanguages: new Map([['default', 'en']]) } })
    const peer = await TestSocket.open({ language: 'en-US' })
    await peer.until('opened')
    // Half a batch each: nothing of what came before is said to be in the next language.
    const sound = () => peer.socket.send(new Uint8Array(2 * 160))
    for (const [index, language] of ['fr-FR', 'de-DE', 'fr-CA'].entries()) {
      sound()
      peer.say('update', { language }, `PT0.0${2 * (index + 1)}S`)
    }
    sound()
    peer.say('close', { reason: 'end' }, 'PT0.08S')
    await peer.closeCode
    await gateway.bus.settled()
    for (const channel of [Channel.CUSTOMER, Channel.ADVISOR]) {
      const heard = gateway.batches.filter((batch) => batch.channel === channel && batch.payload.length > 0)
      // What no engine knows is found out, or told by the queue.
      expect(heard.map(({ payload, language }) => [payload.length, language])).toEqual(['en', 'fr', 'en', 'fr'].map((each) => [160, each]))
    }
    expect(gateway.endOf(SESSION)?.reason).toBe(CallEndReason.COMPLETED)
  })

  it('gets its last words before it is closed, and doesn’t wait for a summary', async () => {
    await run()
    const peer = await TestSocket.open({ customConfig: { transcript: true } })
    await peer.until('opened')
    peer.say('close', { reason: 'end' })
    while (gateway.endOf(SESSION) === undefined) await new Promise(setImmediate)
    gateway.bus.publishEvent(anUtterance({ text: 'Goodbye.' }, { callId: SESSION }))
    gateway.bus.publishEvent(aTranscriptCompleted({}, { callId: SESSION }))
    expect(await peer.closeCode).toBe(1000)
    expect(peer.heard.map(({ type }) => type)).toEqual(['opened', 'event', 'closed'])
  })

  it('is closed after eight seconds when its last words don’t come', async () => {
    await run()
    const peer = await TestSocket.open({ customConfig: { transcript: true } })
    await peer.until('opened')
    peer.say('close', { reason: 'end' })
    while (gateway.endOf(SESSION) === undefined) await new Promise(setImmediate)
    gateway.clock.advance(7750)
    expect(peer.heard.map(({ type }) => type)).toEqual(['opened'])
    gateway.clock.advance(500)
    expect(await peer.closeCode).toBe(1000)
    expect(peer.heard.map(({ type }) => type)).toEqual(['opened', 'closed'])
  })

  it('asks the platform for the pause that the advisor asked for', async () => {
    await run()
    const peer = await TestSocket.open()
    await peer.until('opened')
    gateway.bus.publishEvent(aCallPauseRequested({ paused: true, requestedBy: 'ann' }, { callId: SESSION }))
    await peer.until('pause')
    peer.say('paused')
    gateway.bus.publishEvent(aCallPauseRequested({ paused: false, requestedBy: 'ann' }, { callId: SESSION }))
    await peer.until('resume')
    peer.say('resumed', { start: 'PT0S', discarded: 'PT5S' })
    peer.socket.send(new Uint8Array(320))
    peer.say('close', { reason: 'end' })
    await peer.closeCode
    await gateway.bus.settled()
    expect(cases(SESSION).filter((name) => name?.startsWith('call') && !name.includes('Requested'))).toEqual([
      'callStarted',
      'callPaused',
      'callResumed',
      'callEnded',
    ])
    expect(gateway.endOf(SESSION)?.durationMs).toBe(5020)
    expect(peer.heard.map(({ type }) => type)).toEqual(['opened', 'pause', 'resume', 'closed'])
  })

  it('counts a position that differs each time, and logs it once', async () => {
    await run()
    const peer = await TestSocket.open()
    peer.say('ping', {}, 'PT9S')
    peer.say('ping', {}, 'PT99S')
    peer.say('close', { reason: 'end' })
    await peer.closeCode
    expect(gateway.log.codes()).toEqual(['stream.position-differs'])
    expect(await gateway.metrics.metrics()).toContain('souffleur_gateway_remarks_total{code="stream.position-differs"} 2')
    expect(gateway.endOf(SESSION)?.reason).toBe(CallEndReason.COMPLETED)
  })

  it('is told to connect again when the server stops', async () => {
    await run()
    const peer = await TestSocket.open()
    await peer.until('opened')
    const stopped = gateway.gateway.stop()
    expect(await peer.until('reconnect')).toMatchObject({ parameters: { info: expect.stringContaining('call.server-stopping') } })
    expect(await peer.closeCode).toBe(1001)
    await stopped
  })

  it('writes nobody’s name or number into the log', async () => {
    await run()
    const peer = await TestSocket.open({ customConfig: { title: 'A secret title' } })
    peer.say('dtmf', { digit: '4' })
    peer.say('error', { code: 400, message: 'About +33123456789' })
    peer.say('resumed', { start: 'x' })
    await peer.closeCode
    const lines = JSON.stringify(gateway.log.lines)
    for (const personal of ['+33123456789', 'Anne Onyme', '+33987654321', 'secret title']) expect(lines).not.toContain(personal)
  })
})

describe('the handshake', () => {
  it('may be made with an API key alone', async () => {
    await run()
    const peer = await TestSocket.open({}, { 'x-api-key': 'a-key' })
    await peer.until('opened')
    await expect(TestSocket.open({}, { 'x-api-key': 'another' })).rejects.toThrow('401')
  })

  it('is for one organisation', async () => {
    await run()
    const peer = await TestSocket.open({}, { 'audiohook-organization-id': SESSION })
    expect(await peer.until('disconnect')).toMatchObject({ parameters: { reason: 'unauthorized' } })
    expect(await peer.closeCode).toBe(4400)
  })
})

describe('a probe', () => {
  it('is answered, and nothing of it is kept', async () => {
    const url = await run()
    const sound = audioHookProtocol.soundOf({ channels: ['customer', 'advisor'], encoding: 'pcmu', sampleRateHz: 8000 })
    const client = await connectAudioHook(url, { ...sound, probe: true }, { clock: gateway.clock })
    client.send(0, [new Uint8Array(160), new Uint8Array(160)])
    client.end()
    expect(await client.closed).toMatchObject({ completed: true, closeCode: 1000 })
    await gateway.bus.settled()
    expect(gateway.events).toEqual([])
    expect(gateway.batches).toEqual([])
    expect(gateway.log.codes()).toEqual([])
  })
})
