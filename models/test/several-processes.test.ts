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

test('a process that is killed while it builds leaves nothing that counts, and the next one takes over', async () => {
  const killed = start('hang')
  if (killed.stdout !== null) await once(killed.stdout, 'data')
  expect(existsSync(join(files, tinyBuilt.name))).toBe(false)
  const waiting = start()
  if (waiting.stderr !== null) expect(String(await once(waiting.stderr, 'data'))).toContain('another process is installing it')
  killed.kill('SIGKILL')
  await once(killed, 'close')
  expect(await check()).toBe('missing')
  const [code] = await once(waiting, 'close')
  expect(code).toBe(0)
  expect(await check()).toBe('good')
  expect(await readdir(files)).toEqual([tinyBuilt.name])
})
