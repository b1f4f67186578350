import { connect } from 'node:net'
import { create } from '@bufbuild/protobuf'
import { systemClock } from '@souffleur/flow'
import { PrivateWordsSchema } from '@souffleur/proto'
import {
  aCallEnded,
  aCallStarted,
  anEvent,
  anUtterance,
  aPartialTranscript,
  aSuggestionOffered,
  createRecordingLog,
} from '@souffleur/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openPgliteDatabase } from '../src/storage/pglite-database.ts'
import { type DeskClient, type DeskHarness, startDesk } from './desk-harness.ts'
import { goLive } from './live-client.ts'
import { unreliable } from './unreliable-database.ts'

let harness: DeskHarness
let storage: ReturnType<typeof unreliable>
let advisor: DeskClient
let supervisor: DeskClient
let ops: DeskClient
let calls = 0
let callId = ''
beforeAll(async () => {
  storage = unreliable(await openPgliteDatabase({ clock: systemClock, log: createRecordingLog() }))
  harness = await startDesk({ database: storage.database })
  advisor = await harness.as('advisor')
  supervisor = await harness.as('supervisor')
  ops = await harness.as('ops')
})
beforeEach(() => {
  calls += 1
  callId = `live-${calls}`
})
afterAll(() => harness.stop())

describe('a watched call', () => {
  it('arrives event by event, partials included', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    const live = await goLive(advisor)
    expect(await live.watch(callId)).toEqual({ ok: true })
    await harness.publish(aPartialTranscript({ firmText: 'my cei' }, { callId }), anUtterance({ text: 'My ceiling.' }, { callId }))
    await live.caughtUp()
    expect(live.events.map(({ body }) => body.case)).toEqual(['partialTranscript', 'utterance'])
    expect(live.events[1]?.body.value).toMatchObject({ text: 'My ceiling.' })
  })

  it('arrives no more once it isn’t watched', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    const live = await goLive(advisor)
    await live.watch(callId)
    live.socket.emit('call:unwatch', { callId })
    await live.caughtUp()
    await harness.publish(anUtterance({}, { callId }))
    await live.caughtUp()
    expect(live.events).toEqual([])
  })

  it('tells what masks hide to its own advisor alone, and it is stored nowhere', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    const [own, watching] = [await goLive(advisor), await goLive(supervisor)]
    await own.watch(callId)
    await watching.watch(callId)
    const value = create(PrivateWordsSchema, { utteranceId: 'u', values: [{ start: 0, end: 11, text: 'zorglub 4111' }] })
    await harness.publish(anEvent({ case: 'privateWords', value }, { callId }), anUtterance({ text: '[CARD ••11]' }, { callId }))
    await own.caughtUp()
    await watching.caughtUp()
    expect(own.events.map(({ body }) => body.case)).toEqual(['privateWords', 'utterance'])
    expect(watching.events.map(({ body }) => body.case)).toEqual(['utterance'])
    own.socket.emit('call:unwatch', { callId })
    await own.caughtUp()
    await harness.publish(anEvent({ case: 'privateWords', value }, { callId }))
    await own.caughtUp()
    expect(own.events).toHaveLength(2)
    const { body } = await advisor.get(`/api/v1/calls/${callId}`)
    expect(JSON.stringify(body)).not.toContain('zorglub')
  })

  it('loses nothing between watching and reading its record', async () => {
    const live = await goLive(advisor)
    harness.bus.publishEvent(aCallStarted({ advisorId: 'advisor' }, { callId }))
    harness.bus.publishEvent(anUtterance({}, { callId, eventId: 'just-before' }))
    await harness.bus.settled()
    await live.watch(callId)
    const { body } = await advisor.get(`/api/v1/calls/${callId}`)
    expect(body.events.map(({ eventId }: { eventId: string }) => eventId)).toContain('just-before')
  })

  it('goes on while the database can’t store anything, and its record is whole for who reads it', async () => {
    const live = await goLive(advisor)
    storage.failWith('ENOSPC')
    harness.bus.publishEvent(aCallStarted({ advisorId: 'advisor' }, { callId }))
    await harness.bus.settled()
    expect(await live.watch(callId)).toEqual({ ok: true })
    harness.bus.publishEvent(anUtterance({ text: 'Nothing is lost.' }, { callId }))
    harness.bus.publishEvent(aSuggestionOffered({}, { callId }))
    await harness.bus.settled()
    await live.caughtUp()
    expect(live.assigned).toEqual([callId])
    expect(live.events.map(({ body }) => body.case)).toEqual(['utterance', 'suggestionOffered'])
    const { status, body } = await advisor.get(`/api/v1/calls/${callId}`)
    expect(status).toBe(200)
    expect(body.events).toHaveLength(3)
    expect((await advisor.post(`/api/v1/calls/${callId}/suggestions/suggestion-1/verdict`, { verdict: 'shown' })).status).toBe(204)
    storage.recover()
    await harness.clock.advanceAsync(15_000)
    await harness.desk.stored()
    const { body: afterwards } = await advisor.get(`/api/v1/calls/${callId}`)
    expect(afterwards.events).toHaveLength(4)
  })
})

describe('announcements', () => {
  it('tell the advisor that a call of theirs has started, and nobody else', async () => {
    const [mine, others, bosses] = [await goLive(advisor), await goLive(ops), await goLive(supervisor)]
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    for (const live of [mine, others, bosses]) await live.caughtUp()
    expect([mine.assigned, others.assigned, bosses.assigned]).toEqual([[callId], [], []])
  })

  it('tell those who may list a call that it changed, when the list shows it', async () => {
    const [mine, others, bosses] = [await goLive(advisor), await goLive(ops), await goLive(supervisor)]
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }), anUtterance({}, { callId }))
    await harness.publish(aCallStarted({ advisorId: '' }, { callId: `${callId}-unassigned` }))
    await harness.publish(aCallEnded({}, { callId }))
    await settledFeed()
    for (const live of [mine, others, bosses]) await live.caughtUp()
    await expect.poll(() => mine.changed).toEqual([callId, callId])
    expect(bosses.changed).toEqual([callId, `${callId}-unassigned`, callId])
    expect(others.changed).toEqual([])
  })
})

/** An announcement asks the database whose call it is first: one more question comes after it. */
async function settledFeed(): Promise<void> {
  await advisor.get('/api/v1/session')
}

describe('who may watch', () => {
  it.each([
    ['an advisor their own call', () => advisor, 'advisor', undefined],
    ['an advisor another’s call', () => advisor, 'somebody', 'call.not-found'],
    ['an advisor a call that nobody has taken', () => advisor, '', 'call.not-found'],
    ['a supervisor anybody’s call', () => supervisor, 'somebody', undefined],
    ['a supervisor a call that nobody has taken', () => supervisor, '', undefined],
    ['ops no call', () => ops, 'advisor', 'account.forbidden'],
  ])('%s', async (_, client, advisorId, code) => {
    await harness.publish(aCallStarted({ advisorId }, { callId }))
    const live = await goLive(client())
    const answer = await live.watch(callId)
    expect(answer.error?.code).toBe(code)
    await harness.publish(anUtterance({}, { callId }))
    await live.caughtUp()
    expect(live.events).toHaveLength(code === undefined ? 1 : 0)
  })

  it('nobody, a call that doesn’t exist', async () => {
    const live = await goLive(supervisor)
    expect((await live.watch('unheard-of')).error?.code).toBe('call.not-found')
  })

  it.each([[42], [''], ['x'.repeat(100)], [null], [{}]])('nobody, the nonsense %j', async (nonsense) => {
    const live = await goLive(supervisor)
    expect((await live.watch(nonsense)).error?.code).toBe('request.invalid')
  })

  it('not the former owner, when the id of an old call is used again', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }), aCallEnded({}, { callId }))
    const live = await goLive(advisor)
    await live.watch(callId)
    await harness.publish(aCallStarted({ advisorId: 'somebody' }, { callId }), anUtterance({ text: 'Not yours.' }, { callId }))
    await live.caughtUp()
    expect(live.events).toEqual([])
  })
})

describe('who may connect', () => {
  it.each([
    ['without a session', ''],
    ['with a forged cookie', `souffleur=${'B'.repeat(43)}`],
  ])('nobody %s', async (_, cookie) => {
    await expect(goLive({ ...advisor, cookie } as DeskClient)).rejects.toMatchObject({
      message: 'account.signed-out',
      data: { code: 'account.signed-out' },
    })
  })

  it('no page of another site, even with the cookie', async () => {
    await expect(goLive(advisor, { origin: 'https://evil.example' })).rejects.toThrow()
  })

  it('nobody after signing out: the socket closes', async () => {
    const leaving = await harness.as('advisor')
    const live = await goLive(leaving)
    const staying = await goLive(advisor)
    await leaving.delete('/api/v1/session')
    expect(await live.disconnected).toBe('io server disconnect')
    await staying.caughtUp()
    expect(staying.socket.connected).toBe(true)
  })

  it('nobody whose session has ended: it is asked for each call, and the socket closes in the end', async () => {
    const late = await startDesk({ database: harness.database, config: { sessionLifeMs: 60_000 } })
    const live = await goLive(await late.as('advisor'))
    late.clock.advance(60_000)
    expect(await live.disconnected).toBe('io server disconnect')
    await late.stop()
  })
})

describe('a client that doesn’t read', () => {
  it('is cut off before what waits for it grows without bound, and nobody else notices', async () => {
    await harness.publish(aCallStarted({ advisorId: 'advisor' }, { callId }))
    const [slow, quick] = [await goLive(advisor), await goLive(supervisor)]
    await slow.watch(callId)
    await quick.watch(callId)
    pauseReading(slow)
    const text = 'x'.repeat(40_000)
    let published = 0
    while (published < 5000 && !harness.log.lines.some(({ fields }) => fields.event === 'live-client-slow')) {
      harness.bus.publishEvent(anUtterance({ text }, { callId: `${callId}`, eventId: `flood-${published}` }))
      published += 1
      await harness.bus.settled()
      if (published % 20 === 0) await quick.caughtUp()
    }
    expect(published).toBeLessThan(5000)
    await quick.caughtUp()
    expect(quick.events).toHaveLength(published)
  })
})

/** Stops reading from the network under socket.io-client. */
function pauseReading(client: Awaited<ReturnType<typeof goLive>>): void {
  const transport: unknown = client.socket.io.engine.transport
  const { ws } = transport as { ws: { _socket: { pause(): void } } }
  ws._socket.pause()
}

describe('an upgrade to something that nobody serves', () => {
  it('is answered and closed', async () => {
    const { port } = new URL(harness.url)
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1')
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk.toString()
      })
      socket.on('close', () => resolve(text))
      socket.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    })
    expect(answer).toMatch(/^HTTP\/1.1 404/)
  })
})
