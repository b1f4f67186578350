import { readFile } from 'node:fs/promises'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { withIntegerLogits } from './integer-logits.ts'

/** Tokens in, logits out: what the decoding loop needs of a model. */
export interface TokenGraph {
  readonly vocabularySize: number
  /** 16 kHz samples. What follows decodes them. */
  encode(samples: Float32Array): Promise<void>
  /** Begins with these tokens. Gives a row of logits after each, in one array. */
  begin(tokens: readonly number[]): Promise<Float32Array>
  /** Forgets all but the first `count` tokens. */
  keep(count: number): void
  /** One row: the logits after this token. */
  step(token: number): Promise<Float32Array>
}

/** Base: 8 layers, 8 heads of 52. Tensor names and shapes: `models/cards/moonshine-base.md` and the exported graphs themselves. */
const LAYERS = 8
const HEADS = 8
const HEAD_SIZE = 52
const VOCABULARY_SIZE = 32_768

const sessionOptions: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  // Every segment has another length: an arena would keep the largest buffers of each for good.
  enableCpuMemArena: false,
  enableMemPattern: false,
  // Leaves the weights' dequantisation out of the graph: decoding takes a third less time.
  extra: { session: { disable_quant_qdq: '1' } },
}

const layers = Array.from({ length: LAYERS }, (_, layer) => layer)
const cacheNames = (part: 'decoder' | 'encoder') => layers.flatMap((layer) => [`${layer}.${part}.key`, `${layer}.${part}.value`])
const decoderCache = cacheNames('decoder')
const encoderCache = cacheNames('encoder')
/** The encoder's part of the cache never changes after the first run: asking for it again would copy megabytes for every token. */
const stepOutputs = ['logits', ...decoderCache.map((name) => `present.${name}`)]

export async function loadMoonshineGraph(encoderPath: string, decoderPath: string): Promise<TokenGraph> {
  const encoder = await InferenceSession.create(encoderPath, sessionOptions)
  const decoder = await InferenceSession.create(withIntegerLogits(await readFile(decoderPath)), sessionOptions)
  return new MoonshineGraph(encoder, decoder)
}

type Feeds = Record<string, Tensor>

class MoonshineGraph implements TokenGraph {
  readonly vocabularySize = VOCABULARY_SIZE
  readonly #encoder: InferenceSession
  readonly #decoder: InferenceSession
  #states: Feeds = {}
  #past: Feeds = {}

  constructor(encoder: InferenceSession, decoder: InferenceSession) {
    this.#encoder = encoder
    this.#decoder = decoder
  }

  async encode(samples: Float32Array): Promise<void> {
    const output = await this.#encoder.run({ input_values: new Tensor('float32', samples, [1, samples.length]) })
    this.#states = { encoder_hidden_states: tensorOf(output, 'last_hidden_state') }
  }

  async begin(tokens: readonly number[]): Promise<Float32Array> {
    const empty = new Tensor('float32', new Float32Array(0), [0, HEADS, 1, HEAD_SIZE])
    this.#past = Object.fromEntries([...decoderCache, ...encoderCache].map((name) => [`past_key_values.${name}`, empty]))
    const output = await this.#decoder.run(this.#feeds(tokens, false))
    this.#remember(output, [...decoderCache, ...encoderCache])
    return logitsOf(output)
  }

  keep(count: number): void {
    for (const name of decoderCache) {
      const key = `past_key_values.${name}`
      const held = this.#past[key]
      if (held !== undefined) this.#past[key] = firstPositions(held, count)
    }
  }

  async step(token: number): Promise<Float32Array> {
    const output = await this.#decoder.run(this.#feeds([token], true), stepOutputs)
    this.#remember(output, decoderCache)
    return logitsOf(output)
  }

  #feeds(tokens: readonly number[], useCache: boolean): Feeds {
    return {
      input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), [1, tokens.length]),
      use_cache_branch: new Tensor('bool', [useCache], [1]),
      ...this.#states,
      ...this.#past,
    }
  }

  #remember(output: InferenceSession.OnnxValueMapType, names: readonly string[]): void {
    for (const name of names) this.#past[`past_key_values.${name}`] = tensorOf(output, `present.${name}`)
  }
}

function tensorOf(output: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = output[name]
  if (!(value instanceof Tensor)) throw new Error(`the model gave no ${name}`)
  return value
}

function logitsOf(output: InferenceSession.OnnxValueMapType): Float32Array {
  const { data } = tensorOf(output, 'logits')
  if (!(data instanceof Float32Array)) throw new Error('the model gave logits that are not float32')
  return data
}

/** [1, heads, positions, size] -> the same with fewer positions. */
function firstPositions(cache: Tensor, count: number): Tensor {
  const [, , positions = 0] = cache.dims
  const { data } = cache
  if (count >= positions || !(data instanceof Float32Array)) return cache
  const kept = new Float32Array(HEADS * count * HEAD_SIZE)
  for (let head = 0; head < HEADS; head += 1) {
    const start = head * positions * HEAD_SIZE
    kept.set(data.subarray(start, start + count * HEAD_SIZE), head * count * HEAD_SIZE)
  }
  return new Tensor('float32', kept, [1, HEADS, count, HEAD_SIZE])
}
