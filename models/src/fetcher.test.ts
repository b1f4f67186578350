import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { err, ok } from '@souffleur/flow'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ModelsConfig } from './config.ts'
import { ensureModel, ensureModels } from './fetcher.ts'
import { checkModel, modelPath } from './model-files.ts'
import type { InstallableModel } from './registry.ts'
import { type ModelSource, sourcesOf } from './sources.ts'

const published = Buffer.from('the published weights')
const model: InstallableModel = {
  name: 'tiny-example',
  purpose: 'speech-recognition',
  languages: ['en'],
  licence: 'MIT',
  card: 'tiny-example.md',
  state: 'available',
  source: { kind: 'npm', package: 'tiny-example', version: '1.0.0', downloadBytes: 21 },
  files: [
    {
      name: 'weights.onnx',
      pathInPackage: 'package/weights.onnx',
      bytes: published.length,
      sha256: createHash('sha256').update(published).digest('hex'),
    },
  ],
}

let folder = ''
let config: ModelsConfig

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'souffleur-models-'))
  config = { filesFolder: join(folder, 'files'), localFolder: undefined, sources: ['folder', 'npm'] }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function sourceOfBytes(label: string, bytes: Buffer): ModelSource {
  return {
    label,
    async fetch(_, into) {
      await writeFile(join(into, 'weights.onnx'), bytes)
      return ok(undefined)
    },
  }
}
const unreachable: ModelSource = { label: 'nowhere', fetch: async () => err('no route') }

test('a missing model comes from the first source that has it, and nothing is left behind', async () => {
  const lines: string[] = []
  const sources = [unreachable, sourceOfBytes('mirror', published)]
  await ensureModel(model, { config, sources, onProgress: (line) => lines.push(line) })
  expect(await checkModel(model, config.filesFolder)).toBe('good')
  expect(await readdir(config.filesFolder)).toEqual(['tiny-example'])
  expect(lines.at(-1)).toBe('tiny-example: installed')
})

test('a good model is not fetched again', async () => {
  await ensureModel(model, { config, sources: [sourceOfBytes('mirror', published)] })
  await ensureModel(model, { config, sources: [] })
})

test('a damaged file is replaced', async () => {
  await ensureModel(model, { config, sources: [sourceOfBytes('mirror', published)] })
  const path = join(config.filesFolder, model.name, 'weights.onnx')
  await writeFile(path, 'the published weightS')
  expect(await checkModel(model, config.filesFolder)).toBe('corrupt')
  await ensureModel(model, { config, sources: [sourceOfBytes('mirror', published)] })
  expect(await readFile(path)).toEqual(published)
})

test('other bytes than were published are never installed', async () => {
  const attempt = ensureModel(model, { config, sources: [sourceOfBytes('bad mirror', Buffer.from('x')), unreachable] })
  await expect(attempt).rejects.toMatchObject({ code: 'model.corrupt', detail: expect.stringContaining('bad mirror') })
  expect(await checkModel(model, config.filesFolder)).toBe('missing')
})

test('when no source answers, the error says which were tried', async () => {
  await expect(ensureModel(model, { config, sources: [unreachable] })).rejects.toMatchObject({
    code: 'model.source-unreachable',
    detail: expect.stringContaining('no route'),
  })
})

test('a local folder serves as a source', async () => {
  const local = { ...config, localFolder: join(folder, 'site') }
  const [source] = sourcesOf(local)
  expect(source?.label).toContain('site')
  expect(await source?.fetch(model, folder)).toMatchObject({ ok: false })
})

test('models that nobody knows or that are only planned are refused by name', async () => {
  await expect(ensureModels(['gpt'], { config })).rejects.toMatchObject({ code: 'model.unknown' })
  await expect(ensureModels(['whisper-base'], { config })).rejects.toMatchObject({ code: 'model.missing' })
  expect(() => modelPath('moonshine-base', 'encoder_model.onnx', config)).toThrow(expect.objectContaining({ code: 'model.missing' }))
})
