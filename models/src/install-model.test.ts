import { existsSync } from 'node:fs'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tinyBuilt as model, sourceFiles, sourceOf, standInBuilder, temporaryConfig, writeFolder } from '../test/tiny-models.ts'
import { MANIFEST_FILE, readManifest } from './built-manifest.ts'
import type { ModelsConfig } from './config.ts'
import { ensureModel } from './fetcher.ts'
import type { BuiltModel } from './model.ts'
import type { ModelBuilder } from './model-builder.ts'
import { checkModel } from './model-files.ts'
import { sourcesOf } from './sources.ts'

let root = ''
let config: ModelsConfig
const hub = sourceOf('hub', sourceFiles)
const none = sourceOf('none', {})
const safetensors = { 'model.safetensors': 'tuned numbers', 'config.json': '{}', 'tokenizer.json': '{}', 'generation_config.json': '{}' }

beforeEach(async () => {
  ;({ root, config } = await temporaryConfig())
})
afterEach(() => rm(root, { recursive: true, force: true }))

const installed = (name: string) => join(config.filesFolder, model.name, name)
const ensure = (builder: ModelBuilder, sources = [hub], changed: Partial<ModelsConfig> = {}) =>
  ensureModel(model, { config: { ...config, ...changed }, sources, loadBuilder: async () => builder })
const check = (builder: ModelBuilder, known: BuiltModel = model) => checkModel(known, config.filesFolder, async () => builder)

/** A site's folder, which sources named `folder` read. */
async function site(files: Readonly<Record<string, string>>) {
  const localFolder = join(root, 'site')
  await writeFolder(join(localFolder, model.name), files)
  return sourcesOf({ ...config, localFolder, sources: ['folder'] })
}

describe('a model that is built', () => {
  test('has a manifest of what it is and where it comes from; its source files are gone', async () => {
    await ensure(standInBuilder())
    expect(await check(standInBuilder())).toBe('good')
    expect(await readdir(config.filesFolder)).toEqual([model.name])
    expect(await readdir(join(config.filesFolder, model.name))).toEqual([MANIFEST_FILE, 'encoder.onnx', 'whisper.json'])
    const manifest: unknown = JSON.parse(await readFile(installed(MANIFEST_FILE), 'utf8'))
    expect(manifest).toMatchObject({ format: 1, writer: 1, origin: 'published', source: expect.arrayContaining([model.sourceFiles[0]]) })
  })

  test('is not built again while it is good', async () => {
    const builder = standInBuilder()
    await ensure(builder)
    await ensure(builder)
    expect(builder.builds).toHaveLength(1)
  })

  test('is built again when another version wrote it', async () => {
    await ensure(standInBuilder(1))
    expect(await check(standInBuilder(2))).toBe('outdated')
    await ensure(standInBuilder(2))
    expect(await readFile(installed('encoder.onnx'), 'utf8')).toContain('graph 2')
    expect(await readdir(config.filesFolder)).toEqual([model.name])
  })

  test('is built again when the registry names other source files', async () => {
    await ensure(standInBuilder())
    const sourceFiles = model.sourceFiles.map((file) => ({ ...file, sha256: 'a'.repeat(64) }))
    expect(await check(standInBuilder(), { ...model, sourceFiles })).toBe('outdated')
  })

  test.each([
    ['a changed byte', () => writeFile(installed('encoder.onnx'), 'other'), 'corrupt'],
    ['a lost file', () => rm(installed('whisper.json')), 'missing'],
    ['no manifest', () => rm(installed(MANIFEST_FILE)), 'missing'],
    ['half a manifest', () => writeFile(installed(MANIFEST_FILE), '{"format":1,'), 'corrupt'],
    ['a manifest of a later format', () => writeFile(installed(MANIFEST_FILE), '{"format":2}'), 'outdated'],
    ['a manifest that names no graph', () => dropFromManifest('encoder.onnx'), 'corrupt'],
    ['a manifest that names a file elsewhere', () => renameInManifest('whisper.json', '../x'), 'corrupt'],
  ] as const)('with %s is installed anew', async (_, damage, state) => {
    await ensure(standInBuilder())
    await damage()
    expect(await check(standInBuilder())).toBe(state)
    await ensure(standInBuilder())
    expect(await check(standInBuilder())).toBe('good')
  })

  test('keeps its source files when asked to, and uses them for the next build', async () => {
    await ensure(standInBuilder(1), [hub], { keepSources: true })
    await ensure(standInBuilder(2), [...sourcesOf({ ...config, sources: ['npm'] })])
    expect(await check(standInBuilder(2))).toBe('good')
    expect(await readdir(config.filesFolder)).toEqual(['.sources', model.name])
  })

  test('is not built from other files than were published', async () => {
    const builder = standInBuilder()
    const attempt = ensure(builder, [sourceOf('mirror', { ...sourceFiles, 'model.bin': 'other numbers' })])
    await expect(attempt).rejects.toMatchObject({ code: 'model.corrupt', detail: expect.stringContaining('model.bin') })
    expect(builder.builds).toEqual([])
  })

  test('comes from the next source when a build fails', async () => {
    let attempts = 0
    const builder = standInBuilder(1, async (_, to) => {
      attempts += 1
      await writeFile(join(to, 'encoder.onnx'), 'half')
      if (attempts === 1) throw new Error('a weight is missing')
      await writeFile(join(to, 'whisper.json'), '{}')
    })
    await ensure(builder, [hub, hub])
    expect(await check(builder)).toBe('good')
  })

  test('leaves nothing when the disk is full in the middle of a build', async () => {
    const builder = standInBuilder(1, async (_, to) => {
      await writeFile(join(to, 'encoder.onnx'), 'half')
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
    })
    await expect(ensure(builder, [hub, hub])).rejects.toMatchObject({ code: 'model.disk-full' })
    expect(await readdir(config.filesFolder)).toEqual([])
  })
})

async function dropFromManifest(name: string): Promise<void> {
  const reading = await readManifest(join(config.filesFolder, model.name))
  if (reading.state !== 'read') throw new Error('no manifest')
  const files = reading.manifest.files.filter((file) => file.name !== name)
  await writeFile(installed(MANIFEST_FILE), JSON.stringify({ ...reading.manifest, files }))
}

async function renameInManifest(name: string, to: string): Promise<void> {
  const text = await readFile(installed(MANIFEST_FILE), 'utf8')
  await writeFile(installed(MANIFEST_FILE), text.replace(`"${name}"`, `"${to}"`))
}

describe('a site’s folder', () => {
  test('with the published source files is built from where they lie, and they stay', async () => {
    const builder = standInBuilder()
    await ensure(builder, [...(await site(sourceFiles))])
    expect(builder.builds).toEqual([join(root, 'site', model.name)])
    expect(existsSync(join(root, 'site', model.name, 'model.bin'))).toBe(true)
    expect(await check(builder)).toBe('good')
  })

  test('with safetensors is the operator’s own choice: it is built, and stays good', async () => {
    await ensure(standInBuilder(), [...(await site(safetensors))])
    expect(await check(standInBuilder())).toBe('good')
    expect(await readManifest(join(config.filesFolder, model.name))).toMatchObject({ manifest: { origin: 'site' } })
  })

  test('with built files is copied, without building', async () => {
    await ensure(standInBuilder())
    await cp(join(config.filesFolder, model.name), join(root, 'site', model.name), { recursive: true })
    await rm(config.filesFolder, { recursive: true })
    const builder = standInBuilder()
    await ensure(builder, [...(await site({}))])
    expect(builder.builds).toEqual([])
    expect(await check(builder)).toBe('good')
    expect(existsSync(join(root, 'site', model.name, 'encoder.onnx'))).toBe(true)
  })

  test('with built files of another version is of no use, unless it has the source files too', async () => {
    await ensure(standInBuilder(1))
    await cp(join(config.filesFolder, model.name), join(root, 'site', model.name), { recursive: true })
    await rm(config.filesFolder, { recursive: true })
    await expect(ensure(standInBuilder(2), [...(await site({}))])).rejects.toMatchObject({ detail: expect.stringContaining('outdated') })
    await ensure(standInBuilder(2), [...(await site(sourceFiles))])
    expect(await check(standInBuilder(2))).toBe('good')
  })

  test('with nothing of the kind says so', async () => {
    await expect(ensure(standInBuilder(), [...(await site({ 'read.me': '' }))])).rejects.toMatchObject({ code: 'model.source-unreachable' })
    await expect(ensure(standInBuilder(), [none])).rejects.toMatchObject({ code: 'model.source-unreachable' })
  })
})
