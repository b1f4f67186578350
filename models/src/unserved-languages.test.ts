import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileOf, standInBuilder, temporaryConfig, writeFolder } from '../test/tiny-models.ts'
import { writeManifest } from './built-manifest.ts'
import { whatGoesWithout } from './unserved-languages.ts'

let root = ''
let files = ''
const loadBuilder = async () => standInBuilder()

beforeEach(async () => {
  const { root: folder, config } = await temporaryConfig()
  root = folder
  files = config.filesFolder
})
afterEach(() => rm(root, { recursive: true, force: true }))

const without = (...missing: string[]) => whatGoesWithout(missing, files, loadBuilder)

test('each language that no model serves has a line in both languages, with the model to install', async () => {
  expect(await without('moonshine-base', 'whisper-base')).toEqual([
    expect.stringMatching(/^Calls in English .* pull moonshine-base/),
    expect.stringMatching(/^Les appels en anglais .* pull moonshine-base/),
    expect.stringMatching(/^Calls in French .* pull whisper-base/),
    expect.stringMatching(/^Les appels en français .* pull whisper-base/),
  ])
})

test('a language that another installed model serves is not lost', async () => {
  const folder = join(files, 'whisper-base')
  await writeFolder(folder, { 'encoder.onnx': 'graph', 'whisper.json': '{}' })
  await writeManifest(folder, { writer: 1, origin: 'site', source: [fileOf('model.bin', 'numbers')] })
  expect(await without('moonshine-base')).toEqual([])
})

test('without a voice detector nothing is transcribed', async () => {
  expect(await without('silero-vad')).toEqual([expect.stringMatching(/^No call/), expect.stringMatching(/^Aucun appel/)])
})

test('names that the registry does not have cost no language', async () => {
  expect(await without('whisper-small', 'gpt')).toEqual([])
})

test('without vectors of meaning words alone find, and both languages say so', async () => {
  expect(await without('multilingual-e5-small')).toEqual([
    expect.stringMatching(/words alone.* pull multilingual-e5-small/),
    expect.stringMatching(/mots seuls.* pull multilingual-e5-small/),
  ])
})
