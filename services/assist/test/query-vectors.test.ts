import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { indexVectors, KnowledgeBase, QueryVectors } from '../src/index.ts'
import { glasses, leak, waterDamage } from './assist-harness.ts'

const vector = Float32Array.from([1, 0])

test('a vector is there once it has come, and is asked for once', async () => {
  const asked: string[] = []
  const { promise, resolve } = Promise.withResolvers<Float32Array>()
  const vectors = new QueryVectors((text) => {
    asked.push(text)
    return promise
  })
  vectors.ask('my ceiling drips')
  vectors.ask('my ceiling drips')
  expect(vectors.get('my ceiling drips')).toBeUndefined()
  resolve(vector)
  await promise
  expect(vectors.get('my ceiling drips')).toBe(vector)
  expect(asked).toHaveLength(1)
})

test('one that failed is asked for again', async () => {
  let failures = 1
  const vectors = new QueryVectors(async () => {
    failures -= 1
    if (failures >= 0) throw new Error('not now')
    return vector
  })
  vectors.ask('a')
  await Promise.resolve()
  await Promise.resolve()
  expect(vectors.get('a')).toBeUndefined()
  vectors.ask('a')
  await Promise.resolve()
  await Promise.resolve()
  expect(vectors.get('a')).toBe(vector)
})

test('the oldest are forgotten', async () => {
  const vectors = new QueryVectors(async () => vector)
  for (let number = 0; number < 300; number += 1) vectors.ask(`text ${number}`)
  await Promise.resolve()
  await Promise.resolve()
  expect(vectors.get('text 0')).toBeUndefined()
  expect(vectors.get('text 299')).toBe(vector)
})

test('every article gets its vector, and a failure leaves the rest for the next time', async () => {
  const base = new KnowledgeBase(new ManualClock())
  await base.follow([waterDamage, glasses, leak], async () => undefined)
  await expect(indexVectors(base, async () => Promise.reject(new Error('down')))).rejects.toThrow('down')
  const progress: number[] = []
  const done = await indexVectors(base, async (texts) => texts.map(() => vector), { onProgress: (at) => progress.push(at.done) })
  expect(done).toBe(3)
  expect(progress).toEqual([3])
  expect(base.wantedVectors()).toEqual([])
})
