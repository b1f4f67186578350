import fc from 'fast-check'
import { Tensor } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { decodeWithBeam } from './decode-beam.ts'
import { decodeGreedily } from './decode-greedy.ts'
import { type PrefillOptions, prefill } from './prefill.ts'
import { padSparsely } from './sparse-silence.ts'
import type { WhisperDescription } from './whisper-files.ts'
import type { DecoderRow, Encoded, SpeechGraph, StepInput, StepOutput } from './whisper-graph.ts'

const special = { start: 90, transcribe: 91, withoutTimes: 92, noSpeech: 94, end: 95, languages: { fr: 96, en: 97 } }
const description: WhisperDescription = {
  version: 2,
  heads: 1,
  headSize: 1,
  decoderLayers: 1,
  audioPositions: 1500,
  textPositions: 448,
  alignmentHeads: 1,
  special,
  marks: [96, 97, 94],
  texts: [],
}
const encoded: Encoded = { feeds: {}, sound: padSparsely(new Float32Array(16_000), 1500) }

/** The likelihood of the next token after a text. */
type Model = (text: readonly number[]) => Readonly<Record<number, number>>

/** A decoder that follows a table instead of weights. Its past is the text itself, as numbers in a tensor. */
class TableGraph implements SpeechGraph {
  readonly description = description
  /** Tokens a hypothesis, in each run. */
  readonly runs: number[] = []
  readonly #model: Model
  readonly #marks: Float32Array

  constructor(model: Model, { fr = 0.9, en = 0.05, noSpeech = 0.01 } = {}) {
    this.#model = model
    this.#marks = Float32Array.of(Math.log(fr), Math.log(en), Math.log(noSpeech))
  }

  get emptyPast() {
    return [new Tensor('float32', new Float32Array(0), [1, 1, 0, 1])]
  }

  async encode(): Promise<Encoded> {
    return encoded
  }

  async step(_: Encoded, { tokens, parents, firstRow, past }: StepInput): Promise<StepOutput> {
    this.runs.push(tokens[0]?.length ?? 0)
    const [memory] = past
    if (memory === undefined || !(memory.data instanceof Float32Array)) throw new Error('no past')
    const length = memory.dims[2] ?? 0
    const { data } = memory
    const texts = tokens.map((added, index) => {
      const parent = parents[index] ?? 0
      return [...data.subarray(parent * length, (parent + 1) * length), ...added]
    })
    const rows = texts.map((text, index) => {
      const added = tokens[index]?.length ?? 0
      return Array.from({ length: added }, (_unused, row) => this.#row(text.slice(0, text.length - added + row + 1))).slice(firstRow)
    })
    const total = texts[0]?.length ?? 0
    return {
      rows,
      past: [new Tensor('float32', Float32Array.from(texts.flat()), [texts.length, 1, total, 1])],
      attention: (hypothesis, token) => Float32Array.of(tokens[hypothesis]?.[token] ?? -1),
    }
  }

  #row(text: readonly number[]): DecoderRow {
    const said = text.filter((token) => token < 90)
    const candidates = Object.entries(this.#model(said))
      .map(([token, probability]) => ({ token: Number(token), logProb: Math.log(probability) }))
      .sort((a, b) => b.logProb - a.logProb)
    return { candidates, markLogProbs: this.#marks }
  }
}

const options: PrefillOptions = { languages: ['fr', 'en'], draft: [] }
const reciting =
  (text: readonly number[]): Model =>
  (said) => {
    const onTrack = said.every((token, index) => token === text[index])
    return onTrack
      ? { [text[said.length] ?? special.end]: 0.9, [special.end]: text.length === said.length ? 0.9 : 0.05, 88: 0.01 }
      : { [special.end]: 0.1 }
  }
const greedily = async (graph: TableGraph, draft: readonly number[] = [], limit = 20) => {
  const written = await decodeGreedily(graph, encoded, await prefill(graph, encoded, { ...options, draft }), { draft, limit })
  return written.tokens.map(({ token }) => token)
}
const withBeam = async (graph: TableGraph, width = 3, limit = 20) => {
  const written = await decodeWithBeam(graph, encoded, await prefill(graph, encoded, options), { width, limit })
  return written.tokens.map(({ token }) => token)
}

test('one run asks for the language, for speech, and for the first token', async () => {
  const graph = new TableGraph(reciting([1, 2]), { fr: 0.8, en: 0.2, noSpeech: 0.3 })
  const begun = await prefill(graph, encoded, options)
  expect(begun.language).toBe('fr')
  expect(begun.languageShares.get('en')).toBeCloseTo(0.2, 5)
  expect(begun.noSpeech).toBeCloseTo(0.3, 5)
  expect(begun.rows[0]?.candidates[0]?.token).toBe(1)
  expect(graph.runs).toEqual([4])
})

test('another language than the expected one is taken when the model is sure of it', async () => {
  const graph = new TableGraph(reciting([1]), { fr: 0.1, en: 0.9 })
  expect((await prefill(graph, encoded, options)).language).toBe('en')
  expect(graph.runs).toEqual([4, 4])
  const unsure = new TableGraph(reciting([1]), { fr: 0.45, en: 0.55 })
  expect((await prefill(unsure, encoded, options)).language).toBe('fr')
})

test('greedy: the likeliest token after the other, each with what was looked at when it was chosen', async () => {
  const graph = new TableGraph(reciting([5, 6, 7]))
  const begun = await prefill(graph, encoded, options)
  const { tokens, endAttention } = await decodeGreedily(graph, encoded, begun, { draft: [], limit: 20 })
  expect(tokens.map(({ token }) => token)).toEqual([5, 6, 7])
  expect(tokens.map(({ attention }) => attention[0])).toEqual([special.withoutTimes, 5, 6])
  expect(endAttention?.[0]).toBe(7)
  expect(tokens.map(({ logProb }) => logProb)).toEqual(Array(3).fill(Math.log(0.9)))
})

test('greedy: a draft that agrees costs no step of its own', async () => {
  const graph = new TableGraph(reciting([5, 6, 7]))
  expect(await greedily(graph, [5, 6, 7])).toEqual([5, 6, 7])
  expect(graph.runs).toEqual([7])
})

test('greedy: no draft changes the text', async () => {
  const token = fc.integer({ min: 1, max: 80 })
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(token, { minLength: 1, maxLength: 6 }), fc.array(token, { maxLength: 9 }), async (text, draft) => {
      expect(await greedily(new TableGraph(reciting(text)), draft)).toEqual(text)
    }),
  )
})

test('greedy: a loop is cut down to its first round, and a text has an end', async () => {
  const looping: Model = (said) => ({ [10 + (said.length % 4)]: 0.9, [special.end]: 0.01 })
  expect(await greedily(new TableGraph(looping), [], 60)).toEqual([10, 11, 12, 13])
  const endless: Model = (said) => ({ [said.length + 1]: 0.9 })
  expect(await greedily(new TableGraph(endless), [], 9)).toHaveLength(9)
})

test('beam: finds the text that is likelier as a whole than its first token is', async () => {
  const garden: Model = (said) => {
    if (said.length === 0) return { 1: 0.6, 2: 0.4 }
    if (said[0] === 1) return said.length === 1 ? { 3: 0.34, 4: 0.33, 5: 0.33 } : { [special.end]: 1 }
    return said.length === 1 ? { 6: 1 } : { [special.end]: 1 }
  }
  expect(await greedily(new TableGraph(garden))).toEqual([1, 3])
  expect(await withBeam(new TableGraph(garden))).toEqual([2, 6])
})

test('beam: says the same as greedy when there is nothing to choose', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 6 }), async (text) => {
      expect(await withBeam(new TableGraph(reciting(text)))).toEqual(text)
    }),
  )
})

test('beam: the end is no first token, and a loop is no text', async () => {
  const silent: Model = (said) => (said.length === 0 ? { [special.end]: 0.9, 7: 0.1 } : { [special.end]: 1 })
  expect(await withBeam(new TableGraph(silent))).toEqual([7])
  const looping: Model = (said) => ({ [10 + (said.length % 4)]: 0.99, [special.end]: 0.0001 })
  expect((await withBeam(new TableGraph(looping), 3, 60)).length).toBeLessThan(13)
})

test('beam: a text without an end is given up at the limit', async () => {
  expect(await withBeam(new TableGraph((said) => ({ [said.length + 1]: 0.9 })), 2, 7)).toHaveLength(7)
})
