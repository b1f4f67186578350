import { elementType, OnnxGraph, type TensorDeclaration } from '../onnx/onnx-graph.ts'
import { Layers } from './layers.ts'
import { fourierKernels, HOP_SAMPLES, melFilters, SPECTRUM_BINS, WINDOW_SAMPLES } from './mel-filters.ts'
import type { WeightBits } from './quantise.ts'
import type { WhisperWeights } from './weights/whisper-weights.ts'

const { float32, int64 } = elementType
/** The quietest that counts, and how far below the loudest the rest is cut: both as the model was trained. */
const LEAST_POWER = 1e-10
const RANGE_DECADES = 8

/**
 * Sound to what the decoder attends to:
 * `samples` [1, 320 S] at 16 kHz, `positions` [S] (which of the model's places in 30 s each stretch of 20 ms takes),
 * `key_bias` [S] (added to the attention that a position gets) -> for each layer of the decoder `cross_key_i` [1, heads, size, S] and
 * `cross_value_i` [1, heads, S, size].
 */
export async function writeEncoder(path: string, weights: WhisperWeights, weightBits: WeightBits): Promise<void> {
  const { dims } = weights
  const graph = new OnnxGraph()
  const layers = new Layers(graph, { ...dims, weightBits })
  let x = convolved(graph, spectrogram(graph, dims.melBands), weights)
  const table = graph.constant('audio positions', [dims.audioPositions, dims.width], weights.positions('encoder'))
  x = layers.add(x, graph.operator('Gather', [table, 'positions']))
  const bias = attentionBias(graph)
  for (let index = 0; index < dims.encoderLayers; index += 1) {
    const name = `encoder ${index}`
    const { selfAttention, feedForward } = weights.encoderLayer(index)
    const normed = layers.norm(x, selfAttention.norm, `${name} attention norm`)
    const parts = [layers.scaledQuery(selfAttention), selfAttention.key, selfAttention.value]
    const [query = '', key = '', value = ''] = layers.fused(normed, parts, `${name} attention`)
    const attended = graph.microsoftOperator('MultiHeadAttention', [query, key, value, '', '', bias], {
      num_heads: dims.heads,
      scale: { float: 1 },
    })
    x = layers.add(x, layers.linear(attended, selfAttention.output, `${name} attention output`))
    x = layers.feedForward(x, feedForward, `${name} feed-forward`)
  }
  x = layers.norm(x, weights.finalNorm('encoder'), 'encoder norm')
  await graph.write(path, inputs, crossAttentionOutputs(layers, x, weights))
}

const inputs: readonly TensorDeclaration[] = [
  { name: 'samples', type: float32, dims: [1, 'N'] },
  { name: 'positions', type: int64, dims: ['S'] },
  { name: 'key_bias', type: float32, dims: ['S'] },
]

/** [1, bands, 2 S]: the logarithm of the power in each mel band. */
function spectrogram(graph: OnnxGraph, melBands: number): string {
  const half = WINDOW_SAMPLES / 2
  const line = graph.operator('Unsqueeze', ['samples', graph.integers(1)])
  const padded = graph.operator('Pad', [line, graph.integers(0, 0, half, 0, 0, half)], { mode: 'reflect' })
  const kernels = graph.constant('fourier kernels', [2 * SPECTRUM_BINS, 1, WINDOW_SAMPLES], fourierKernels())
  const spectrum = graph.operator('Conv', [padded, kernels], { kernel_shape: [WINDOW_SAMPLES], strides: [HOP_SAMPLES] })
  // The model was trained without the window that lies over the end.
  const windows = graph.operator('Slice', [spectrum, graph.integers(0), graph.integers(-1), graph.integers(2)])
  const squares = graph.operator('Mul', [windows, windows])
  // The same filters over the squares of the real and of the imaginary parts add up to those of the power.
  const filters = doubled(melFilters(melBands), melBands)
  const power = graph.operator('MatMul', [graph.constant('mel filters', [melBands, 2 * SPECTRUM_BINS], filters), squares])
  const logarithm = graph.operator('Log', [graph.operator('Max', [power, graph.float(LEAST_POWER)])])
  const decades = graph.operator('Mul', [logarithm, graph.float(1 / Math.LN10)])
  const floor = graph.operator('Sub', [graph.operator('ReduceMax', [decades], { keepdims: 0 }), graph.float(RANGE_DECADES)])
  const cut = graph.operator('Max', [decades, floor])
  return graph.operator('Mul', [graph.operator('Add', [cut, graph.float(4)]), graph.float(1 / 4)])
}

function doubled(filters: Float32Array, bands: number): Float32Array {
  const twice = new Float32Array(2 * filters.length)
  for (let band = 0; band < bands; band += 1) {
    const row = filters.subarray(band * SPECTRUM_BINS, (band + 1) * SPECTRUM_BINS)
    twice.set(row, 2 * band * SPECTRUM_BINS)
    twice.set(row, (2 * band + 1) * SPECTRUM_BINS)
  }
  return twice
}

/** [1, S, width]: two convolutions, the second of which halves the time. */
function convolved(graph: OnnxGraph, spectrogramName: string, weights: WhisperWeights): string {
  let x = spectrogramName
  for (const index of [0, 1] as const) {
    const { dims, weight, bias } = weights.convolution(index)
    const kernel = graph.constant(`convolution ${index}`, dims, weight)
    const shift = graph.constant(`convolution ${index} bias`, [bias.length], bias)
    x = graph.operator('Gelu', [graph.operator('Conv', [x, kernel, shift], { kernel_shape: [3], pads: [1, 1], strides: [index + 1] })])
  }
  return graph.operator('Transpose', [x], { perm: [0, 2, 1] })
}

/** `key_bias` for every query, as the attention operator wants it: [1, 1, S, S]. */
function attentionBias(graph: OnnxGraph): string {
  const row = graph.operator('Reshape', ['key_bias', graph.integers(1, 1, 1, -1)])
  const size = graph.operator('Shape', ['positions'])
  return graph.operator('Expand', [row, graph.operator('Concat', [graph.integers(1, 1), size, size], { axis: 0 })])
}

function crossAttentionOutputs(layers: Layers, encoded: string, weights: WhisperWeights): TensorDeclaration[] {
  const { heads, width, decoderLayers } = weights.dims
  const size = width / heads
  return Array.from({ length: decoderLayers }, (_, index) => index).flatMap((index) => {
    const { key, value } = weights.decoderLayer(index).crossAttention
    const [keys = '', values = ''] = layers.fused(encoded, [key, value], `cross ${index}`)
    layers.split(keys, [0, 2, 3, 1], `cross_key_${index}`)
    layers.split(values, [0, 2, 1, 3], `cross_value_${index}`)
    return [
      { name: `cross_key_${index}`, type: float32, dims: [1, heads, size, 'S'] },
      { name: `cross_value_${index}`, type: float32, dims: [1, heads, 'S', size] },
    ]
  })
}
