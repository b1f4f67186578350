import { elementType, OnnxGraph, type TensorDeclaration } from '../onnx/onnx-graph.ts'
import { Layers } from './layers.ts'
import { quantise, type WeightBits } from './quantise.ts'
import type { TokenTable } from './token-table.ts'
import type { Attention, WhisperSettings, WhisperWeights } from './weights/whisper-weights.ts'

const { float32, int64 } = elementType
/** Candidates for the next token that leave the graph: what a beam of five needs, and a few that may be forbidden. */
export const CANDIDATES = 8
const FORBIDDEN = -1e9

export interface DecoderOptions {
  readonly tokens: TokenTable
  readonly settings: WhisperSettings
  readonly weightBits: WeightBits
}

/**
 * One step of the decoder, for any number of hypotheses and of tokens at once:
 * `tokens` [B, n] (places in the token table), `parents` [B] (the hypothesis whose past each one goes on from), `first_row` [1] (rows
 * before it give no logits), `key_bias` [S], `past_key_i` / `past_value_i` [P, heads, t, size], `cross_key_i` [1, heads, size, S],
 * `cross_value_i` [1, heads, S, size] -> for the rows from `first_row` on `candidates` and `log_probs` [B, n', CANDIDATES], the likeliest next tokens
 * best first (special ones among them; what must never be written isn't); `mark_log_probs` [B, n', marks], of the languages and of no
 * speech; `key_i` / `value_i` [B, heads, t + n, size]; `alignment` [1, alignment heads, B n, S], where each token looks at in the sound.
 */
export async function writeDecoder(path: string, weights: WhisperWeights, options: DecoderOptions): Promise<void> {
  const { dims } = weights
  const writer = new DecoderWriter(weights, options)
  let x = writer.embedded()
  for (let index = 0; index < dims.decoderLayers; index += 1) x = writer.layer(x, index)
  writer.logits(x)
  writer.alignment()
  await writer.graph.write(path, writer.inputs(), writer.outputs())
}

class DecoderWriter {
  readonly graph = new OnnxGraph()
  readonly #weights: WhisperWeights
  readonly #options: DecoderOptions
  readonly #layers: Layers
  /** Positions before these tokens, and with them. */
  readonly #past: string
  readonly #total: string
  readonly #causal: string
  readonly #alignment: string[] = []
  /** The embeddings, [width, vocabulary] in 8 bits, are also the last matrix. */
  readonly #matrix: string
  readonly #scales: string

  constructor(weights: WhisperWeights, options: DecoderOptions) {
    const { graph } = this
    const { dims } = weights
    this.#weights = weights
    this.#options = options
    this.#layers = new Layers(graph, { ...dims, weightBits: options.weightBits })
    const sizeOf = (input: string, axis: number) => graph.operator('Gather', [graph.operator('Shape', [input]), graph.integers(axis)])
    this.#past = sizeOf('past_key_0', 2)
    this.#total = graph.operator('Add', [this.#past, sizeOf('tokens', 1)])
    this.#causal = this.#causalMask()
    const { values, scales } = quantise(
      keptRows(weights.embeddings(), dims.width, options.tokens),
      options.tokens.kept.length,
      options.weightBits,
    )
    this.#matrix = graph.constant('embeddings', [dims.width, options.tokens.kept.length], values)
    this.#scales = graph.constant('embedding scales', [options.tokens.kept.length], scales)
  }

  embedded(): string {
    const { graph } = this
    const { width, textPositions } = this.#weights.dims
    const columns = graph.operator('Gather', [this.#matrix, 'tokens'], { axis: 1 })
    const integers = graph.operator('Cast', [graph.operator('Transpose', [columns], { perm: [1, 2, 0] })], { to: float32 })
    const scales = graph.operator('Unsqueeze', [graph.operator('Gather', [this.#scales, 'tokens']), graph.integers(2)])
    const table = graph.constant('text positions', [textPositions, width], this.#weights.positions('decoder'))
    const positions = graph.operator('Slice', [table, this.#past, this.#total, graph.integers(0)])
    return graph.operator('Add', [graph.operator('Mul', [integers, scales]), positions])
  }

  layer(input: string, index: number): string {
    const { selfAttention, crossAttention, feedForward } = this.#weights.decoderLayer(index)
    const name = `decoder ${index}`
    const heard = this.#crossAttention(this.#selfAttention(input, selfAttention, index), crossAttention, index)
    return this.#layers.feedForward(heard, feedForward, `${name} feed-forward`)
  }

  logits(input: string): void {
    const { graph } = this
    const { tokens, settings } = this.#options
    const rows = graph.operator('Slice', [input, 'first_row', graph.integers(LAST), graph.integers(1)])
    const normed = this.#layers.norm(rows, this.#weights.finalNorm('decoder'), 'decoder norm')
    // Tokens that are never written get a bias that no logit makes up for. The marks don't: their probability is asked for.
    const marked = new Set(tokens.marks)
    const suppressed = new Set(settings.suppressed)
    const bias = Float32Array.from(tokens.kept, (token, place) => (suppressed.has(token) && !marked.has(place) ? FORBIDDEN : 0))
    const forbidden = graph.constant('forbidden', [bias.length], bias)
    const logits = graph.microsoftOperator('DynamicQuantizeMatMul', [normed, this.#matrix, this.#scales, '', forbidden])
    const logProbs = graph.operator('LogSoftmax', [logits], { axis: -1 })
    graph.operator('Gather', [logProbs, graph.integers(...tokens.marks)], { axis: -1 }, 'mark_log_probs')
    const [best = '', places = ''] = graph.operators('TopK', [logProbs, graph.integers(CANDIDATES)], { axis: -1, largest: 1, sorted: 1 }, 2)
    graph.operator('Identity', [best], {}, 'log_probs')
    graph.operator('Identity', [places], {}, 'candidates')
  }

  alignment(): void {
    this.graph.operator('Concat', this.#alignment, { axis: 1 }, 'alignment')
  }

  inputs(): TensorDeclaration[] {
    const { heads, size, layers } = this.#sizes()
    return [
      { name: 'tokens', type: int64, dims: ['B', 'n'] },
      { name: 'parents', type: int64, dims: ['B'] },
      { name: 'first_row', type: int64, dims: [1] },
      { name: 'key_bias', type: float32, dims: ['S'] },
      ...layers.flatMap((index): TensorDeclaration[] => [
        { name: `past_key_${index}`, type: float32, dims: ['P', heads, 't', size] },
        { name: `past_value_${index}`, type: float32, dims: ['P', heads, 't', size] },
        { name: `cross_key_${index}`, type: float32, dims: [1, heads, size, 'S'] },
        { name: `cross_value_${index}`, type: float32, dims: [1, heads, 'S', size] },
      ]),
    ]
  }

  outputs(): TensorDeclaration[] {
    const { heads, size, layers } = this.#sizes()
    return [
      { name: 'candidates', type: int64, dims: ['B', 'r', CANDIDATES] },
      { name: 'log_probs', type: float32, dims: ['B', 'r', CANDIDATES] },
      { name: 'mark_log_probs', type: float32, dims: ['B', 'r', this.#options.tokens.marks.length] },
      { name: 'alignment', type: float32, dims: [1, this.#options.settings.alignmentHeads.length, 'B n', 'S'] },
      ...layers.flatMap((index): TensorDeclaration[] => [
        { name: `key_${index}`, type: float32, dims: ['B', heads, 'u', size] },
        { name: `value_${index}`, type: float32, dims: ['B', heads, 'u', size] },
      ]),
    ]
  }

  #sizes() {
    const { heads, width, decoderLayers } = this.#weights.dims
    return { heads, size: width / heads, layers: Array.from({ length: decoderLayers }, (_, index) => index) }
  }

  /** [n, t + n]: no token looks at what comes after it. */
  #causalMask(): string {
    const { graph } = this
    const scalar = (value: string) => graph.operator('Squeeze', [value, graph.integers(0)])
    const row = graph.operator('Range', [scalar(this.#past), scalar(this.#total), graph.integer(1)])
    const column = graph.operator('Range', [graph.integer(0), scalar(this.#total), graph.integer(1)])
    const before = graph.operator('LessOrEqual', [column, graph.operator('Unsqueeze', [row, graph.integers(1)])])
    return graph.operator('Where', [before, graph.float(0), graph.float(FORBIDDEN)])
  }

  #selfAttention(input: string, attention: Attention, index: number): string {
    const { graph } = this
    const layers = this.#layers
    const name = `decoder ${index} attention`
    const parts = [layers.scaledQuery(attention), attention.key, attention.value]
    const [query = '', key = '', value = ''] = layers.fused(layers.norm(input, attention.norm, `${name} norm`), parts, name)
    const keys = this.#goOn('key', index, key)
    const values = this.#goOn('value', index, value)
    const side = graph.operator('Transpose', [keys], { perm: [0, 1, 3, 2] })
    const scores = graph.operator('Add', [graph.operator('MatMul', [layers.split(query), side]), this.#causal])
    const attended = graph.operator('MatMul', [graph.operator('Softmax', [scores], { axis: -1 }), values])
    return layers.add(input, layers.linear(layers.merge(attended), attention.output, `${name} output`))
  }

  /** The past of each hypothesis's parent, and what comes new. */
  #goOn(part: 'key' | 'value', index: number, added: string): string {
    const { graph } = this
    const past = graph.operator('Gather', [`past_${part}_${index}`, 'parents'])
    return graph.operator('Concat', [past, this.#layers.split(added)], { axis: 2 }, `${part}_${index}`)
  }

  /** All hypotheses hear the same sound: their tokens are the rows of one product. */
  #crossAttention(input: string, attention: Attention, index: number): string {
    const { graph } = this
    const { width } = this.#weights.dims
    const layers = this.#layers
    const name = `decoder ${index} cross`
    const query = layers.linear(layers.norm(input, attention.norm, `${name} norm`), layers.scaledQuery(attention), `${name} query`)
    const rows = graph.operator('Reshape', [query, graph.integers(1, -1, width)])
    const scores = graph.operator('Add', [graph.operator('MatMul', [layers.split(rows), `cross_key_${index}`]), 'key_bias'])
    const shares = graph.operator('Softmax', [scores], { axis: -1 })
    const heads = this.#options.settings.alignmentHeads.filter(([layer]) => layer === index).map(([, head]) => head)
    if (heads.length > 0) this.#alignment.push(graph.operator('Gather', [shares, graph.integers(...heads)], { axis: 1 }))
    const attended = graph.operator('MatMul', [shares, `cross_value_${index}`])
    const heard = layers.linear(layers.merge(attended), attention.output, `${name} output`)
    return layers.add(input, graph.operator('Reshape', [heard, graph.operator('Shape', [input])]))
  }
}

/** Slices to the end. */
const LAST = 2 ** 31 - 1

function keptRows(embeddings: Float32Array, width: number, { kept }: TokenTable): Float32Array {
  const rows = new Float32Array(kept.length * width)
  kept.forEach((token, place) => {
    rows.set(embeddings.subarray(token * width, (token + 1) * width), place * width)
  })
  return rows
}
