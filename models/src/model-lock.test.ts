import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '@souffleur/testkit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withModelLock } from './model-lock.ts'

let folder = ''
let path = ''
let clock: ManualClock

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'souffleur-lock-'))
  path = join(folder, '.tiny.lock')
  clock = new ManualClock()
})
afterEach(() => rm(folder, { recursive: true }))

async function someoneElse(owner: { readonly pid: number; readonly host: string }): Promise<void> {
  await writeFile(path, JSON.stringify({ token: 'theirs', ...owner }))
  const now = clock.unixMs() / 1000
  await utimes(path, now, now)
}

test('the lock goes with the work, also when the work fails', async () => {
  const surroundings = { clock, onWait: () => undefined }
  expect(await withModelLock(folder, 'tiny', surroundings, async () => existsSync(path))).toBe(true)
  expect(existsSync(path)).toBe(false)
  await expect(withModelLock(folder, 'tiny', surroundings, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(path)).toBe(false)
  expect(clock.pendingTimers).toBe(0)
})

test('a lock of a process that is gone is taken at once', async () => {
  await someoneElse({ pid: 2 ** 22 + 1, host: hostname() })
  const onWait = () => {
    throw new Error('waited')
  }
  expect(await withModelLock(folder, 'tiny', { clock, onWait }, async () => readFile(path, 'utf8'))).not.toContain('theirs')
  expect(await readdir(folder)).toEqual([])
})

test('a lock of another machine is taken when it has not been renewed for a minute', async () => {
  await someoneElse({ pid: 1, host: 'elsewhere.example' })
  const began = clock.monotonicMs()
  let waits = 0
  let takenAfterMs: number | undefined
  const onWait = () => {
    waits += 1
  }
  const work = withModelLock(folder, 'tiny', { clock, onWait }, async () => {
    takenAfterMs = clock.monotonicMs() - began
  })
  while (takenAfterMs === undefined) {
    await vi.waitFor(() => expect(takenAfterMs !== undefined || clock.pendingTimers > 0).toBe(true), { interval: 1, timeout: 30_000 })
    if (takenAfterMs === undefined) clock.advance(500)
  }
  await work
  expect(takenAfterMs).toBe(60_500)
  expect(waits).toBe(1)
})

test('a lock that is renewed stays with its owner for as long as the work takes', async () => {
  await withModelLock(folder, 'tiny', { clock, onWait: () => undefined }, async () => {
    for (let renewal = 1; renewal <= 20; renewal += 1) {
      clock.advance(5_000)
      await vi.waitFor(async () => expect((await stat(path)).mtimeMs).toBe(clock.unixMs()), { interval: 1, timeout: 30_000 })
    }
  })
})
