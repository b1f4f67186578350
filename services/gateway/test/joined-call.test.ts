import { CallEndReason, Channel, type ChannelName, type ErrorCode, GapReason } from '@souffleur/proto'
import { aCallPauseRequested } from '@souffleur/testkit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallConnection } from '../src/call-connection.ts'
import type { CallOffer } from '../src/call-offer.ts'
import type { CallNotice } from '../src/doors/door.ts'
import { type RunningGateway, runGateway } from './running-gateway.ts'

let gateway: RunningGateway
const connections: CallConnection[] = []

beforeEach(async () => {
  gateway = await runGateway()
})

afterEach(async () => {
  for (const connection of connections.splice(0)) connection.onClosed()
  await gateway.stop()
  expect(gateway.handlerErrors).toEqual([])
  expect(gateway.log.codes()).not.toContain('internal.unexpected')
})

interface TestLeg {
  readonly connection: CallConnection
  readonly told: readonly CallNotice['type'][]
  readonly closedFor: readonly (ErrorCode | undefined)[]
  /** 20 ms at 8 kHz each. */
  say(...indices: number[]): void
  hangUp(): void
  cut(): void
}

const ALL: readonly ChannelName[] = ['customer', 'advisor']

function leg(
  channel: ChannelName,
  { door = 'legs', sourceId = '', channels = ALL, ...offer }: Partial<CallOffer> & { door?: string; sourceId?: string } = {},
): TestLeg {
  const told: CallNotice['type'][] = []
  const closedFor: (ErrorCode | undefined)[] = []
  const wire = { bufferedAmount: 0, send() {}, ping() {}, close: (_: string, code?: ErrorCode) => void closedFor.push(code), cut() {} }
  const write = (notice: CallNotice) => {
    told.push(notice.type)
    return []
  }
  const connection = gateway.gateway.connect({ door, wire, openDialect: () => ({ read() {}, write }) })
  if (connection === undefined) throw new Error('the gateway is full')
  connections.push(connection)
  connection.offer({
    callId: 'call-1',
    language: 'en',
    queue: 'default',
    encoding: 'pcmu',
    sampleRate: 8000,
    title: '',
    synthetic: false,
    metadata: {},
    wantsEvents: false,
    channels: [channel],
    leg: { channel, channels, sourceId },
    ...offer,
  })
  return {
    connection,
    told,
    closedFor,
    say(...indices) {
      for (const index of indices) {
        connection.audio({ channelIndex: 0, sequence: index, positionSamples: index * 160, payload: new Uint8Array(160).fill(index) })
      }
    },
    hangUp() {
      connection.end()
      connection.onClosed()
    },
    cut: () => connection.onClosed(),
  }
}

async function heard(channel: Channel) {
  await gateway.bus.settled()
  const batches = gateway.batches.filter((batch) => batch.channel === channel && batch.payload.length > 0)
  return batches.map(({ startSamples, payload }) => [startSamples, payload.length])
}

async function named(name: string) {
  await gateway.bus.settled()
  return gateway.eventsOf('call-1').filter(({ body }) => body.case === name)
}

async function gaps() {
  const events = await named('audioGapNoted')
  return events.map(({ body }) => body.value)
}

async function endOfCall() {
  await gateway.bus.settled()
  return gateway.endOf('call-1')
}

it('starts a call with its first leg, and ends it once with its last', async () => {
  const customer = leg('customer')
  expect(customer.told).toEqual(['ready'])
  const advisor = leg('advisor')
  expect(gateway.gateway.activeCalls()).toBe(1)
  customer.say(0, 1)
  advisor.say(0, 1)
  customer.hangUp()
  expect(await endOfCall()).toBeUndefined()
  expect(gateway.gateway.activeCalls()).toBe(1)
  advisor.say(2, 3)
  advisor.hangUp()
  expect(await named('callStarted')).toMatchObject([{ body: { value: { channels: [Channel.CUSTOMER, Channel.ADVISOR], source: 'legs' } } }])
  expect(await named('callEnded')).toHaveLength(1)
  expect(await endOfCall()).toMatchObject({
    reason: CallEndReason.COMPLETED,
    durationMs: 80,
    accounts: [
      { channel: Channel.CUSTOMER, samplesReceived: 320, samplesForwarded: 320, samplesLost: 0 },
      { channel: Channel.ADVISOR, samplesReceived: 640, samplesForwarded: 640, samplesLost: 0 },
    ],
  })
  expect(gateway.gateway.activeCalls()).toBe(0)
})

it('places a leg that joins later where the call is by then', async () => {
  const customer = leg('customer')
  customer.say(0, 1)
  gateway.clock.advance(1000)
  const advisor = leg('advisor')
  advisor.say(0, 1)
  expect(await heard(Channel.CUSTOMER)).toEqual([[0, 320]])
  expect(await heard(Channel.ADVISOR)).toEqual([[8000, 320]])
  expect(await gaps()).toEqual([])
  advisor.hangUp()
  customer.hangUp()
  expect(await endOfCall()).toMatchObject({
    durationMs: 1040,
    accounts: [{ samplesLost: 0 }, { channel: Channel.ADVISOR, samplesReceived: 320, samplesForwarded: 320, samplesLost: 0 }],
  })
})

it('places a leg anew that left before it had said anything', async () => {
  const customer = leg('customer')
  customer.say(0, 1)
  gateway.clock.advance(1000)
  leg('advisor').cut()
  gateway.clock.advance(1000)
  leg('advisor').say(0, 1)
  expect(await heard(Channel.ADVISOR)).toEqual([[16_000, 320]])
  expect(await gaps()).toEqual([])
})

it('tells what a leg missed that left and came back', async () => {
  const customer = leg('customer')
  const advisor = leg('advisor')
  customer.say(0, 1)
  advisor.say(0, 1)
  advisor.cut()
  gateway.clock.advance(1000)
  leg('advisor').say(0, 1)
  expect(await heard(Channel.ADVISOR)).toEqual([
    [0, 320],
    [8000, 320],
  ])
  expect(await gaps()).toMatchObject([{ channel: Channel.ADVISOR, startMs: 40, lengthMs: 960, reason: GapReason.LOST }])
})

it('counts a leg’s own samples after it has joined: a clock that runs faster only moves positions', async () => {
  const customer = leg('customer')
  const advisor = leg('advisor')
  customer.say(0, 1)
  gateway.clock.advance(20)
  advisor.say(0, 1, 2, 3)
  expect(await heard(Channel.CUSTOMER)).toEqual([[0, 320]])
  expect(await heard(Channel.ADVISOR)).toEqual([
    [0, 320],
    [320, 320],
  ])
  expect(await gaps()).toEqual([])
})

it('takes a leg back that had left, after everything that it said before', async () => {
  const customer = leg('customer')
  const first = leg('advisor')
  first.say(0, 1, 2, 3)
  first.cut()
  gateway.clock.advance(20)
  const early = leg('advisor')
  early.say(0, 1)
  early.cut()
  gateway.clock.advance(1980)
  const late = leg('advisor')
  late.say(0, 1)
  expect(await heard(Channel.ADVISOR)).toEqual([
    [0, 320],
    [320, 320],
    [640, 320],
    [16_000, 320],
  ])
  late.hangUp()
  customer.hangUp()
  expect(await endOfCall()).toMatchObject({
    reason: CallEndReason.COMPLETED,
    accounts: [{}, { samplesForwarded: 1280, samplesDropped: 0 }],
  })
})

it('remembers the trouble of a leg that did not come back', async () => {
  const customer = leg('customer')
  const advisor = leg('advisor')
  advisor.cut()
  customer.say(0)
  customer.hangUp()
  expect(await endOfCall()).toMatchObject({ reason: CallEndReason.DISCONNECTED, errorCode: '' })
})

it('ends one leg for its bad frames, and listens to the other', async () => {
  const customer = leg('customer')
  const advisor = leg('advisor')
  customer.say(0, 1)
  for (let times = 0; times < 50; times += 1) advisor.connection.badFrame('media.frame-unreadable')
  expect(advisor.closedFor).toEqual(['media.too-many-bad-frames'])
  advisor.cut()
  customer.say(2, 3)
  customer.hangUp()
  expect(await endOfCall()).toMatchObject({ reason: CallEndReason.FAILED, errorCode: 'media.too-many-bad-frames' })
  expect(await heard(Channel.CUSTOMER)).toEqual([
    [0, 320],
    [320, 320],
  ])
})

it.each<[string, Parameters<typeof leg>[1], ErrorCode]>([
  ['another encoding', { encoding: 'pcma' }, 'call.leg-mismatch'],
  ['another rate', { sampleRate: 16_000 }, 'call.leg-mismatch'],
  ['another platform’s credential', { sourceId: 'source-2' }, 'call.duplicate-id'],
  ['another protocol', { door: 'elsewhere' }, 'call.duplicate-id'],
  ['a call of its own', { leg: undefined }, 'call.duplicate-id'],
])('refuses a second leg with %s, and the first goes on', async (_, offer, code) => {
  const customer = leg('customer')
  const stranger = leg('advisor', offer)
  expect(stranger.closedFor).toEqual([code])
  stranger.cut()
  customer.say(0, 1)
  customer.hangUp()
  expect(await endOfCall()).toMatchObject({ reason: CallEndReason.COMPLETED, errorCode: '' })
  expect(await heard(Channel.CUSTOMER)).toEqual([[0, 320]])
})

it('refuses a leg that is taken, and one that the call does not have', () => {
  leg('customer')
  expect(leg('customer').closedFor).toEqual(['call.duplicate-id'])
  expect(leg('mixed').closedFor).toEqual(['call.leg-mismatch'])
})

it('gives no place to a leg that is not of its own call', () => {
  expect(leg('mixed').closedFor).toEqual(['call.leg-mismatch'])
  expect(gateway.gateway.activeCalls()).toBe(0)
})

it('pauses once and goes on once, whichever leg was asked', async () => {
  const legs = [leg('customer'), leg('advisor')]
  gateway.bus.publishEvent(aCallPauseRequested({ paused: true, requestedBy: 'ann' }, { callId: 'call-1' }))
  await gateway.bus.settled()
  for (const each of legs) each.say(0, 1)
  gateway.bus.publishEvent(aCallPauseRequested({ paused: false, requestedBy: 'ann' }, { callId: 'call-1' }))
  await gateway.bus.settled()
  for (const each of legs) {
    expect(each.told).toEqual(['ready', 'paused', 'resumed'])
    each.say(2, 3)
    each.hangUp()
  }
  expect(await named('callPaused')).toHaveLength(1)
  expect(await named('callResumed')).toHaveLength(1)
  const account = { samplesReceived: 640, samplesForwarded: 320, samplesPaused: 320 }
  expect(await endOfCall()).toMatchObject({ accounts: [account, account] })
})

it('keeps a paused call paused for a leg that joins, and lets it resume when the others have gone', async () => {
  const customer = leg('customer')
  customer.connection.pause()
  const advisor = leg('advisor')
  expect(advisor.told).toEqual(['ready', 'paused'])
  advisor.say(0, 1)
  customer.hangUp()
  gateway.bus.publishEvent(aCallPauseRequested({ paused: false, requestedBy: 'ann' }, { callId: 'call-1' }))
  await gateway.bus.settled()
  advisor.say(2, 3)
  advisor.hangUp()
  expect(await named('callPaused')).toHaveLength(1)
  expect(await named('callResumed')).toHaveLength(1)
  expect(await heard(Channel.ADVISOR)).toEqual([[320, 320]])
  expect(await endOfCall()).toMatchObject({ accounts: [{}, { samplesPaused: 320, samplesForwarded: 320 }] })
})

it('tells every leg when the server stops', async () => {
  const legs = [leg('customer'), leg('advisor')]
  for (const each of legs) each.say(0, 1)
  const stopped = gateway.gateway.stop()
  for (const each of legs) {
    expect(each.closedFor).toEqual(['call.server-stopping'])
    each.cut()
  }
  await stopped
  expect(await named('callEnded')).toHaveLength(1)
  expect(await endOfCall()).toMatchObject({ reason: CallEndReason.FAILED, errorCode: 'call.server-stopping', durationMs: 40 })
})
