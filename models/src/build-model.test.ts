import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceFiles, standInBuilder, temporaryConfig, writeFolder } from '../test/tiny-models.ts'
import { buildModel } from './build-model.ts'
import type { ModelsConfig } from './config.ts'
import { ensureModels } from './fetcher.ts'
import { checkExtraModel, extraModels, modelPath } from './model-files.ts'

let root = ''
let from = ''
let config: ModelsConfig
const builder = standInBuilder()
const loadBuilder = async () => builder

beforeEach(async () => {
  ;({ root, config } = await temporaryConfig())
  from = join(root, 'downloads')
})
afterEach(() => rm(root, { recursive: true, force: true }))

test.each([
  ['CTranslate2', sourceFiles],
  ['Hugging Face', { 'model.safetensors': 'numbers', 'config.json': '{}', 'tokenizer.json': '{}' }],
])('a model of any size is built from a folder in the form of %s', async (_, files) => {
  await writeFolder(from, files)
  await buildModel('whisper-large-v3-turbo', from, { config, loadBuilder })
  expect(await extraModels(config.filesFolder)).toEqual(['whisper-large-v3-turbo'])
  expect(await checkExtraModel('whisper-large-v3-turbo', config.filesFolder, loadBuilder)).toBe('good')
  expect(modelPath('whisper-large-v3-turbo', 'encoder.onnx', config)).toContain('encoder.onnx')
  await ensureModels(['whisper-large-v3-turbo'], { config, loadBuilder })
  expect((await readdir(from)).toSorted()).toEqual(Object.keys(files).toSorted())
})

test('one that another version wrote asks to be built again', async () => {
  await writeFolder(from, sourceFiles)
  await buildModel('whisper-small', from, { config, loadBuilder })
  const later = { config, loadBuilder: async () => standInBuilder(2) }
  await expect(ensureModels(['whisper-small'], later)).rejects.toMatchObject({
    detail: expect.stringContaining('build whisper-small --from'),
  })
})

test.each(['small', '../whisper-small', 'whisper-../x', 'whisper-', 'moonshine-base'])(
  '%s is no name for a model that is built',
  async (name) => {
    await writeFolder(from, sourceFiles)
    await expect(buildModel(name, from, { config, loadBuilder })).rejects.toMatchObject({ code: 'model.unknown' })
  },
)

test('a folder without a model is refused before anything is written', async () => {
  await expect(buildModel('whisper-small', from, { config, loadBuilder })).rejects.toMatchObject({ code: 'model.missing' })
  expect(await extraModels(config.filesFolder)).toEqual([])
})

test('a model of the registry is built from its own form', async () => {
  await writeFolder(from, { 'e5-small-q4.bin': 'numbers' })
  const families: string[] = []
  const load = async (family: string) => {
    families.push(family)
    return standInBuilder(1, async (_, to) => writeFolder(to, { 'encoder.onnx': 'graph', 'whisper.json': '{}' }))
  }
  await buildModel('multilingual-e5-small', from, { config, loadBuilder: load })
  expect(new Set(families)).toEqual(new Set(['e5']))
  expect(await readdir(join(config.filesFolder, 'multilingual-e5-small'))).toContain('built.json')
})
