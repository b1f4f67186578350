import { existsSync } from 'node:fs'
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
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

/** Time passes while files are looked at, until the work is done. */
async function lockAfter(maximumMs: number): Promise<{ readonly waited: boolean; readonly done: boolean }> {
  let waited = false
  let done = false
  const onWait = () => {
    waited = true
  }
  const work = withModelLock(folder, 'tiny', { clock, onWait }, async () => {
    done = true
  })
  for (let ms = 0; ms < maximumMs && !done; ms += 500) {
    await vi.waitFor(() => expect(done || clock.pendingTimers > 0).toBe(true), { interval: 1 })
    if (!done) clock.advance(500)
  }
  if (!done) await rm(path)
  await vi.waitFor(
    () => {
      clock.advance(500)
      expect(done).toBe(true)
    },
    { interval: 1 },
  )
  await work
  return { waited, done }
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
  expect(await lockAfter(0)).toMatchObject({ waited: false })
})

test('a lock of another machine is taken when it has not been renewed for a minute', async () => {
  await someoneElse({ pid: 1, host: 'elsewhere.example' })
  const began = clock.monotonicMs()
  expect(await lockAfter(70_000)).toMatchObject({ waited: true })
  expect(clock.monotonicMs() - began).toBeGreaterThan(60_000)
})
