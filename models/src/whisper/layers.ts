import type { OnnxGraph } from '../onnx/onnx-graph.ts'
import { quantise, type WeightBits } from './quantise.ts'
import type { Attention, FeedForward, Linear, Norm } from './weights/whisper-weights.ts'

const NORM_EPSILON = 1e-5

export interface LayerShape {
  readonly width: number
  readonly heads: number
  readonly weightBits: WeightBits
}

/** What the encoder and the decoder have in common, written into a graph. `name` tells a layer's constants from all others. */
export class Layers {
  readonly graph: OnnxGraph
  readonly shape: LayerShape

  constructor(graph: OnnxGraph, shape: LayerShape) {
    this.graph = graph
    this.shape = shape
  }

  norm(input: string, { gamma, beta }: Norm, name: string): string {
    const { graph } = this
    const scale = graph.constant(`${name} gamma`, [gamma.length], gamma)
    const shift = graph.constant(`${name} beta`, [beta.length], beta)
    return graph.operator('LayerNormalization', [input, scale, shift], { axis: -1, epsilon: { float: NORM_EPSILON } })
  }

  /** The activations are quantised as they come; the product is of integers. */
  linear(input: string, { weight, bias, outputs, inputs }: Linear, name: string): string {
    const { graph } = this
    const { values, scales } = quantise(weight, outputs, this.shape.weightBits)
    return graph.microsoftOperator('DynamicQuantizeMatMul', [
      input,
      graph.constant(`${name} weight`, [inputs, outputs], values),
      graph.constant(`${name} scale`, [outputs], scales),
      '',
      graph.constant(`${name} bias`, [outputs], bias),
    ])
  }

  /** Several products of the same input as one. */
  fused(input: string, parts: readonly Linear[], name: string): string[] {
    const outputs = parts.reduce((sum, part) => sum + part.outputs, 0)
    const inputs = parts[0]?.inputs ?? 0
    const whole = { outputs, inputs, weight: joined(parts.map(({ weight }) => weight)), bias: joined(parts.map(({ bias }) => bias)) }
    const product = this.linear(input, whole, name)
    return this.graph.operators('Split', [product], { axis: -1, num_outputs: parts.length }, parts.length)
  }

  /** Attention scores are divided by the root of a head's size: cheaper in the query's weights than at every step. */
  scaledQuery({ query }: Attention): Linear {
    const factor = Math.sqrt(this.shape.heads / this.shape.width)
    return { ...query, weight: query.weight.map((value) => value * factor), bias: query.bias.map((value) => value * factor) }
  }

  /** [batch, positions, width] -> [batch, heads, positions, size], or what `perm` makes of it. */
  split(input: string, perm: readonly number[] = [0, 2, 1, 3], output?: string): string {
    const { graph, shape } = this
    const byHead = graph.operator('Reshape', [input, graph.integers(0, 0, shape.heads, shape.width / shape.heads)])
    return graph.operator('Transpose', [byHead], { perm }, output)
  }

  merge(input: string): string {
    const { graph, shape } = this
    const side = graph.operator('Transpose', [input], { perm: [0, 2, 1, 3] })
    return graph.operator('Reshape', [side, graph.integers(0, 0, shape.width)])
  }

  add(a: string, b: string): string {
    return this.graph.operator('Add', [a, b])
  }

  feedForward(input: string, { norm, inner, outer }: FeedForward, name: string): string {
    const hidden = this.linear(this.norm(input, norm, `${name} norm`), inner, `${name} inner`)
    return this.add(input, this.linear(this.graph.operator('Gelu', [hidden]), outer, `${name} outer`))
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}
