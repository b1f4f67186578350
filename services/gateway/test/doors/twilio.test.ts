import { createHmac } from 'node:crypto'
import { CallEndReason, Channel, GapReason } from '@souffleur/proto'
import { afterEach, describe, expect, it } from 'vitest'
import { createTwilioDoor, type TwilioDoorOptions } from '../../src/index.ts'
import { type RunningGateway, runGateway } from '../running-gateway.ts'
import { dialRaw, type RawPeer } from './raw-peer.ts'
import { signingKeys } from './test-source-keys.ts'
import { media, start, stop } from './twilio-words.ts'

const ACCOUNT = `AC${'a'.repeat(32)}`
const CALL = `CA${'c'.repeat(32)}`
const ELSEWHERE = { 'x-forwarded-for': '203.0.113.7' }
const keys = signingKeys('twilio', { [ACCOUNT]: ['token-a'], [`AC${'b'.repeat(32)}`]: ['token-b'] })

const opened: { readonly gateway: RunningGateway; readonly peers: RawPeer[] }[] = []
afterEach(async () => {
  for (const { gateway, peers } of opened.splice(0)) {
    for (const peer of peers) peer.cut()
    await gateway.stop()
  }
})

async function run(options: Partial<TwilioDoorOptions> = {}) {
  const gateway = await runGateway({ doors: [createTwilioDoor({ keys, ...options })] })
  const url = gateway.url.replace('/telephony/stream', '/telephony/twilio')
  const peers: RawPeer[] = []
  opened.push({ gateway, peers })
  const dial = async (headers: Record<string, string> = {}) => {
    const peer = await dialRaw({ url, headers })
    peers.push(peer)
    return peer
  }
  /** One whole call of these messages, and what became of it. */
  const call = async (messages: readonly string[]) => {
    const peer = await dial()
    peer.send([...messages, stop()])
    expect((await peer.closed).code).toBe(1000)
    await gateway.bus.settled()
    const { value: started } = gateway.events[0]?.body ?? {}
    return { started, end: gateway.endOf(CALL), events: gateway.events, batches: gateway.batches }
  }
  return { gateway, url, dial, call }
}

describe('the start of a Twilio stream', () => {
  it('says what the call is: tracks become channels, parameters what they name, the others metadata', async () => {
    const { call } = await run()
    const customParameters = { language: 'fr-FR', queue: 'motor', advisor: 'ann', title: 'Claim', case: '42' }
    const { started } = await call([start(CALL, { customParameters, tracks: ['inbound', 'outbound'] })])
    expect(started).toMatchObject({
      source: 'twilio',
      language: 'fr',
      queue: 'motor',
      advisorId: 'ann',
      title: 'Claim',
      channels: [Channel.CUSTOMER, Channel.ADVISOR],
      sampleRateHz: 8000,
      metadata: { case: '42', 'twilio.account': ACCOUNT, 'twilio.stream': `MZ${'1'.repeat(32)}` },
    })
  })

  it.each<[string, string[], Record<string, string>, Channel[]]>([
    ['one track', ['inbound'], {}, [Channel.CUSTOMER]],
    ['the other track', ['outbound'], {}, [Channel.ADVISOR]],
    ['a stream on the advisor’s end', ['inbound', 'outbound'], { inbound: 'advisor' }, [Channel.ADVISOR, Channel.CUSTOMER]],
    ['tracks the other way round', ['outbound', 'inbound'], {}, [Channel.ADVISOR, Channel.CUSTOMER]],
  ])('knows who speaks: %s', async (_, tracks, customParameters, channels) => {
    const { call } = await run()
    expect((await call([start(CALL, { tracks, customParameters })])).started).toMatchObject({ channels })
  })

  it('is no reason to refuse a call for its labels', async () => {
    const { call } = await run()
    const customParameters = { language: 'klingon', queue: 'q'.repeat(400), title: 't'.repeat(400), note: 'n'.repeat(400) }
    expect((await call([start(CALL, { customParameters })])).started).toMatchObject({
      language: 'auto',
      queue: 'q'.repeat(64),
      title: 't'.repeat(200),
    })
  })
})

describe('the place of a chunk', () => {
  it('counts from the first audio of the stream, whatever the clock said by then', async () => {
    const { call } = await run()
    const { end, events } = await call([start(CALL), media('outbound', 0), media('inbound', 0, { timestamp: '91' })])
    expect(end).toMatchObject({ durationMs: 20, accounts: [{ samplesLost: 0 }, { samplesLost: 0 }] })
    expect(events.map(({ body }) => body.case)).toEqual(['callStarted', 'callEnded'])
  })

  it('is kept when chunks come out of order or twice', async () => {
    const { call } = await run()
    const order = [0, 2, 1, 1, 3]
    const { end, batches } = await call([start(CALL, { tracks: ['inbound'] }), ...order.map((index) => media('inbound', index))])
    expect(Buffer.concat(batches.map(({ payload }) => payload))).toEqual(
      Buffer.concat([0, 1, 2, 3].map((index) => Buffer.alloc(160, index))),
    )
    expect(end?.accounts).toMatchObject([{ framesReceived: 5, framesForwarded: 4, framesDuplicate: 1, framesReordered: 1, samplesLost: 0 }])
  })

  it('shows what got lost', async () => {
    const { call } = await run()
    const { end, events } = await call([start(CALL, { tracks: ['inbound'] }), media('inbound', 0), media('inbound', 3)])
    expect(events[1]?.body.value).toMatchObject({ startMs: 20, lengthMs: 40, reason: GapReason.LOST })
    expect(end?.accounts).toMatchObject([{ samplesLost: 320 }])
  })

  it('is where a party joins later', async () => {
    const { call } = await run()
    const late = media('outbound', 0, { timestamp: '3088' })
    const { batches } = await call([start(CALL), media('inbound', 0), late])
    expect(batches.find(({ channel, payload }) => channel === Channel.ADVISOR && payload.length > 0)?.startSamples).toBe(24_000)
  })

  it('follows the count, not the clock, where chunks follow on and their stamps only waver', async () => {
    const { call } = await run()
    const stamps = [88, 108, 141, 139, 168]
    const chunks = stamps.map((timestamp, index) => media('inbound', index, { timestamp: String(timestamp) }))
    const { end } = await call([start(CALL, { tracks: ['inbound'] }), ...chunks])
    expect(end).toMatchObject({ durationMs: 100, accounts: [{ samplesForwarded: 800, samplesDropped: 0, samplesLost: 0 }] })
  })
})

describe('the signature of a Twilio handshake', () => {
  const sign = (url: string, token = 'token-a') => ({ ...ELSEWHERE, 'x-twilio-signature': hmac(url, token) })

  it.each<[string, string | undefined, (url: string) => string]>([
    ['its own host', undefined, (url) => url.replace('ws:', 'wss:')],
    ['the https form', undefined, (url) => url.replace('ws:', 'https:')],
    ['a slash at the end', undefined, (url) => `${url.replace('ws:', 'wss:')}/`],
    ['the public address', 'https://calls.example', () => 'wss://calls.example/telephony/twilio'],
    ['the public address with the standard port', 'https://calls.example/', () => 'wss://calls.example:443/telephony/twilio'],
    ['a public address with a port', 'https://calls.example:8443', () => 'wss://calls.example:8443/telephony/twilio'],
  ])('is taken for %s', async (_, publicUrl, urlOf) => {
    const { url, dial, gateway } = await run({ publicUrl })
    const peer = await dial(sign(urlOf(url)))
    peer.send([start(CALL), stop()])
    expect((await peer.closed).code).toBe(1000)
    await gateway.bus.settled()
    expect(gateway.endOf(CALL)?.reason).toBe(CallEndReason.COMPLETED)
  })

  it.each<[string, Record<string, string>]>([
    ['another address', sign('wss://elsewhere.example/telephony/twilio')],
    ['another door', sign('wss://calls.example/telephony/stream')],
    ['a key that nobody registered', sign('wss://calls.example/telephony/twilio', 'token-c')],
    ['nothing', { ...ELSEWHERE, 'x-twilio-signature': '' }],
  ])('is refused for %s', async (_, headers) => {
    const { dial, gateway } = await run({ publicUrl: 'https://calls.example' })
    await expect(dial(headers)).rejects.toThrow('401')
    expect(gateway.log.codes()).toEqual(['stream.unauthorised'])
  })

  it('isn’t made good by coming from this machine', async () => {
    const { dial } = await run({ publicUrl: 'https://calls.example' })
    await expect(dial({ 'x-twilio-signature': 'forged' })).rejects.toThrow('401')
  })

  it('has to be of the account that the stream names', async () => {
    const { dial, gateway } = await run({ publicUrl: 'https://calls.example' })
    const peer = await dial(sign('wss://calls.example/telephony/twilio', 'token-b'))
    peer.send([start(CALL, { accountSid: ACCOUNT })])
    expect(await peer.closed).toEqual({ code: 4400, reason: 'stream.unauthorised' })
    await gateway.bus.settled()
    expect(gateway.events).toEqual([])
  })
})

function hmac(url: string, token: string): string {
  return createHmac('sha1', token).update(url).digest('base64')
}
