import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { TextKind } from '../embedder.ts'
import { type E5Paths, readE5Description } from './e5-description.ts'
import { UnigramTokenizer } from './unigram-tokenizer.ts'

/** The graph and its tokenizer, on the thread that loaded them. */
export class E5Model {
  readonly width: number
  /** Tells two sets of weights apart. */
  readonly weights: string
  readonly #session: InferenceSession
  readonly #tokenizer: UnigramTokenizer
  readonly #padding: number

  private constructor(session: InferenceSession, described: Awaited<ReturnType<typeof readE5Description>>) {
    this.#session = session
    this.#tokenizer = new UnigramTokenizer(described)
    this.#padding = described.special.padding
    this.width = described.width
    this.weights = described.weights
  }

  static async load(paths: E5Paths): Promise<E5Model> {
    const described = await readE5Description(paths.description)
    const session = await InferenceSession.create(paths.graph, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
    })
    return new E5Model(session, described)
  }

  tokensOf(text: string, kind: TextKind): number[] {
    return this.#tokenizer.tokensOf(`${kind}: ${text}`)
  }

  /** One vector of length 1 a text, side by side. */
  async embed(texts: readonly string[], kind: TextKind): Promise<Float32Array> {
    const rows = texts.map((text) => this.tokensOf(text, kind))
    const longest = Math.max(...rows.map(({ length }) => length))
    const dims = [rows.length, longest]
    const ids = new BigInt64Array(rows.length * longest).fill(BigInt(this.#padding))
    const mask = new BigInt64Array(rows.length * longest)
    for (const [row, tokens] of rows.entries()) {
      for (const [place, token] of tokens.entries()) {
        ids[row * longest + place] = BigInt(token)
        mask[row * longest + place] = 1n
      }
    }
    const { vectors } = await this.#session.run({ ids: new Tensor('int64', ids, dims), mask: new Tensor('int64', mask, dims) })
    if (!(vectors?.data instanceof Float32Array)) throw new TypeError('the graph gave no vectors')
    return vectors.data
  }
}
