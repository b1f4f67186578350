import { expect, test } from 'vitest'
import type { Attention, EncoderLayer, Linear, Norm, WhisperWeights } from '../../whisper/weights/whisper-weights.ts'
import { ggmlParts } from './whisper-ggml.ts'

const WIDTH = 4
const dims = { melBands: 3, width: WIDTH, heads: 2, encoderLayers: 1, decoderLayers: 2, vocabulary: 5, audioPositions: 6, textPositions: 7 }
const floats = (count: number) => Float32Array.from({ length: count }, (_, index) => index / 8)
const norm: Norm = { gamma: floats(WIDTH), beta: floats(WIDTH) }
const linear = (outputs = WIDTH, inputs = WIDTH): Linear => ({ outputs, inputs, weight: floats(outputs * inputs), bias: floats(outputs) })
const attention: Attention = { norm, query: linear(), key: linear(), value: linear(), output: linear() }
const layer: EncoderLayer = { selfAttention: attention, feedForward: { norm, inner: linear(16, WIDTH), outer: linear(WIDTH, 16) } }
const weights: WhisperWeights = {
  dims,
  convolution: (index) => {
    const shape = [WIDTH, index === 0 ? dims.melBands : WIDTH, 3]
    return { dims: shape, weight: floats(shape.reduce((size, length) => size * length)), bias: floats(WIDTH) }
  },
  encoderLayer: () => layer,
  decoderLayer: () => ({ ...layer, crossAttention: attention }),
  positions: (of) => floats((of === 'encoder' ? dims.audioPositions : dims.textPositions) * WIDTH),
  finalNorm: () => norm,
  embeddings: () => floats(dims.vocabulary * WIDTH),
  close: () => undefined,
}

/** Reads the file as whisper.cpp does. */
function readGgml(bytes: Buffer) {
  let at = 0
  const int = () => {
    at += 4
    return bytes.readInt32LE(at - 4)
  }
  const ints = (count: number) => Array.from({ length: count }, int)
  const take = (length: number) => {
    at += length
    return bytes.subarray(at - length, at)
  }
  const sizes = ints(12)
  const [bands = 0, bins = 0] = ints(2)
  take(4 * bands * bins)
  const tokens = Array.from({ length: int() }, () => take(int()).toString())
  const tensors = new Map<string, { type: number; shape: number[]; data: Buffer }>()
  while (at < bytes.length) {
    const [rank = 0, nameLength = 0, type = 0] = ints(3)
    const shape = ints(rank)
    const name = take(nameLength).toString()
    const count = shape.reduce((size, length) => size * length, 1)
    tensors.set(name, { type, shape, data: take(count * (type === 1 ? 2 : 4)) })
  }
  return { sizes, tokens, tensors }
}

test('a model is written as whisper.cpp reads it', () => {
  const parts = [...ggmlParts(weights, [Buffer.from('é'), Buffer.from(' a')])]
  const { sizes, tokens, tensors } = readGgml(Buffer.concat(parts))
  expect(sizes).toEqual([0x67676d6c, 5, 6, WIDTH, 2, 1, 7, WIDTH, 2, 2, 3, 1])
  expect(tokens).toEqual(['é', ' a'])
  expect(tensors.get('encoder.conv1.weight')).toMatchObject({ type: 1, shape: [3, 3, WIDTH] })
  expect(tensors.get('encoder.conv2.bias')).toMatchObject({ type: 0, shape: [1, WIDTH] })
  expect(tensors.get('decoder.positional_embedding')).toMatchObject({ type: 0, shape: [WIDTH, 7] })
  expect(tensors.get('decoder.blocks.1.mlp.0.weight')).toMatchObject({ type: 1, shape: [WIDTH, 16] })
  expect(tensors.has('decoder.blocks.1.cross_attn_ln.weight')).toBe(true)
  expect(tensors.has('encoder.blocks.0.attn.key.bias')).toBe(false)
  // 3 + 4 outside the layers of the encoder and 4 of the decoder, 15 in each layer, 9 more where it attends to the sound.
  expect(tensors.size).toBe(7 + 4 + 3 * 15 + 2 * 9)
})

test('matrices keep the precision of 16-bit floats, vectors all of it', () => {
  const { tensors } = readGgml(Buffer.concat([...ggmlParts(weights, [])]))
  const matrix = tensors.get('decoder.token_embedding.weight')?.data ?? Buffer.alloc(0)
  expect([...new Float16Array(new Uint8Array(matrix).buffer)].slice(0, 3)).toEqual([0, 0.125, 0.25])
  const vector = tensors.get('decoder.ln.bias')?.data ?? Buffer.alloc(0)
  expect([...new Float32Array(new Uint8Array(vector).buffer)]).toEqual([0, 0.125, 0.25, 0.375])
})
