import type { CallEvent } from '@souffleur/proto'
import { describe, expect, it } from 'vitest'
import { utterance } from '../../test/call-events.ts'
import type { CallRecord } from '../api/endpoints.ts'
import { CodedError } from '../api/http.ts'
import { CallFeed } from './call-feed.ts'

const row: CallRecord['call'] = {
  id: 'call',
  title: '',
  state: 'live',
  language: 'en',
  queue: 'default',
  advisorId: null,
  advisorName: null,
  source: 'native',
  synthetic: false,
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: null,
  durationMs: null,
  endReason: null,
  mainIntentId: null,
  summaryState: null,
  warnings: [],
  utterances: 0,
  suggestions: 0,
}

/** A server whose answers come when the test says so. */
function fakeServer() {
  const reads: PromiseWithResolvers<CallRecord>[] = []
  let live: (event: CallEvent) => void = () => {}
  let connected: () => void = () => {}
  const watched: string[] = []
  const feed = new CallFeed('call', {
    onConnected: (listener) => {
      connected = listener
      return () => {}
    },
    onCallEvent: (listener) => {
      live = listener
      return () => {}
    },
    watch: async (id) => void watched.push(id),
    unwatch: () => {},
    readCall: () => {
      const read = Promise.withResolvers<CallRecord>()
      reads.push(read)
      return read.promise
    },
  })
  const answer = async (index: number, events: readonly CallEvent[]) => {
    reads[index]?.resolve({ call: row, events })
    await settled()
  }
  const connect = async () => {
    connected()
    await settled()
  }
  return { feed, reads, watched, connect, send: (event: CallEvent) => live(event), answer }
}

/** Lets everything that waits for resolved promises run. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
const heard = (feed: CallFeed) => [...feed.view().state.utterances.keys()]

describe('following a call', () => {
  it('watches before it reads, and loses nothing that happens in between', async () => {
    const server = fakeServer()
    server.feed.open()
    await server.connect()
    expect(server.watched).toEqual(['call'])
    server.send(utterance('c2', 1000))
    expect(server.feed.view().status).toBe('loading')
    await server.answer(0, [utterance('c1', 0)])
    expect(server.feed.view().status).toBe('ready')
    expect(heard(server.feed)).toEqual(['c1', 'c2'])
  })

  it('reads again after a reconnection, and keeps what was on screen meanwhile', async () => {
    const server = fakeServer()
    server.feed.open()
    await server.connect()
    await server.answer(0, [utterance('c1', 0)])
    await server.connect()
    expect(server.watched).toEqual(['call', 'call'])
    expect(heard(server.feed)).toEqual(['c1'])
    await server.answer(1, [utterance('c1', 0), utterance('c2', 1000)])
    expect(heard(server.feed)).toEqual(['c1', 'c2'])
  })

  it('ignores the answer to a reading that a reconnection has overtaken', async () => {
    const server = fakeServer()
    server.feed.open()
    await server.connect()
    await server.connect()
    await server.answer(0, [utterance('old', 0)])
    expect(server.feed.view().status).toBe('loading')
    await server.answer(1, [utterance('new', 0)])
    expect(heard(server.feed)).toEqual(['new'])
  })

  it('says why a call cannot be shown, and tries again when asked', async () => {
    const server = fakeServer()
    server.feed.open()
    await server.connect()
    server.reads[0]?.reject(CodedError.of('call.not-found'))
    await settled()
    expect(server.feed.view().error?.code).toBe('call.not-found')
    server.feed.retry()
    await settled()
    await server.answer(1, [])
    expect(server.feed.view().status).toBe('ready')
  })

  it('shows nothing of other calls', async () => {
    const server = fakeServer()
    server.feed.open()
    await server.connect()
    await server.answer(0, [])
    server.send({ ...utterance('c1', 0), callId: 'another' })
    expect(heard(server.feed)).toEqual([])
  })
})
