import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Clock, systemClock } from '@souffleur/flow'
import { ManualClock } from '@souffleur/testkit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import {
  type Answer,
  cutAfter,
  type FileServer,
  grownTo,
  startFileServer,
  status,
  unannounced,
  whole,
  withRanges,
} from '../../test/file-server.ts'
import { fileOf } from '../../test/tiny-models.ts'
import { download } from './download.ts'

const content = 'numbers that were trained for weeks'
const expected = fileOf('model.bin', content)

let folder = ''
let path = ''
let server: FileServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'souffleur-download-'))
  path = join(folder, 'model.bin')
  server = await startFileServer()
})
afterEach(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

const patiently = { interval: 1, timeout: 30_000 }
const seen: number[] = []
const fetchIt = (clock: Clock = systemClock) =>
  download(`${server.url}/model.bin`, path, expected, { clock, onBytes: (bytes) => seen.push(bytes) })

/** Hangs up when so many characters of the file have arrived, those of earlier attempts included. */
const cutAt = (characters: number): Answer => cutAfter(content, characters, grownTo(`${path}.part`, characters))

test('a file arrives whole, and is not asked for again', async () => {
  server.answer(withRanges(content))
  expect(await fetchIt()).toEqual({ ok: true, value: undefined })
  expect(await fetchIt()).toMatchObject({ ok: true })
  expect(await readFile(path, 'utf8')).toBe(content)
  expect(await readdir(folder)).toEqual(['model.bin'])
  expect(server.requests).toEqual(['/model.bin'])
  expect(seen.at(-1)).toBe(content.length)
})

test('a cut connection is continued where it ended', async () => {
  server.answer(cutAt(10), cutAt(15), withRanges(content))
  expect(await fetchIt()).toMatchObject({ ok: true })
  expect(server.requests).toEqual(['/model.bin', '/model.bin bytes=10-', '/model.bin bytes=15-'])
  expect(await readFile(path, 'utf8')).toBe(content)
})

test('what arrived before the server went away is kept for the next time', async () => {
  server.answer(cutAt(10), status(503))
  expect(await fetchIt()).toMatchObject({ ok: false, error: { reason: 'unreachable', detail: expect.stringContaining('503') } })
  expect(await readFile(`${path}.part`, 'utf8')).toBe(content.slice(0, 10))
  server.answer(withRanges(content))
  expect(await fetchIt()).toMatchObject({ ok: true })
  expect(server.requests.at(-1)).toBe('/model.bin bytes=10-')
})

test('a connection that is cut again and again without a byte ends the attempt', async () => {
  server.answer(cutAt(10), cutAt(10))
  expect(await fetchIt()).toMatchObject({ ok: false, error: { detail: expect.stringContaining('goes on from there') } })
  expect(server.requests).toHaveLength(2)
})

test('a server without ranges makes it start over', async () => {
  await writeFile(`${path}.part`, content.slice(0, 10))
  server.answer(whole(content))
  expect(await fetchIt()).toMatchObject({ ok: true })
  expect(await readFile(path, 'utf8')).toBe(content)
})

test('an end that nobody announced is a cut', async () => {
  server.answer(unannounced(content, 10), withRanges(content))
  expect(await fetchIt()).toMatchObject({ ok: true })
})

test.each([
  ['other bytes of the same length', whole(content.toUpperCase())],
  ['fewer bytes', whole(content.slice(1))],
  ['more bytes', whole(`${content} and months`)],
])('%s are refused and deleted', async (_, answer) => {
  server.answer(answer)
  expect(await fetchIt()).toMatchObject({ ok: false, error: { reason: 'corrupt' } })
  expect(await readdir(folder)).toEqual([])
})

test('a partial file of another publication is deleted, and the next attempt starts over', async () => {
  await writeFile(`${path}.part`, 'other numbers')
  server.answer(withRanges(content))
  expect(await fetchIt()).toMatchObject({ ok: false, error: { reason: 'corrupt' } })
  expect(await fetchIt()).toMatchObject({ ok: true })
})

test('a file that ends before the partial one does is another file', async () => {
  await writeFile(`${path}.part`, content.slice(0, 20))
  server.answer(withRanges(content.slice(0, 5)))
  expect(await fetchIt()).toMatchObject({ ok: false, error: { reason: 'corrupt' } })
  expect(await readdir(folder)).toEqual([])
})

test('a partial file that is complete needs no server', async () => {
  await writeFile(`${path}.part`, content)
  expect(await fetchIt()).toMatchObject({ ok: true })
  expect(server.requests).toEqual([])
})

test.each([404, 503])('an answer of %i is told with the address', async (code) => {
  server.answer(status(code))
  expect(await fetchIt()).toEqual({ ok: false, error: { reason: 'unreachable', detail: `${server.url}/model.bin answered ${code}` } })
  expect(server.requests).toHaveLength(1)
})

test('a server that is not there is told with the reason', async () => {
  const nowhere = await download('http://127.0.0.1:1/model.bin', path, expected, { clock: systemClock, onBytes: () => undefined })
  expect(nowhere).toMatchObject({
    ok: false,
    error: { reason: 'unreachable', detail: expect.stringMatching(/127\.0\.0\.1:1.*(refused|bad port)/i) },
  })
})

test('a server that does not answer is given up after ten seconds', async () => {
  const clock = new ManualClock()
  const asked = new Promise<void>((resolve) => {
    server.answer(() => resolve())
  })
  const fetching = fetchIt(clock)
  await asked
  clock.advance(9_999)
  expect(clock.pendingTimers).toBe(1)
  clock.advance(1)
  expect(await fetching).toMatchObject({ ok: false, error: { detail: expect.stringContaining('no answer within 10 s') } })
  expect(clock.pendingTimers).toBe(0)
})

test('a server that falls silent is given up after a minute, and what came is kept', async () => {
  const clock = new ManualClock()
  server.answer((_, response) => {
    response.writeHead(200, { 'content-length': content.length })
    response.write(content.slice(0, 10))
  }, status(503))
  const fetching = fetchIt(clock)
  await vi.waitFor(async () => expect(await readFile(`${path}.part`, 'utf8')).toHaveLength(10), patiently)
  await vi.waitFor(() => expect(clock.pendingTimers).toBe(1), patiently)
  clock.advance(60_000)
  expect(await fetching).toMatchObject({ ok: false, error: { detail: expect.stringContaining('503') } })
  expect(server.requests).toEqual(['/model.bin', '/model.bin bytes=10-'])
})
