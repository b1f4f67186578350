import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MANIFEST_FILE, writeManifest } from '../src/built-manifest.ts'
import { loadBuilderOf } from '../src/model-builder.ts'
import { fileOf, temporaryConfig, writeFolder } from './tiny-models.ts'

const entry = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

let root = ''
beforeEach(async () => {
  ;({ root } = await temporaryConfig())
})
afterEach(() => rm(root, { recursive: true, force: true }))

async function run(...words: readonly string[]): Promise<{ readonly code: unknown; readonly said: string; readonly complained: string }> {
  const environment = {
    ...process.env,
    SOUFFLEUR_MODELS: join(root, 'files'),
    SOUFFLEUR_MODEL_FOLDER: join(root, 'site'),
    SOUFFLEUR_MODEL_SOURCES: 'folder',
  }
  const child = spawn(process.execPath, [entry, ...words], { env: environment })
  const said: string[] = []
  const complained: string[] = []
  child.stdout.on('data', (bytes: Buffer) => said.push(bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => complained.push(bytes.toString()))
  const [code] = await once(child, 'close')
  return { code, said: said.join(''), complained: complained.join('') }
}

/** A folder as a build leaves it. */
async function builtFolder(name: string, writer: number): Promise<void> {
  const folder = join(root, 'files', name)
  const { files } = await loadBuilderOf('whisper')
  await writeFolder(folder, Object.fromEntries(files.map((file) => [file, `content of ${file}`])))
  await writeManifest(folder, { writer, origin: 'site', source: [fileOf('model.bin', 'numbers')] })
}

test('list shows the registry’s models and those that were built here', async () => {
  const { version } = await loadBuilderOf('whisper')
  await builtFolder('whisper-small', version)
  const { code, said } = await run('list')
  expect(code).toBe(0)
  expect(said).toMatch(/^whisper-base +speech-recognition +fr en +MIT +75 +not installed$/m)
  expect(said).toMatch(/^whisper-small +speech-recognition +fr en +- +0 +installed, built from files of your own$/m)
})

test('verify says what is wrong with each, and what to do', async () => {
  const { version } = await loadBuilderOf('whisper')
  await builtFolder('whisper-base', version)
  await builtFolder('whisper-small', version + 1)
  const { code, said } = await run('verify')
  expect(code).toBe(1)
  expect(said).toContain('whisper-base: good\n')
  expect(said).toContain('whisper-small: outdated. Run `npm run models -- build whisper-small --from FOLDER`.')
  expect(said).toContain('silero-vad: missing. Run `npm run models -- pull silero-vad`.')
})

test('pull goes on after a model that cannot be had, and says what is missing and how to get it, in both languages', async () => {
  const { code, complained } = await run('pull', '--all')
  expect(code).toBe(1)
  expect(complained).toContain('silero-vad: no configured source has it')
  expect(complained).toContain('Calls in French are followed, but not transcribed')
  expect(complained).toContain('Les appels en français sont suivis, mais pas transcrits')
  expect(complained).toContain('npm run models -- pull whisper-base')
})

test('pull takes what lies ready in a site’s folder', async () => {
  const { version } = await loadBuilderOf('whisper')
  await builtFolder('whisper-base', version)
  await rm(join(root, 'site'), { recursive: true, force: true })
  await rename(join(root, 'files'), join(root, 'site'))
  const { code, said } = await run('pull', 'whisper-base')
  expect({ code, said }).toEqual({ code: 0, said: 'In order: whisper-base\n' })
})

test.each([[[]], [['pull']], [['build', 'whisper-small']], [['list', '--wrong']]])('%j is answered with the usage', async (words) => {
  const { code, complained } = await run(...words)
  expect(code).toBe(2)
  expect(complained).toContain('build NAME --from FOLDER')
})

test('build refuses a folder without a model', async () => {
  await writeFolder(join(root, 'empty'), { [MANIFEST_FILE]: '' })
  const { code, complained } = await run('build', 'whisper-small', '--from', join(root, 'empty'))
  expect(code).toBe(1)
  expect(complained).toContain('model.missing')
})
