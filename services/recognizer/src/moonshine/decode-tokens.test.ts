import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeTokens } from './decode-tokens.ts'
import type { TokenGraph } from './token-graph.ts'

const END = 2
const VOCABULARY = 16
const SECOND = new Float32Array(16_000)

/** Says the text that it was made for, whatever came before, and counts its runs. */
class RecitingGraph implements TokenGraph {
  readonly vocabularySize = VOCABULARY
  readonly steps: number[] = []
  readonly #text: readonly number[]
  #held = 0

  constructor(text: readonly number[]) {
    this.#text = text
  }

  async encode(): Promise<void> {}

  async begin(tokens: readonly number[]): Promise<Float32Array> {
    this.#held = tokens.length
    const rows = new Float32Array(tokens.length * VOCABULARY)
    for (const index of tokens.keys()) rows.set(this.#rowAt(index), index * VOCABULARY)
    return rows
  }

  keep(count: number): void {
    this.#held = Math.min(this.#held, count)
  }

  async step(token: number): Promise<Float32Array> {
    this.steps.push(token)
    this.#held += 1
    return this.#rowAt(this.#held - 1)
  }

  #rowAt(index: number): Float32Array {
    const row = new Float32Array(VOCABULARY)
    row[this.#text[index] ?? END] = 10
    return row
  }
}

test('decodes until the model says that it is the end', async () => {
  const { tokens, logProbs } = await decodeTokens(new RecitingGraph([5, 6, 7]), SECOND, [])
  expect(tokens).toEqual([5, 6, 7])
  expect(logProbs).toHaveLength(3)
  for (const logProb of logProbs) expect(logProb).toBeCloseTo(0, 2)
})

test('a draft that agrees costs no steps', async () => {
  const graph = new RecitingGraph([5, 6, 7])
  expect((await decodeTokens(graph, SECOND, [5, 6, 7])).tokens).toEqual([5, 6, 7])
  expect(graph.steps).toEqual([])
})

test('a draft counts up to where it disagrees', async () => {
  const graph = new RecitingGraph([5, 6, 7, 8])
  expect((await decodeTokens(graph, SECOND, [5, 6, 9, 9])).tokens).toEqual([5, 6, 7, 8])
  expect(graph.steps).toEqual([7, 8])
})

test('the end is banned as the first token', async () => {
  expect((await decodeTokens(new RecitingGraph([]), SECOND, [])).tokens).toHaveLength(1)
})

test('stops at what the audio can hold', async () => {
  const endless = Array.from({ length: 100 }, (_, index) => 3 + (index % 13))
  expect((await decodeTokens(new RecitingGraph(endless), SECOND, [])).tokens).toHaveLength(7)
})

test('cuts a loop down to its first round', async () => {
  const loop = Array.from({ length: 100 }, (_, index) => 3 + (index % 4))
  expect((await decodeTokens(new RecitingGraph(loop), new Float32Array(160_000), [])).tokens).toEqual([3, 4, 5, 6])
})

test('no draft changes the text', async () => {
  const token = fc.integer({ min: 3, max: VOCABULARY - 1 })
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(token, { maxLength: 6 }), fc.array(token, { maxLength: 9 }), async (text, draft) => {
      const plain = await decodeTokens(new RecitingGraph(text), SECOND, [])
      expect((await decodeTokens(new RecitingGraph(text), SECOND, draft)).tokens).toEqual(plain.tokens)
    }),
  )
})
