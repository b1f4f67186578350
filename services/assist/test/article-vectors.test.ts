import { ManualClock } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { ArticleVectors, KnowledgeBase, vectorTextOf } from '../src/index.ts'
import { glasses, leak, waterDamage } from './assist-harness.ts'

const vector = (...values: number[]) => Float32Array.from(values)

test('the nearest come first, after replacements and removals too', () => {
  const vectors = new ArticleVectors()
  vectors.replace('a', vector(1, 0, 0, 0, 0))
  vectors.replace('b', vector(0, 1, 0, 0, 0))
  vectors.replace('c', vector(0, 0, 0, 0, 1))
  vectors.replace('a', vector(0, 0, 0, 1, 0))
  vectors.remove('b')
  const near = vectors.nearnessTo(vector(0, 0, 0, 0.6, 0.8), 2)
  expect(near?.nearest).toEqual(['c', 'a'])
  expect(near?.of('c')).toBeCloseTo(0.8)
  expect(near?.least).toBeCloseTo(0.6)
  expect(near?.of('b')).toBeUndefined()
})

test('a vector of another size cannot be compared; taking one over empties the rest', () => {
  const vectors = new ArticleVectors()
  vectors.replace('a', vector(1, 0))
  expect(vectors.nearnessTo(vector(1, 0, 0), 1)).toBeUndefined()
  vectors.replace('b', vector(1, 0, 0))
  expect(vectors.size).toBe(1)
  expect(vectors.has('a')).toBe(false)
})

test('an article is found by meaning alone, and by words alone while its vector is missing', async () => {
  const base = new KnowledgeBase(new ManualClock())
  await base.follow([waterDamage, glasses, leak], async () => undefined)
  expect(base.wantedVectors()).toHaveLength(3)
  for (const wanted of base.wantedVectors()) {
    base.setVector(wanted, wanted.articleId === glasses.id ? vector(1, 0) : vector(0, 1))
  }
  expect(base.wantedVectors()).toEqual([])
  const ids = (query: string, meaning?: Float32Array) =>
    base
      .retrieve({ language: 'en', texts: [{ text: query, weight: 1 }], ...(meaning === undefined ? {} : { vector: meaning }) }, 3)
      .map(({ article }) => article.id)
  expect(ids('zzz')).toEqual([])
  expect(ids('zzz', vector(1, 0))[0]).toBe(glasses.id)
  expect(ids('water damage')[0]).toBe(waterDamage.id)
})

test('a change of the text asks for a new vector, and one that comes too late for the old text is dropped', async () => {
  const base = new KnowledgeBase(new ManualClock())
  await base.follow([waterDamage], async () => undefined)
  const [old] = base.wantedVectors()
  const changed = { ...waterDamage, title: 'Flooding' }
  await base.follow([changed], async () => undefined)
  if (old !== undefined) base.setVector(old, vector(1, 0))
  expect(base.wantedVectors()).toMatchObject([{ articleId: waterDamage.id, text: vectorTextOf(changed) }])
  await base.follow([], async () => undefined)
  expect(base.wantedVectors()).toEqual([])
})
