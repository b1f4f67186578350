import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { E5Embedder, noEmbedder } from '../src/index.ts'
import { describeEmbedder } from './embedder-conformance.ts'

/** Stands in for the model: a text's length is in its vector; some texts end the thread, hang it or are refused. */
const STAND_IN = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ texts }) => {
  if (texts.includes('die')) process.exit(1)
  if (texts.includes('hang')) return
  if (texts.includes('refuse')) parentPort.postMessage({ kind: 'error', detail: 'refused' })
  else parentPort.postMessage({ kind: 'vectors', values: Float32Array.from(texts.flatMap(({ length }) => [1 / Math.hypot(1, length), length / Math.hypot(1, length)])) })
})
parentPort.postMessage({ kind: 'ready', width: 2, weights: 'stand-in' })
`

let folder = ''
let clock: ManualClock
let embedder: E5Embedder | undefined
let log: ReturnType<typeof createRecordingLog>
const live = { priority: 'live' } as const

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'souffleur-meaning-'))
  clock = new ManualClock()
  log = createRecordingLog()
})
afterEach(async () => {
  await embedder?.close()
  rmSync(folder, { recursive: true, force: true })
})

function create(script = STAND_IN, at = mkdtempSync(join(tmpdir(), 'souffleur-meaning-'))): E5Embedder {
  for (const name of ['model.onnx', 'e5.json']) writeFileSync(join(at, name), '')
  const path = join(at, 'stand-in.mjs')
  writeFileSync(path, script)
  return new E5Embedder({ name: 'stand-in', folder: at, clock, log, script: pathToFileURL(path) })
}

function start(script?: string): E5Embedder {
  embedder = create(script, folder)
  return embedder
}

describe('a thread that makes vectors', () => {
  test('a thread that dies fails its texts, says so once, and another takes its place', async () => {
    const one = start()
    await expect(one.embed(['die'], 'query', live)).rejects.toMatchObject({ code: 'embedder.failed' })
    expect(one.state).toBe('failed')
    await expect(one.embed(['die'], 'query', live)).rejects.toMatchObject({ code: 'embedder.failed' })
    expect(await one.embed(['a'], 'query', live)).toHaveLength(1)
    expect(one.state).toBe('ready')
    expect(log.codes()).toEqual(['embedder.failed'])
  })

  test('after three failures in a row it rests for a while', async () => {
    const one = start()
    for (const text of ['die', 'die', 'die']) await expect(one.embed([text], 'query', live)).rejects.toThrow()
    await expect(one.embed(['a'], 'query', live)).rejects.toMatchObject({ code: 'embedder.failed' })
    clock.advance(30_000)
    expect(await one.embed(['a'], 'query', live)).toHaveLength(1)
  })

  test('one that hangs is given up after its time', async () => {
    const one = start()
    await one.load()
    // Listened to before time passes: a refusal that nobody waits for would end the process.
    const givenUp = expect(one.embed(['hang'], 'query', live)).rejects.toMatchObject({ code: 'embedder.failed' })
    await clock.advanceAsync(30_000)
    await givenUp
    expect(await one.embed(['a'], 'query', live)).toHaveLength(1)
    expect(clock.pendingTimers).toBe(0)
  })

  test('what one text is refused for leaves the thread alive', async () => {
    const one = start()
    await expect(one.embed(['refuse'], 'query', live)).rejects.toMatchObject({ code: 'embedder.failed' })
    expect(await one.embed(['a'], 'query', live)).toHaveLength(1)
  })

  test('a model that cannot be loaded is told by its code', async () => {
    const one = start('throw new Error("no graph")')
    await expect(one.load()).rejects.toMatchObject({ code: 'embedder.failed' })
    expect(one.state).toBe('failed')
  })

  test('a model that is not there is missing, and so is none at all', async () => {
    embedder = new E5Embedder({ name: 'none', folder, clock, log })
    expect(embedder.state).toBe('missing')
    await expect(embedder.load()).rejects.toMatchObject({ code: 'model.missing' })
    await expect(embedder.embed(['a'], 'query', live)).rejects.toMatchObject({ code: 'model.missing' })
    await expect(noEmbedder.embed(['a'], 'query', live)).rejects.toMatchObject({ code: 'model.missing' })
    expect(log.codes()).toEqual([])
  })
})

describeEmbedder('the thread with a stand-in', () => create())

/** `npm test` fetches it where it can be had; without it everything works, so its absence fails nothing. */
const models = process.env.SOUFFLEUR_MODELS ?? fileURLToPath(new URL('../../../models/files', import.meta.url))
const real = join(models, 'multilingual-e5-small')
const createReal = () => new E5Embedder({ name: 'multilingual-e5-small', folder: real, log: createRecordingLog() })

describe.skipIf(!existsSync(real))('multilingual-e5-small', () => {
  describeEmbedder('multilingual-e5-small', createReal)

  test('a question is nearest to what answers it, in the other language too', async () => {
    const e5 = createReal()
    const [question = new Float32Array()] = await e5.embed(['how do I cancel my contract?'], 'query', live)
    const passages = await e5.embed(['Résilier un contrat', 'Rembourser des lunettes', 'Déclarer un dégât des eaux'], 'passage', live)
    const cosines = passages.map((passage) => passage.reduce((sum, value, at) => sum + value * (question[at] ?? 0), 0))
    expect(cosines.indexOf(Math.max(...cosines))).toBe(0)
    await e5.close()
  })
})
