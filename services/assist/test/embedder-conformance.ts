import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Embedder } from '../src/index.ts'

const live = { priority: 'live' } as const
const background = { priority: 'background' } as const
const lengthOf = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))

/** What everything promises that makes vectors. `create` gives one that isn't loaded yet. */
export function describeEmbedder(name: string, create: () => Embedder): void {
  describe(`${name} as an embedder`, () => {
    let embedder: Embedder
    beforeAll(async () => {
      embedder = create()
      await embedder.load()
    })
    afterAll(() => embedder.close())

    it('is ready when it is loaded, and has a name for its vectors', () => {
      expect(embedder.state).toBe('ready')
      expect(embedder.model).not.toBe('')
    })

    it('makes a vector of length 1 of every text, in order, all of one width', async () => {
      const texts = ['water comes through my ceiling', '', 'an invoice', '漢😀']
      const together = await embedder.embed(texts, 'query', live)
      expect(together).toHaveLength(texts.length)
      for (const vector of together) {
        expect(lengthOf(vector)).toBeCloseTo(1, 3)
        expect(vector.length).toBe(together[0]?.length)
      }
      for (const [place, text] of texts.entries()) {
        const [alone = new Float32Array()] = await embedder.embed([text], 'query', live)
        const cosine = alone.reduce((sum, value, at) => sum + value * (together[place]?.[at] ?? 0), 0)
        expect(cosine).toBeCloseTo(1, 3)
      }
    })

    it('makes nothing of nothing', async () => {
      expect(await embedder.embed([], 'passage', background)).toEqual([])
    })

    it('takes texts of any length', async () => {
      expect(await embedder.embed(['word '.repeat(50_000)], 'passage', background)).toHaveLength(1)
    })

    it('answers live texts while much is embedded in the background', async () => {
      const much = embedder.embed(
        Array.from({ length: 40 }, (_, number) => `article number ${number}`),
        'passage',
        background,
      )
      expect(await embedder.embed(['quick'], 'query', live)).toHaveLength(1)
      expect(await much).toHaveLength(40)
    })

    it('refuses with a code once it is closed', async () => {
      const closing = create()
      await closing.load()
      await closing.close()
      await expect(closing.embed(['a'], 'query', live)).rejects.toMatchObject({ code: expect.stringMatching(/^embedder\./) })
    })
  })
}
