import { AppError } from '@souffleur/proto'
import * as z from 'zod'
import { type StoredTensor, type TensorEncoding, TensorFile } from './tensor-file.ts'
import type { Attention, EncoderLayer, Linear, Norm, WhisperWeights } from './whisper-weights.ts'

/** Format: github.com/huggingface/safetensors. */
const encodings: Readonly<Record<string, TensorEncoding>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' }
const LENGTH_BYTES = 8
const MAX_INDEX_BYTES = 100_000_000

const indexEntry = z.object({
  dtype: z.string(),
  shape: z.array(z.number().int().nonnegative()),
  data_offsets: z.tuple([z.number(), z.number()]),
})

/** Of `config.json`, as the transformers library writes it. */
const configSchema = z.object({ encoder_attention_heads: z.number().int().positive() })

function readIndex(file: TensorFile): Map<string, StoredTensor> {
  const length = Number(file.bytes(0, LENGTH_BYTES).readBigUInt64LE())
  if (length > MAX_INDEX_BYTES) throw new RangeError('not a safetensors file')
  const index: Record<string, unknown> = JSON.parse(file.bytes(LENGTH_BYTES, length).toString('utf8'))
  const tensors = new Map<string, StoredTensor>()
  for (const [name, entry] of Object.entries(index)) {
    if (name === '__metadata__') continue
    const { dtype, shape, data_offsets } = indexEntry.parse(entry)
    const encoding = encodings[dtype]
    if (encoding === undefined) throw new RangeError(`${name} has the type ${dtype}`)
    const [from, to] = data_offsets
    tensors.set(name, { dims: shape, encoding, offset: LENGTH_BYTES + length + from, bytes: to - from })
  }
  return tensors
}

/**
 * Whisper as the transformers library stores it.
 * @param config the content of its `config.json`, parsed
 * @throws AppError `model.corrupt`
 */
export function openSafetensors(path: string, config: unknown): WhisperWeights {
  const file = new TensorFile(path)
  try {
    return weightsOf(file, readIndex(file), configSchema.parse(config).encoder_attention_heads)
  } catch (error) {
    file.close()
    throw new AppError('model.corrupt', `${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function weightsOf(file: TensorFile, tensors: ReadonlyMap<string, StoredTensor>, heads: number): WhisperWeights {
  const tensor = (name: string): StoredTensor => {
    const found = tensors.get(`model.${name}`) ?? tensors.get(name)
    if (found === undefined) throw new RangeError(`${name} is missing`)
    return found
  }
  const floats = (name: string) => file.floats(tensor(name))
  const size = (name: string, axis: number) => tensor(name).dims[axis] ?? 0
  const layersOf = (part: string) =>
    [...tensors.keys()].filter((name) => new RegExp(`(?:^|\\.)${part}\\.layers\\.\\d+\\.fc1\\.weight$`).test(name)).length
  const dims = {
    melBands: size('encoder.conv1.weight', 1),
    width: size('encoder.conv1.weight', 0),
    heads,
    encoderLayers: layersOf('encoder'),
    decoderLayers: layersOf('decoder'),
    vocabulary: size('decoder.embed_tokens.weight', 0),
    audioPositions: size('encoder.embed_positions.weight', 0),
    textPositions: size('decoder.embed_positions.weight', 0),
  }

  const norm = (name: string): Norm => ({ gamma: floats(`${name}.weight`), beta: floats(`${name}.bias`) })
  const linear = (name: string): Linear => {
    const [outputs = 0, inputs = 0] = tensor(`${name}.weight`).dims
    // Keys have no bias.
    const hasBias = tensors.has(`model.${name}.bias`) || tensors.has(`${name}.bias`)
    return { outputs, inputs, weight: floats(`${name}.weight`), bias: hasBias ? floats(`${name}.bias`) : new Float32Array(outputs) }
  }
  const attention = (name: string): Attention => ({
    norm: norm(`${name}_layer_norm`),
    query: linear(`${name}.q_proj`),
    key: linear(`${name}.k_proj`),
    value: linear(`${name}.v_proj`),
    output: linear(`${name}.out_proj`),
  })
  const layer = (name: string): EncoderLayer => ({
    selfAttention: attention(`${name}.self_attn`),
    feedForward: { norm: norm(`${name}.final_layer_norm`), inner: linear(`${name}.fc1`), outer: linear(`${name}.fc2`) },
  })

  return {
    dims,
    convolution: (index) => {
      const name = `encoder.conv${index + 1}`
      return { dims: tensor(`${name}.weight`).dims, weight: floats(`${name}.weight`), bias: floats(`${name}.bias`) }
    },
    encoderLayer: (index) => layer(`encoder.layers.${index}`),
    decoderLayer: (index) => ({
      ...layer(`decoder.layers.${index}`),
      crossAttention: attention(`decoder.layers.${index}.encoder_attn`),
    }),
    positions: (of) => floats(`${of}.embed_positions.weight`),
    finalNorm: (of) => norm(`${of}.layer_norm`),
    embeddings: () => floats('decoder.embed_tokens.weight'),
    close: () => file.close(),
  }
}
