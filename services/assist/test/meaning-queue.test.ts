import { promisesSettle } from '@souffleur/testkit'
import { expect, test } from 'vitest'
import { EmbeddingQueue } from '../src/meaning/embedding-queue.ts'

/** Pieces are worked on until the test lets them go. */
function heldQueue(charactersAPiece = 10, lanes = 1) {
  const pieces: { readonly texts: readonly string[]; finish(): void; fail(): void }[] = []
  const queue = new EmbeddingQueue({
    lanes,
    charactersAPiece,
    embed: (texts) =>
      new Promise((resolve, reject) => {
        pieces.push({
          texts,
          finish: () => resolve(texts.map((text) => Float32Array.of(text.length))),
          fail: () => reject(new Error('no vector')),
        })
      }),
  })
  return { queue, pieces }
}

test('live texts pass those of the background, between two pieces', async () => {
  const { queue, pieces } = heldQueue()
  const background = queue.embed(['12345678', '87654321', 'abcdefgh'], 'passage', 'background')
  const live = queue.embed(['now'], 'query', 'live')
  for (const number of [0, 1, 2, 3]) {
    pieces[number]?.finish()
    await promisesSettle()
  }
  expect(pieces.map(({ texts }) => texts)).toEqual([['12345678'], ['now'], ['87654321'], ['abcdefgh']])
  expect(await live).toEqual([Float32Array.of(3)])
  expect(await background).toHaveLength(3)
})

test('short texts go together, a long one by itself', async () => {
  const { queue, pieces } = heldQueue()
  void queue.embed(['abc', 'def', 'a text that is too long', 'g'], 'passage', 'background')
  for (const number of [0, 1, 2]) {
    pieces[number]?.finish()
    await promisesSettle()
  }
  expect(pieces.map(({ texts }) => texts)).toEqual([['abc', 'def'], ['a text that is too long'], ['g']])
})

test('a failure ends its own job only', async () => {
  const { queue, pieces } = heldQueue()
  const failing = queue.embed(['12345678', '87654321'], 'passage', 'background')
  const other = queue.embed(['b'], 'passage', 'background')
  pieces[0]?.fail()
  await expect(failing).rejects.toThrow('no vector')
  await promisesSettle()
  pieces[1]?.finish()
  expect(await other).toHaveLength(1)
})

test('of too many live texts the oldest is given up; of the background the newest', async () => {
  const { queue } = heldQueue()
  void queue.embed(['running'], 'query', 'live')
  const live = Array.from({ length: 65 }, (_, number) => queue.embed([`live ${number}`], 'query', 'live'))
  await expect(live[0]).rejects.toMatchObject({ code: 'embedder.overloaded' })
  const background = Array.from({ length: 17 }, (_, number) => queue.embed([`later ${number}`], 'passage', 'background'))
  await expect(background[16]).rejects.toMatchObject({ code: 'embedder.overloaded' })
  const rest = Promise.allSettled([...live.slice(1), ...background.slice(0, 16)])
  queue.close()
  expect((await rest).every(({ status }) => status === 'rejected')).toBe(true)
})

test('pieces of one job are put together in order, whichever ends first', async () => {
  const { queue, pieces } = heldQueue(10, 2)
  const job = queue.embed(['1', '22', '4444444444', '7777777'], 'passage', 'background')
  pieces[1]?.finish()
  await promisesSettle()
  pieces[2]?.finish()
  pieces[0]?.finish()
  expect((await job).map((vector) => vector[0])).toEqual([1, 2, 10, 7])
})
