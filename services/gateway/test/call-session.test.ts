import { CallEndReason } from '@souffleur/proto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openSession, type SessionEffect, type SessionEvent, type SessionState, step } from '../src/call-session.ts'
import { defaultGatewayConfig as limits } from '../src/gateway-config.ts'

function run(events: readonly SessionEvent[], from: SessionState = openSession(0)): { state: SessionState; effects: SessionEffect[] } {
  return events.reduce<{ state: SessionState; effects: SessionEffect[] }>(
    (before, event) => {
      const { state, effects } = step(before.state, event, limits)
      return { state, effects: [...before.effects, ...effects] }
    },
    { state: from, effects: [] },
  )
}

const helloAt = (nowMs: number, wantsEvents = false): SessionEvent => ({ type: 'offer-admitted', wantsEvents, callId: 'c', nowMs })
const sweepAt = (nowMs: number, heard = false): SessionEvent => ({ type: 'swept', heard, nowMs })
const badFrameAt = (nowMs: number): SessionEvent => ({ type: 'frame-refused', code: 'media.frame-version', nowMs })

/** The names of effects, with the code or reason that matters. */
function names(effects: readonly SessionEffect[]): string[] {
  return effects.map((effect) => {
    switch (effect.type) {
      case 'tell':
        return `send ${effect.notice.type}`
      case 'report':
        return `report ${effect.code}`
      case 'end-call':
        return `end ${CallEndReason[effect.reason]}${effect.errorCode === undefined ? '' : ` ${effect.errorCode}`}`
      case 'close':
        return `close ${effect.closing}`
      default:
        return effect.type
    }
  })
}

const on = (...events: SessionEvent[]) => names(run([helloAt(0), ...events]).effects).slice(2)
const relayed = (...events: SessionEvent[]) => names(run([helloAt(0, true), ...events]).effects).slice(2)

describe('a session', () => {
  it('answers the hello before anything else', () => {
    expect(names(run([helloAt(0)]).effects)).toEqual(['send ready', 'open-call'])
  })

  it.each<[string, string[], string[]]>([
    ['waits for a hello just short of its time', names(run([sweepAt(9999)]).effects), []],
    [
      'refuses a socket that says no hello in time',
      names(run([sweepAt(10_000)]).effects),
      ['report stream.start-expected', 'close failed'],
    ],
    [
      'refuses a socket that says something else first',
      names(run([{ type: 'end-asked', nowMs: 0 }]).effects),
      ['report stream.start-expected', 'close failed'],
    ],
    [
      'passes on why a hello was refused',
      names(run([{ type: 'failed', code: 'call.duplicate-id' }]).effects),
      ['report call.duplicate-id', 'close failed'],
    ],
    ['forgets a socket that leaves without a word', names(run([{ type: 'socket-closed' }]).effects), []],
    ['ends a call and says so', on({ type: 'end-asked', nowMs: 5 }), ['end COMPLETED', 'send closed', 'close normal']],
    ['ends a call whose socket vanishes', on({ type: 'socket-closed' }), ['end DISCONNECTED']],
    [
      'ends a call that fails, and tells why first',
      on({ type: 'failed', code: 'bus.overflow' }),
      ['report bus.overflow', 'end FAILED bus.overflow', 'close failed'],
    ],
    [
      'goes away politely when the server stops',
      on({ type: 'failed', code: 'call.server-stopping' }),
      ['report call.server-stopping', 'end FAILED call.server-stopping', 'close going-away'],
    ],
    [
      'answers every pause, and does one',
      on({ type: 'pause-asked', requestedBy: 'advisor' }, { type: 'pause-asked', requestedBy: 'platform' }),
      ['pause-audio', 'send paused', 'send paused'],
    ],
    [
      'resumes what was paused only',
      on(
        { type: 'resume-asked', requestedBy: 'advisor' },
        { type: 'pause-asked', requestedBy: 'advisor' },
        { type: 'resume-asked', requestedBy: 'x' },
      ),
      ['send resumed', 'pause-audio', 'send paused', 'resume-audio', 'send resumed'],
    ],
    ['answers a ping', on({ type: 'ping-received', id: '7' }), ['send pong']],
    ['reports bad frames now and then', on(badFrameAt(0), badFrameAt(4999), badFrameAt(5000)), Array(2).fill('report media.frame-version')],
    [
      'ends a call that sends nothing but bad frames',
      on(...Array.from({ length: 50 }, () => badFrameAt(0))).slice(1),
      ['report media.too-many-bad-frames', 'end FAILED media.too-many-bad-frames', 'close failed'],
    ],
    [
      'forgives bad frames once a good one comes',
      on(
        ...Array.from({ length: 49 }, () => badFrameAt(0)),
        { type: 'frame-taken' },
        ...Array.from({ length: 49 }, () => badFrameAt(0)),
      ).slice(1),
      [],
    ],
    ['pings a quiet peer', on(sweepAt(19_999), sweepAt(20_000), sweepAt(20_250)), ['ping']],
    [
      'closes a peer that has been silent for a minute',
      on(sweepAt(59_999), sweepAt(60_000)),
      ['ping', 'report call.silent-peer', 'end FAILED call.silent-peer', 'close failed'],
    ],
    [
      'keeps a paused call whose peer answers pings',
      on({ type: 'pause-asked', requestedBy: 'x' }, sweepAt(50_000, true), sweepAt(100_000)).slice(2),
      ['ping', 'ping'],
    ],
    [
      'ends a call that lasts too long',
      on(sweepAt(limits.maxCallMs - 1, true), sweepAt(limits.maxCallMs, true)),
      ['ping', 'report call.too-long', 'end FAILED call.too-long', 'close failed'],
    ],
    ['waits for the summary when events were asked for', relayed({ type: 'end-asked', nowMs: 1000 }, sweepAt(15_999)), ['end COMPLETED']],
    [
      'says goodbye after the summary',
      relayed({ type: 'end-asked', nowMs: 1000 }, { type: 'last-event-told' }),
      ['end COMPLETED', 'send closed', 'close normal'],
    ],
    [
      'says goodbye without a summary in the end',
      relayed({ type: 'end-asked', nowMs: 1000 }, sweepAt(16_000)),
      ['end COMPLETED', 'send closed', 'close normal'],
    ],
    [
      'ends once only, though its listener is slow or gone',
      relayed({ type: 'end-asked', nowMs: 0 }, { type: 'failed', code: 'stream.slow-reader' }, { type: 'socket-closed' }),
      ['end COMPLETED', 'report stream.slow-reader', 'close failed'],
    ],
    ['ignores a summary before the end', relayed({ type: 'last-event-told' }), []],
  ])('%s', (_, actual, expected) => {
    expect(actual).toEqual(expected)
  })

  it('opens at most one call, ends each call that it opened exactly once, and is silent when closed', () => {
    const times = fc.integer({ min: 0, max: 200_000 })
    const events: fc.Arbitrary<SessionEvent> = fc.oneof(
      fc.tuple(times, fc.boolean()).map(([nowMs, relays]) => helloAt(nowMs, relays)),
      fc.constantFrom<SessionEvent>(
        { type: 'pause-asked', requestedBy: 'advisor' },
        { type: 'resume-asked', requestedBy: 'advisor' },
        { type: 'ping-received', id: undefined },
        { type: 'frame-taken' },
        { type: 'failed', code: 'bus.overflow' },
        { type: 'last-event-told' },
        { type: 'socket-closed' },
      ),
      times.map((nowMs): SessionEvent => ({ type: 'end-asked', nowMs })),
      times.map(badFrameAt),
      fc.tuple(times, fc.boolean()).map(([nowMs, heard]) => sweepAt(nowMs, heard)),
    )
    fc.assert(
      fc.property(fc.array(events, { maxLength: 40 }), (sequence) => {
        const { effects } = run([...sequence, { type: 'socket-closed' }])
        const all = names(effects)
        const [opened, ended] = [all.indexOf('open-call'), all.findIndex((name) => name.startsWith('end '))]
        expect(all.filter((name) => name === 'open-call').length).toBeLessThanOrEqual(1)
        expect(all.filter((name) => name.startsWith('end ')).length).toBe(opened < 0 ? 0 : 1)
        if (opened >= 0) expect(ended).toBeGreaterThan(opened)
        const closed = all.findIndex((name) => name.startsWith('close '))
        if (closed >= 0) expect(closed).toBe(all.length - 1)
      }),
      { numRuns: 1000 },
    )
  })
})
