import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FileVectorStore, vectorKey } from '../src/index.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'souffleur-vectors-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (model = 'small@1', width = 3) => FileVectorStore.open(folder, model, width)
const file = () => join(folder, readdirSync(folder)[0] ?? '')
const keyOf = (number: number) => vectorKey(`text ${number}`, 'passage')
const kept = (number: number) => ({ key: keyOf(number), vector: Float32Array.of(number / 10, 0.5, -0.3) })

test('what was put is there after another start, within a hundredth', async () => {
  const first = await open()
  await first.put([kept(1), kept(2)])
  await first.put([kept(2), kept(3)])
  await first.close()
  const second = await open()
  expect(second.size).toBe(3)
  const [one = new Float32Array(), none] = await second.get([keyOf(1), keyOf(9)])
  expect(Math.abs((one[0] ?? 9) - 0.1)).toBeLessThan(0.01)
  expect(none).toBeUndefined()
  await second.close()
})

test('a record that a crash cut short is dropped, and so is what follows a damaged one', async () => {
  const store = await open()
  await store.put([kept(1), kept(2), kept(3)])
  await store.close()
  truncateSync(file(), statSync(file()).size - 5)
  const cut = await open()
  expect(cut.size).toBe(2)
  await cut.put([kept(4)])
  await cut.close()
  const bytes = readFileSync(file())
  bytes[64 + 17] = (bytes[64 + 17] ?? 0) ^ 1
  writeFileSync(file(), bytes)
  const damaged = await open()
  expect(damaged.size).toBe(0)
  await damaged.put([kept(5)])
  expect((await damaged.get([keyOf(5)]))[0]).toHaveLength(3)
  await damaged.close()
})

test('vectors of another width, and a file of something else, begin anew', async () => {
  const store = await open()
  await store.put([kept(1)])
  await store.close()
  const wider = await open('small@1', 4)
  expect(wider.size).toBe(0)
  await wider.close()
  writeFileSync(file(), 'something else')
  const strange = await open()
  expect(strange.size).toBe(0)
  await strange.close()
})

test('models have files of their own, and no text can be read in them', async () => {
  for (const model of ['small@1', 'large | query: ']) {
    const store = await open(model)
    await store.put([kept(1)])
    await store.close()
  }
  expect(readdirSync(folder).toSorted()).toEqual(['large-query-.vectors', 'small@1.vectors'])
  expect(readFileSync(file(), 'latin1')).not.toContain('text')
})

test('what nobody wants any more goes when it is much', async () => {
  const store = await open()
  await store.put(Array.from({ length: 1_200 }, (_, number) => kept(number)))
  await store.keepOnly(new Set([keyOf(1), keyOf(2)]))
  expect(store.size).toBe(2)
  await store.put([kept(5_000)])
  await store.close()
  const again = await open()
  expect(again.size).toBe(3)
  expect((await again.get([keyOf(2)]))[0]).toHaveLength(3)
  await again.close()
})
