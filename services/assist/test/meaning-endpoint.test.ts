import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { EndpointEmbedder } from '../src/index.ts'
import { describeEmbedder } from './embedder-conformance.ts'

interface Asked {
  readonly model: string
  readonly input: readonly string[]
}
type Answer = (request: Asked, response: ServerResponse) => void

const live = { priority: 'live' } as const
const background = { priority: 'background' } as const

const vectors =
  (numbersOf: (input: string) => readonly number[] = () => [3, 4]): Answer =>
  ({ input }, response) =>
    void response.end(JSON.stringify({ data: input.map((one, index) => ({ index, embedding: numbersOf(one) })).reverse() }))
const fails: Answer = (_, response) => void response.writeHead(503).end()

let server: Server
let url = ''
let asked: Asked[] = []
let answer: Answer = vectors()
let clock = new ManualClock()
let log = createRecordingLog()
let embedder: EndpointEmbedder

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request)) as Asked
    asked.push(body)
    answer(body, response)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => void server.close(resolve))
})
beforeEach(() => {
  asked = []
  answer = vectors()
  clock = new ManualClock()
  log = createRecordingLog()
  embedder = new EndpointEmbedder({ url, model: 'small', prefixes: { query: 'query: ', passage: 'passage: ' }, clock, log })
})
afterEach(() => embedder.close())

describeEmbedder('an endpoint', () => {
  answer = vectors((input) => [1, input.length])
  return new EndpointEmbedder({ url, model: 'small', log: createRecordingLog() })
})

test('vectors come in order and of length 1, of texts that are marked', async () => {
  const [first = new Float32Array(), second] = await embedder.embed(['a', 'b'], 'query', live)
  expect(Array.from(first, (value) => Math.round(value * 10))).toEqual([6, 8])
  expect(second).toHaveLength(2)
  expect(asked).toEqual([{ model: 'small', input: ['query: a', 'query: b'], encoding_format: 'float' }])
})

test('what can wait is tried again, a live text is not', async () => {
  let failures = 1
  answer = (request, response) => {
    failures -= 1
    if (failures >= 0) fails(request, response)
    else vectors()(request, response)
  }
  expect(await embedder.embed(['a'], 'passage', background)).toHaveLength(1)
  failures = 1
  await expect(embedder.embed(['a'], 'query', live)).rejects.toMatchObject({ code: 'embedder.unreachable' })
})

test('after three failures nothing is asked for half a minute, and one line says so', async () => {
  answer = fails
  for (const _ of [1, 2, 3]) await expect(embedder.embed(['a'], 'query', live)).rejects.toMatchObject({ code: 'embedder.unreachable' })
  await expect(embedder.embed(['a'], 'query', live)).rejects.toMatchObject({ code: 'embedder.unreachable' })
  expect(asked).toHaveLength(3)
  expect(embedder.state).toBe('failed')
  expect(log.codes()).toEqual(['embedder.unreachable'])
  answer = vectors()
  clock.advance(30_000)
  expect(await embedder.embed(['a'], 'query', live)).toHaveLength(1)
  expect(embedder.state).toBe('ready')
})

test('a server that hangs is given up', async () => {
  const arrived = Promise.withResolvers<void>()
  answer = () => arrived.resolve()
  const late = embedder.embed(['a'], 'query', live)
  await arrived.promise
  clock.advance(2_000)
  await expect(late).rejects.toMatchObject({ code: 'embedder.unreachable', detail: expect.stringContaining('2000 ms') })
  expect(clock.pendingTimers).toBe(0)
})

test.each<[string, Answer]>([
  ['another width than before', vectors(() => [1, 2, 3])],
  ['no vectors', (_, response) => void response.end('{}')],
  ['no JSON', (_, response) => void response.end('<html>')],
  ['too few', (_, response) => void response.end('{"data":[]}')],
  ['no direction', vectors(() => [0, 0])],
  ['a refusal', (_, response) => void response.writeHead(401).end('who said "my name is Ann"?')],
])('%s is not taken, nor asked for again', async (_, wrong) => {
  await embedder.load()
  asked = []
  answer = wrong
  await expect(embedder.embed(['a'], 'passage', background)).rejects.toMatchObject({ code: 'embedder.unreachable' })
  expect(asked).toHaveLength(1)
  expect(JSON.stringify(log.lines)).not.toContain('Ann')
})

test('nobody listening is told by its code', async () => {
  const nowhere = new EndpointEmbedder({ url: 'http://127.0.0.1:9', model: 'small', clock, log })
  await expect(nowhere.load()).rejects.toMatchObject({ code: 'embedder.unreachable' })
  await nowhere.close()
})
