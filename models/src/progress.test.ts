import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ManualClock } from '@souffleur/testkit'
import { expect, test, vi } from 'vitest'
import { watchGrowth } from './progress.ts'

test('a growing folder is looked at twice a second, its subfolders included', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'souffleur-growth-'))
  const clock = new ManualClock()
  const seen: number[] = []
  const stop = watchGrowth(folder, clock, (bytes) => seen.push(bytes))
  await writeFile(join(folder, 'a'), 'four')
  clock.advance(500)
  await vi.waitFor(() => expect(seen).toEqual([4]), { interval: 1, timeout: 30_000 })
  await mkdir(join(folder, 'temporary'))
  await writeFile(join(folder, 'temporary', 'b'), 'three')
  clock.advance(500)
  await vi.waitFor(() => expect(seen).toEqual([4, 9]), { interval: 1, timeout: 30_000 })
  stop()
  expect(clock.pendingTimers).toBe(0)
  await rm(folder, { recursive: true })
})
