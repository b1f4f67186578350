import { createRecordingLog, ManualClock } from '@souffleur/testkit'
import { afterEach, expect, test } from 'vitest'
import { InferenceThread } from '../src/inference-thread.ts'

const opened: InferenceThread<string, string>[] = []
afterEach(() => Promise.all(opened.splice(0).map((thread) => thread.close())))

const open = (settings: unknown = {}, clock = new ManualClock()) => {
  const log = createRecordingLog()
  const script = new URL('./echo-thread.ts', import.meta.url)
  const thread = new InferenceThread<string, string>({ script, settings, clock, log, timeoutMs: 1000 })
  opened.push(thread)
  return { thread, clock, log }
}

test('answers requests one after the other', async () => {
  const { thread } = open()
  expect([await thread.request('a'), await thread.request('b')]).toEqual(['a', 'b'])
})

test('a request that fails leaves the thread up', async () => {
  const { thread, log } = open()
  await expect(thread.request('throw')).rejects.toMatchObject({ code: 'engine.failed', detail: 'thrown' })
  expect(await thread.request('a')).toBe('a')
  expect(log.lines).toEqual([])
})

test('a thread that dies fails its request, and another takes its place', async () => {
  const { thread, log } = open()
  await expect(thread.request('exit')).rejects.toMatchObject({ code: 'engine.failed' })
  expect(await thread.request('a')).toBe('a')
  expect(log.codes()).toEqual(['engine.failed'])
})

test('a request that takes too long is given up with its thread', async () => {
  const { thread, clock } = open()
  await thread.start()
  const stuck = thread.request('hang')
  stuck.catch(() => undefined)
  await Promise.resolve()
  await clock.advanceAsync(1000)
  await expect(stuck).rejects.toMatchObject({ code: 'engine.failed' })
  expect(await thread.request('a')).toBe('a')
})

test('a script that can’t start says why', async () => {
  const { thread } = open({ failToStart: true })
  await expect(thread.start()).rejects.toMatchObject({ code: 'engine.failed', detail: 'no such model' })
})

test('a closed thread takes nothing', async () => {
  const { thread } = open()
  await thread.start()
  await thread.close()
  await expect(thread.request('a')).rejects.toMatchObject({ code: 'engine.failed' })
})
