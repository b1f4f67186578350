import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkModel } from '../src/model-files.ts'
import { sourceFiles, standInBuilder, temporaryConfig, tinyBuilt, writeFolder } from './tiny-models.ts'

const entry = fileURLToPath(new URL('./pull-process.ts', import.meta.url))

let root = ''
let files = ''
let running: ChildProcess[] = []

beforeEach(async () => {
  const { root: folder, config } = await temporaryConfig()
  root = folder
  files = config.filesFolder
  await writeFolder(join(root, 'site', tinyBuilt.name), sourceFiles)
  running = []
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await rm(root, { recursive: true, force: true })
})

function start(...words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [entry, files, join(root, 'site'), ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  return child
}

async function outcome(child: ChildProcess): Promise<{ readonly code: unknown; readonly said: string; readonly complained: string }> {
  let said = ''
  let complained = ''
  child.stdout?.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  child.stderr?.on('data', (bytes: Buffer) => {
    complained += bytes.toString()
  })
  const [code] = await once(child, 'close')
  return { code, said, complained }
}

const check = () => checkModel(tinyBuilt, files, async () => standInBuilder())

test('processes that pull one model at once build it once', async () => {
  const outcomes = await Promise.all([start(), start(), start()].map(outcome))
  expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0])
  expect(outcomes.map(({ said }) => said.trim()).toSorted()).toEqual(['0', '0', '1'])
  expect(await check()).toBe('good')
  expect(await readdir(files)).toEqual([tinyBuilt.name])
})

async function hangingBuild(): Promise<ChildProcess> {
  const child = start('hang')
  if (child.stdout !== null) await once(child.stdout, 'data')
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'close')
}

test('a process that is killed while it builds leaves nothing that counts', async () => {
  await kill(await hangingBuild())
  expect(existsSync(join(files, tinyBuilt.name))).toBe(false)
  expect(await check()).toBe('missing')
  expect(await outcome(start())).toMatchObject({ code: 0, said: '1\n' })
  expect(await readdir(files)).toEqual([tinyBuilt.name])
})

test('a process that waits takes over when the one that builds is killed', async () => {
  const hanging = await hangingBuild()
  const waiting = start()
  const ended = outcome(waiting)
  if (waiting.stderr !== null) expect(String(await once(waiting.stderr, 'data'))).toContain('another process is installing it')
  await kill(hanging)
  expect(await ended).toMatchObject({ code: 0, said: '1\n' })
  expect(await check()).toBe('good')
  expect(await readdir(files)).toEqual([tinyBuilt.name])
})
