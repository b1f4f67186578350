import { EventEmitter } from 'node:events'
import type { OutgoingFrame, StreamClosed } from '@souffleur/media-client'
import { AppError, type NativeHelloInput } from '@souffleur/proto'
import { createRecordingLog, ManualClock, promisesSettle } from '@souffleur/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { type CallStream, type MediaRelay, RtpPorts, SiprecBridge, type SiprecBridgeParts } from '../src/index.ts'
import { CONTENT_TYPE, draftMetadata, inviteBody, offerSdp, twoParties } from './recorded-invite.ts'

class FakeStream implements CallStream {
  readonly frames: OutgoingFrame[] = []
  readonly said: string[] = []
  readonly hello: NativeHelloInput
  readonly closed: Promise<StreamClosed>
  bufferedBytes = 0
  isOpen = true
  #close: (closed: StreamClosed) => void = () => undefined

  constructor(hello: NativeHelloInput) {
    this.hello = hello
    this.closed = new Promise((resolve) => {
      this.#close = resolve
    })
  }
  sendFrame(frame: OutgoingFrame): void {
    this.frames.push(frame)
  }
  pause = () => void this.said.push('pause')
  resume = () => void this.said.push('resume')
  end(): void {
    this.said.push('end')
    this.#close({ closeCode: 1000, error: undefined, completed: true })
  }
  disconnect(): void {
    this.#close({ closeCode: 1006, error: undefined, completed: false })
  }
}

/** As a relay that changes nothing would answer: what it was asked is written down. */
class FakeRelay implements MediaRelay {
  readonly asked: string[] = []
  readonly answers: string[] = []
  failure: AppError | undefined
  async offer(question: Readonly<Record<string, unknown>>): Promise<string> {
    this.asked.push('offer')
    if (this.failure !== undefined) throw this.failure
    return String(question.sdp)
  }
  async answer(question: Readonly<Record<string, unknown>>): Promise<string> {
    this.asked.push('answer')
    this.answers.push(String(question.sdp))
    return String(question.sdp)
  }
  async delete(): Promise<void> {
    this.asked.push('delete')
  }
}

class Request extends EventEmitter {
  readonly source_address: string
  readonly body: string
  readonly #type: string
  constructor(body = inviteBody(), { from = '192.0.2.1', type = CONTENT_TYPE } = {}) {
    super()
    this.body = body
    this.source_address = from
    this.#type = type
  }
  get = (header: string): string => (header === 'Content-Type' ? this.#type : '')
}

class Response {
  readonly sent: { status: number; body: string | undefined; code: string | undefined }[] = []
  send(status: number, { headers, body }: { headers?: Record<string, string>; body?: string } = {}): void {
    this.sent.push({ status, body, code: headers?.['X-Souffleur-Error'] })
  }
}

class Dialog extends EventEmitter {
  destroyed = 0
  /** drachtio-srf's: rejects when drachtio went away. */
  async destroy(): Promise<void> {
    this.destroyed += 1
    if (this.isCutOff) throw new Error('no connection')
  }
  isCutOff = false
}

const open: SiprecBridge[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((bridge) => bridge.stop()))
})

function run(overrides: Partial<SiprecBridgeParts> = {}) {
  const clock = new ManualClock()
  const log = createRecordingLog()
  const relay = new FakeRelay()
  const ports = new RtpPorts({ address: '127.0.0.1', firstPort: 41_000, lastPort: 41_100 })
  const streams: FakeStream[] = []
  const dialogs: { dialog: Dialog; sdp: string; headers: Record<string, string> }[] = []
  const bridge = new SiprecBridge({
    relay,
    ports,
    clock,
    log,
    advisor: { aor: /@desk\.example\.com$/, name: undefined, label: undefined },
    hello: { language: 'en', queue: 'claims' },
    connect: async (hello) => {
      const stream = new FakeStream(hello)
      streams.push(stream)
      return stream
    },
    sip: {
      async createUAS(_request, _response, { localSdp, headers }) {
        const dialog = new Dialog()
        dialogs.push({ dialog, sdp: localSdp, headers })
        return dialog
      },
    },
    peers: new Set(['192.0.2.1']),
    maxCalls: 2,
    ...overrides,
  })
  open.push(bridge)
  const invite = async (request = new Request()) => {
    const response = new Response()
    await bridge.onInvite(request, response)
    return response
  }
  const modify = async (dialog: Dialog | undefined, body: string) => {
    const response = new Response()
    dialog?.emit('modify', new Request(body), response)
    for (let turn = 0; turn < 5; turn += 1) await promisesSettle()
    await waitFor(() => response.sent.length > 0)
    return response
  }
  return { clock, log, relay, ports, streams, dialogs, bridge, invite, modify }
}

async function waitFor(condition: () => boolean): Promise<void> {
  while (!condition()) await promisesSettle()
}

describe('an INVITE of a recording client', () => {
  it('becomes one call: the advisor by the address of record, both lines received only', async () => {
    const { invite, streams, dialogs, log } = run()
    await invite()
    expect(streams[0]?.hello).toMatchObject({
      channels: ['advisor', 'customer'],
      encoding: 'pcmu',
      sampleRate: 8000,
      advisorId: 'ann',
      language: 'en',
      queue: 'claims',
    })
    expect(dialogs[0]?.headers.Contact).toContain('+sip.srs')
    expect(dialogs[0]?.sdp.match(/^a=recvonly/gm)).toHaveLength(2)
    expect(dialogs[0]?.sdp).toMatch(/^m=audio 41000 RTP\/AVP 0 101/m)
    const everything = JSON.stringify([log.lines, streams[0]?.hello.metadata])
    expect(everything).not.toMatch(/2025550123|Ann\b|desk\.example/)
  })

  it.each([
    ['the draft’s metadata', draftMetadata, ['A', 'B'], ['customer', 'advisor']],
    ['no metadata', undefined, ['1', '2'], ['customer', 'advisor']],
    ['metadata that can’t be read', '<oops', ['1', '2'], ['customer', 'advisor']],
  ])('has its channels with %s', async (_name, metadata, [first = '', second = ''], channels) => {
    const { invite, streams } = run()
    const sdp = offerSdp([
      { port: 40_000, label: first },
      { port: 40_002, label: second },
    ])
    await invite(new Request(inviteBody({ sdp, metadata })))
    expect(streams[0]?.hello.channels).toEqual(channels)
  })

  it('may have one mixed line, and a line without sound, which is declined', async () => {
    const { invite, streams, dialogs } = run()
    const sdp = `${offerSdp([{ port: 40_000, label: '1' }])}m=video 40004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=sendonly\r\n`
    await invite(new Request(sdp, { type: 'application/sdp' }))
    expect(streams[0]?.hello.channels).toEqual(['mixed'])
    expect(dialogs[0]?.sdp).toMatch(/^m=video 0 /m)
  })

  it('carries linear sound at 16 kHz where both lines have it', async () => {
    const { invite, streams } = run()
    const wide = { payloads: '97 0', rtpmaps: ['97 L16/16000', '0 PCMU/8000'] }
    const lines = (second: object) =>
      offerSdp([
        { port: 40_000, label: '1', ...wide },
        { port: 40_002, label: '2', ...second },
      ])
    await invite(new Request(inviteBody({ sdp: lines(wide) })))
    await invite(new Request(inviteBody({ sdp: lines({}) })))
    expect(streams.map(({ hello }) => [hello.encoding, hello.sampleRate])).toEqual([
      ['l16', 16_000],
      ['pcmu', 8000],
    ])
  })

  it.each([
    ['from an unknown address', new Request(inviteBody(), { from: '198.51.100.7' }), 403, 'stream.unauthorised'],
    ['without a session description', new Request('', { type: 'text/plain' }), 400, 'stream.message-invalid'],
    ['with one that can’t be read', new Request('hello', { type: 'application/sdp' }), 400, 'stream.message-invalid'],
    [
      'without a codec that can be read',
      new Request(inviteBody({ sdp: offerSdp([{ port: 4, label: '1', payloads: '96', rtpmaps: ['96 opus/48000/2'] }]) })),
      488,
      'stream.media-unsupported',
    ],
    [
      'with three lines of sound',
      new Request(inviteBody({ sdp: offerSdp(['1', '2', '3'].map((label, index) => ({ port: 40_000 + index, label }))) })),
      488,
      'stream.media-unsupported',
    ],
  ])('%s is refused with a status and a code', async (_name, request, status, code) => {
    const { invite, ports, bridge, streams } = run()
    expect((await invite(request)).sent).toEqual([{ status, code, body: undefined }])
    expect([ports.usedPorts, bridge.calls, streams.length]).toEqual([0, 0, 0])
  })

  it('is refused when Souffleur or rtpengine is away, and when there are too many; nothing stays behind', async () => {
    const away = run({ connect: () => Promise.reject(new AppError('call.too-many')) })
    expect((await away.invite()).sent[0]).toMatchObject({ status: 503, code: 'call.too-many' })
    expect(away.relay.asked).toEqual(['offer', 'delete'])
    const wrongToken = run({ connect: () => Promise.reject(new AppError('stream.unauthorised')) })
    expect((await wrongToken.invite()).sent[0]).toMatchObject({ status: 503, code: 'stream.unauthorised' })
    const deaf = run()
    deaf.relay.failure = new AppError('stream.unreachable')
    expect((await deaf.invite()).sent[0]).toMatchObject({ status: 503, code: 'stream.unreachable' })
    const full = run({ maxCalls: 1 })
    await full.invite()
    expect((await full.invite()).sent[0]).toMatchObject({ status: 503, code: 'call.too-many' })
    expect([away.ports.usedPorts, deaf.ports.usedPorts]).toEqual([0, 0])
  })

  it('that is taken back while it is set up leaves nothing behind', async () => {
    const { bridge, ports, streams, dialogs } = run()
    const request = new Request()
    const response = new Response()
    const done = bridge.onInvite(request, response)
    request.emit('cancel')
    await done
    expect(streams[0]?.said).toEqual(['end'])
    expect([dialogs.length, ports.usedPorts, bridge.calls, response.sent.length]).toEqual([0, 0, 0, 0])
  })
})

describe('a recorded call', () => {
  it('ends with BYE: everything is given back, and no BYE is sent', async () => {
    const { invite, dialogs, streams, ports, relay, bridge, clock } = run()
    await invite()
    dialogs[0]?.dialog.emit('destroy')
    await waitFor(() => bridge.calls === 0)
    expect(streams[0]?.said).toEqual(['end'])
    expect([ports.usedPorts, dialogs[0]?.dialog.destroyed, clock.pendingTimers]).toEqual([0, 0, 0])
    expect(relay.asked).toEqual(['offer', 'answer', 'delete'])
  })

  it('ends with a BYE of ours when Souffleur closes it; its neighbour goes on', async () => {
    const { invite, dialogs, streams, bridge } = run()
    await invite()
    await invite()
    streams[0]?.disconnect()
    await waitFor(() => bridge.calls === 1)
    await promisesSettle()
    expect(dialogs.map(({ dialog }) => dialog.destroyed)).toEqual([1, 0])
  })

  it('is paused on hold and goes on after it', async () => {
    const { invite, modify, dialogs, streams } = run()
    await invite()
    const held = offerSdp(['96', '97'].map((label, index) => ({ port: 40_000 + 2 * index, label, direction: 'inactive' })))
    const answer = await modify(dialogs[0]?.dialog, inviteBody({ sdp: held, metadata: undefined }))
    expect(answer.sent[0]?.status).toBe(200)
    expect(answer.sent[0]?.body?.match(/^a=inactive/gm)).toHaveLength(2)
    await modify(dialogs[0]?.dialog, inviteBody({ sdp: twoParties }))
    expect(streams[0]?.said).toEqual(['pause', 'resume'])
  })

  it('keeps its lines and ports with another codec, and the call’s encoding', async () => {
    const { invite, modify, dialogs, streams } = run()
    await invite()
    const alaw = { payloads: '8', rtpmaps: ['8 PCMA/8000'] }
    const sdp = offerSdp(['96', '97'].map((label, index) => ({ port: 40_000 + 2 * index, label, ...alaw })))
    const { sent } = await modify(dialogs[0]?.dialog, inviteBody({ sdp }))
    expect(sent[0]?.body).toMatch(/^m=audio 41000 RTP\/AVP 8\r$/m)
    expect([streams.length, streams[0]?.hello.encoding]).toEqual([1, 'pcmu'])
  })

  it('gives the channel of a party that left to the one that comes', async () => {
    const { invite, modify, dialogs, ports } = run()
    await invite()
    const sdp = offerSdp([
      { port: 0, label: '96' },
      { port: 40_002, label: '97' },
      { port: 40_004, label: '98' },
    ])
    const { sent } = await modify(dialogs[0]?.dialog, inviteBody({ sdp, metadata: undefined }))
    expect(sent[0]?.body?.match(/^m=audio \d+/gm)).toEqual(['m=audio 0', 'm=audio 41002', 'm=audio 41004'])
    expect(ports.usedPorts).toBe(2)
  })

  it('survives an offer that can’t be taken, and answers one without an offer with its own', async () => {
    const { invite, modify, dialogs, bridge } = run()
    await invite()
    const opus = offerSdp([{ port: 4, label: '1', payloads: '96', rtpmaps: ['96 opus/48000/2'] }])
    expect((await modify(dialogs[0]?.dialog, inviteBody({ sdp: opus }))).sent[0]?.status).toBe(488)
    expect((await modify(dialogs[0]?.dialog, '')).sent[0]).toMatchObject({ status: 200, body: dialogs[0]?.sdp })
    expect(bridge.calls).toBe(1)
  })

  it('ends with a BYE when the bridge stops, and no longer than that when drachtio is away', async () => {
    const { invite, dialogs, bridge, log } = run()
    await invite()
    await invite()
    if (dialogs[0] !== undefined) dialogs[0].dialog.isCutOff = true
    await bridge.stop()
    expect(dialogs.map(({ dialog }) => dialog.destroyed)).toEqual([1, 1])
    expect(log.codes()).toContain('stream.unreachable')
  })

  it('survives that an answer can’t be sent', async () => {
    const { bridge, log } = run({ peers: new Set() })
    const response = {
      send(): void {
        throw new Error('no connection')
      },
    }
    await bridge.onInvite(new Request(), response)
    expect(log.codes()).toEqual(['stream.unauthorised', 'stream.unreachable'])
  })

  it('is over after five minutes without a packet, as its client is gone; on hold it isn’t', async () => {
    const { invite, modify, dialogs, clock, bridge } = run()
    await invite()
    await invite()
    const held = offerSdp(['96', '97'].map((label, index) => ({ port: 40_000 + 2 * index, label, direction: 'inactive' })))
    await modify(dialogs[1]?.dialog, inviteBody({ sdp: held }))
    clock.advance(300_001)
    await waitFor(() => bridge.calls === 1)
    await promisesSettle()
    expect(dialogs.map(({ dialog }) => dialog.destroyed)).toEqual([1, 0])
  })
})
